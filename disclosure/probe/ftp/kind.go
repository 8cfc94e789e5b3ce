package ftp

import (
	"context"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "login"

const version = 1

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "ftp", Name: "FTP server", Schemes: []string{"ftp"}, Secure: []string{"ftps"}, Ports: []uint16{21, 990}, SecurePort: 990,
}

// guest is an address that names the user of strangers, who is no secret.
var guest = regexp.MustCompile(`(?i)^(ftps?://)(?:anonymous|ftp|guest)(?::[^@/]*)?@([^@]+)$`)

func withoutGuest(raw string) (address, said string) {
	m := guest.FindStringSubmatch(raw)
	if m == nil {
		return raw, ""
	}
	return m[1] + m[2], "the user anonymous is the one that is asked anyway"
}

const (
	user = "USER anonymous\r\n"
	pass = "PASS anonymous@\r\n"
	quit = "QUIT\r\n"
)

// New returns the probe kind "ftp".
func New() probe.Kind {
	return probe.Scaffold{
		Service: service, Number: version, Unwrap: withoutGuest,
		About: probe.Info{
			Sends:   "USER anonymous, PASS where it is demanded, QUIT; never LIST",
			Reads:   "the number of each reply",
			Accepts: "ftp://host:21, or ftps:// for TLS from the start",
			Facets:  []string{Facet},
		},
		Steps: steps,
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
			q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error { return converse(q, c) }, Facet)
		},
	}
}

func steps(_ target.Target, at target.Endpoint) []probe.Step {
	step := func(command, note string) probe.Step {
		return probe.Step{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: []byte(command), Note: note, Login: probe.LoginAnonymous}
	}
	return []probe.Step{
		step(user, "sent after the greeting of the server; reads the number of the reply"),
		step(pass, "where the reply demands it; reads the number of the reply, which may take some seconds"),
		step(quit, "once the login is accepted or refused; reads nothing and hangs up"),
	}
}

// converse logs in as far as the server lets it. An inconclusive reply ends the conversation without QUIT: whatever answers there
// may not be an FTP server.
func converse(q *probe.Inquiry, c *probe.Conn) error {
	greeting, err := read(c)
	if err != nil {
		return err
	}
	if greeting.number != ready {
		q.Set(Facet, greeting.trouble(), greeting.code())
		return nil
	}
	answer, err := roundTrip(c, user)
	if err != nil {
		return err
	}
	if answer.number == wantsPassword {
		if answer, err = roundTrip(c, pass); err != nil {
			return err
		}
	}
	result := q.Set(Facet, answer.result(), answer.code())
	if result.Verdict == disclosure.Inconclusive {
		return nil
	}
	return c.Send([]byte(quit))
}

func roundTrip(c *probe.Conn, command string) (reply, error) {
	if err := c.Send([]byte(command)); err != nil {
		return reply{}, err
	}
	return read(c)
}

// read reads a reply of one or more lines.
func read(c *probe.Conn) (reply, error) {
	var r reply
	for range maxLines {
		line, err := c.Line(maxLine)
		if err != nil {
			return reply{}, err
		}
		if r.add(line) {
			return r, nil
		}
	}
	return reply{}, nil
}
