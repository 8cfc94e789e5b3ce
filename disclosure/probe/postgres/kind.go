package postgres

import (
	"cmp"
	"context"
	"encoding/binary"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a server, one for each set of its rules (hostssl and hostnossl in pg_hba.conf).
const (
	FacetTLS   = "tls"
	FacetPlain = "plain"
)

const (
	version = 2
	maxName = 63 // bytes of an identifier (NAMEDATALEN - 1)

	defaultDatabase = "postgres"
	protocol        = 3 << 16
	sslCode         = 80877103
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "postgres", Name: "PostgreSQL server", Schemes: []string{"postgres", "postgresql"}, Ports: []uint16{5432}, KeepPath: true,
}

// New returns the probe kind "postgres".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Reads: read, Parse: parse, Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "SSLRequest, then the start of a login without a password as a user that does not exist",
			Reads:   "the kind of authentication that is demanded, or the code of the error; hangs up before there is a session",
			Accepts: "postgres://host:5432 or postgres://host/database; as key, a user that is let in without a password",
			Facets:  []string{FacetTLS, FacetPlain},
		},
	}
}

// read returns the canonical target of what a person pasted.
func read(raw string, explicit bool) (target.Target, string, error) {
	m := named.FindStringSubmatch(raw)
	if m == nil {
		return service.Read(raw, explicit)
	}
	t, how, err := service.Read(m[1]+m[3], explicit)
	t.Key = m[2]
	return t, how + "; asked as the user " + m[2] + ", without a password", err
}

// named is an address with a user and no password: whom the finding says to be let in without one.
var named = pattern.New(`(?i)^(postgres(?:ql)?://)([A-Za-z0-9_.-]{1,63})@([^@]+)$`)

// parse returns the endpoint of a target, with the database as path.
func parse(t target.Target) (target.Endpoint, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return at, err
	}
	for what, name := range map[string]string{"database": at.Path, "user": t.Key} {
		if len(name) > maxName || strings.ContainsRune(name, 0) {
			return at, fault.Errorf(fault.Invalid, "the name of a %s has %d bytes at most", what, maxName)
		}
	}
	return at, service.NoExpect(t)
}

// sslRequest asks whether the server speaks TLS.
func sslRequest() []byte {
	return binary.BigEndian.AppendUint32([]byte{0, 0, 0, 8}, sslCode)
}

// startup begins a login.
func startup(t target.Target, at target.Endpoint) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 4), protocol)
	for _, s := range [...]string{
		"user", cmp.Or(t.Key, "daylight_"+target.Token(t)), "database", cmp.Or(at.Path, defaultDatabase), "",
	} {
		b = append(append(b, s...), 0)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b))) //nolint:gosec // two names of 63 bytes at most
	return b
}

// steps are the messages: those of the connection with TLS and the one without.
func steps(t target.Target, at target.Endpoint) []probe.Step {
	addr := at.Address()
	login := probe.LoginAbsent
	if t.Key != "" {
		login = probe.LoginNoPassword
	}
	return []probe.Step{
		{Facet: FacetTLS, Address: addr, Request: sslRequest(), Note: "reads one letter; with N, the last step follows at once"},
		{
			Facet: FacetTLS, Address: addr, TLS: true, Request: startup(t, at), Words: "login", Login: login,
			Note: "reads what authentication is demanded and hangs up",
		},
		{
			Facet: FacetPlain, Address: addr, Request: startup(t, at), Words: "login", Login: login,
			Note: "the same without TLS, where TLS is shut or not offered; on a connection of its own after the one with TLS",
		},
	}
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, t target.Target, at target.Endpoint) {
	call, hello := probe.Call{Address: at.Address()}, startup(t, at)
	facet := FacetTLS
	fault := q.Talk(ctx, call, func(ctx context.Context, c *probe.Conn) error {
		secure, err := changeOver(ctx, c)
		if err != nil {
			return err
		}
		if !secure {
			facet = FacetPlain
		}
		return login(q, c, hello, facet)
	})
	q.SetRemaining(fault, facet)
	if fault == nil && facet == FacetTLS && q.Get(FacetTLS).Verdict == observed.Closed {
		q.Talk(ctx, call, func(_ context.Context, c *probe.Conn) error { return login(q, c, hello, FacetPlain) }, FacetPlain)
		plain := q.Get(FacetPlain)
		if plain.Reason == observed.ReasonDeniedForUs && q.Get(FacetTLS).Strength == observed.Strong {
			// With TLS the same address got as far as the password. So the refusal is about the lack of TLS and not about our
			// address, and holds for everybody.
			q.Set(FacetPlain, probe.Closed(observed.ReasonAccessDenied), "TLS only")
		}
	}
}

// changeOver requests TLS, and reports whether the conversation continues in it.
func changeOver(ctx context.Context, c *probe.Conn) (bool, error) {
	if err := c.Send(sslRequest()); err != nil {
		return false, err
	}
	letter, err := c.Bytes(1)
	if err != nil {
		return false, err
	}
	switch letter[0] {
	case 'S':
		return true, c.StartTLS(ctx)
	case 'N':
		return false, nil
	}
	return false, errProtocol
}

// login sends the start of a login and judges the first answer.
func login(q *probe.Inquiry, c *probe.Conn, hello []byte, facet string) error {
	if err := c.Send(hello); err != nil {
		return err
	}
	head, err := c.Bytes(headBytes)
	if err != nil {
		return err
	}
	size, err := bodySize(head)
	if err != nil {
		return err
	}
	body, err := c.Bytes(size)
	if err != nil {
		return err
	}
	result, code := judge(head[0], body)
	q.Set(facet, result, code)
	return nil
}
