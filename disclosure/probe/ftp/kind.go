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

// Kind is the probe kind "ftp".
type Kind struct{}

// New returns the probe kind "ftp".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "ftp".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "USER anonymous, PASS where it is demanded, QUIT; never LIST",
		Reads:   "the number of each reply",
		Accepts: "ftp://host:21, or ftps:// for TLS from the start",
		Facets:  []string{Facet},
		Ports:   service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	m := guest.FindStringSubmatch(raw)
	if m == nil {
		return service.Read(raw, explicit)
	}
	t, how, err := service.Read(m[1]+m[2], explicit)
	return t, how + "; the user anonymous is the one that is asked anyway", err
}

// guest is an address that names the user of strangers, who is no secret.
var guest = regexp.MustCompile(`(?i)^(ftps?://)(?:anonymous|ftp|guest)(?::[^@/]*)?@([^@]+)$`)

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error { return service.Validate(t) }

const (
	user = "USER anonymous\r\n"
	pass = "PASS anonymous@\r\n"
	quit = "QUIT\r\n"
)

// Plan returns the commands.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	step := func(command, note string) probe.Step {
		return probe.Step{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: []byte(command), Note: note, Login: probe.LoginAnonymous}
	}
	return []probe.Step{
		step(user, "sent after the greeting of the server; reads the number of the reply"),
		step(pass, "where the reply demands it; reads the number of the reply, which may take some seconds"),
		step(quit, "once the login is accepted or refused; reads nothing and hangs up"),
	}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
		return converse(q, c)
	}, Facet)
	return q.Done()
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
