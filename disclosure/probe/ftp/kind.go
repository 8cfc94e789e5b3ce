package ftp

import (
	"context"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "login"

const version = 2

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "ftp", Name: "FTP server", Schemes: []string{"ftp"}, Secure: []string{"ftps"}, Ports: []uint16{21, 990}, SecurePort: 990,
}

// guest is an address that names the user of strangers, who is no secret.
var guest = pattern.New(`(?i)^(ftps?://)(?:anonymous|ftp|guest)(?::[^@/]*)?@([^@]+)$`)

// paste returns the canonical target of what a person pasted.
func paste(raw string, explicit bool) (target.Target, string, error) {
	m := guest.FindStringSubmatch(raw)
	if m == nil {
		return service.Read(raw, explicit)
	}
	t, how, err := service.Read(m[1]+m[2], explicit)
	if how != "" {
		how += "; the user anonymous is the one that is asked anyway"
	}
	return t, how, err
}

const (
	auth = "AUTH TLS\r\n" // RFC 4217, section 4
	user = "USER anonymous\r\n"
	pass = "PASS anonymous@\r\n"
	quit = "QUIT\r\n"
)

// New returns the probe kind "ftp".
func New() probe.Kind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Reads: paste, Parse: service.At,
		About: probe.Info{
			Sends:   "USER anonymous, PASS where it is demanded, QUIT; once more after AUTH TLS where the server wants TLS; never LIST",
			Reads:   "the number of each reply",
			Accepts: "ftp://host:21, or ftps:// for TLS from the start",
			Facets:  []string{Facet},
		},
		Steps: steps,
		Ask:   ask,
	}
}

func steps(_ target.Target, at target.Endpoint) []probe.Step {
	step := func(secure bool, command, note string) probe.Step {
		return probe.Step{Facet: Facet, Address: at.Address(), TLS: secure, Request: []byte(command), Note: note, Login: probe.LoginAnonymous}
	}
	login := func(secure bool) []probe.Step {
		return []probe.Step{
			step(secure, user, "sent after the greeting of the server; reads the number of the reply"),
			step(secure, pass, "where the reply demands it; reads the number of the reply, which may take some seconds"),
			step(secure, quit, "once the login is accepted or refused; reads nothing and hangs up"),
		}
	}
	steps := login(at.TLS)
	if !at.TLS {
		steps = append(steps, step(false, auth, "only where the server wants TLS, on a connection of its own; the login within TLS decides then"))
		steps = append(steps, login(true)...)
	}
	return steps
}

// ask logs in, and once more within TLS where the server says that it takes nobody without: shut to the question, it may be open to
// everybody else.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
	call := probe.Call{Address: at.Address(), TLS: at.TLS}
	q.Talk(ctx, call, func(_ context.Context, c *probe.Conn) error {
		if greeted, err := greet(q, c); err != nil || !greeted {
			return err
		}
		return login(q, c)
	}, Facet)
	if at.TLS || q.Get(Facet).Reason != observed.ReasonTLSWanted {
		return
	}
	q.Talk(ctx, call, func(ctx context.Context, c *probe.Conn) error {
		if greeting, err := read(c); err != nil || greeting.number != ready {
			return err
		}
		if answer, err := roundTrip(c, auth); err != nil || answer.number != agreed {
			return err
		}
		if err := c.StartTLS(ctx); err != nil {
			return err
		}
		return login(q, c)
	}, Facet)
}

// greet reports whether the server greets as one of FTP does.
func greet(q *probe.Inquiry, c *probe.Conn) (bool, error) {
	greeting, err := read(c)
	if err != nil {
		return false, err
	}
	if greeting.number != ready {
		q.Set(Facet, greeting.trouble(), greeting.code())
	}
	return greeting.number == ready, nil
}

// login logs in as far as the server lets it. An inconclusive reply ends the conversation without QUIT: whatever answers there
// may not be an FTP server.
func login(q *probe.Inquiry, c *probe.Conn) error {
	answer, err := roundTrip(c, user)
	if err != nil {
		return err
	}
	if answer.number == wantsPassword {
		if answer, err = roundTrip(c, pass); err != nil {
			return err
		}
	}
	if q.Set(Facet, answer.result(), answer.code()).Verdict == observed.Inconclusive {
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
