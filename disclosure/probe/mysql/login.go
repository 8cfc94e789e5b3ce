package mysql

import (
	"cmp"
	"context"
	"encoding/binary"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// FacetLogin is the only facet of kind "mysql_login".
const FacetLogin = "login"

const (
	defaultUser = "root"
	maxUser     = 80 // bytes; the longest name that a server accepts
)

// Login is the probe kind "mysql_login".
type Login struct{}

// NewLogin returns the probe kind "mysql_login".
func NewLogin() Login { return Login{} }

// It claims no address unless it is named: its addresses look like those of kind mysql.
var _, _ = probe.Kind(Login{}), probe.Reader(Login{})

// Name returns "mysql_login".
func (Login) Name() string { return "mysql_login" }

// Version returns the version of the classification.
func (Login) Version() int { return version }

// Info describes the kind.
func (k Login) Info() probe.Info {
	return probe.Info{
		Sends:   "a login without a password as the user of the finding, within TLS where it is offered",
		Reads:   "that it is accepted, or the number of the error; hangs up before any command",
		Accepts: "mysql://host:3306; as key, the user that is let in without a password (default root)",
		Facets:  []string{FacetLogin},
		Ports:   service(k.Name()).Ports,
		OptIn:   true,
	}
}

// Read returns the canonical target of what a person pasted.
func (k Login) Read(raw string, explicit bool) (target.Target, string, error) {
	if !explicit {
		return target.Target{}, "", nil
	}
	return service(k.Name()).Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (k Login) Validate(t target.Target) error {
	if _, err := service(k.Name()).Parse(t.Target); err != nil {
		return err
	}
	if len(t.Key) > maxUser || strings.ContainsRune(t.Key, 0) {
		return fault.Errorf(fault.Invalid, "the name of a user has %d bytes at most", maxUser)
	}
	return service(k.Name()).NoExpect(t)
}

// The capability flags that we set: long passwords, protocol 4.1, secure authentication, and authentication methods by name.
const (
	clientTLS    = 1 << 11
	capabilities = 1 | 1<<9 | 1<<15 | 1<<19
	maxPacket    = 1 << 16
	charset      = 33 // utf8
	reservedZero = 23
)

// opening is the beginning of a login. A request for TLS consists of it alone.
func opening(flags uint32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, flags)
	b = binary.LittleEndian.AppendUint32(b, maxPacket)
	return append(append(b, charset), make([]byte, reservedZero)...)
}

func tlsRequest() []byte { return frame(1, opening(capabilities|clientTLS)) }

// hello signs in without a password. Its sequence number is one higher when a request for TLS came before it.
func hello(t target.Target, secure bool) []byte {
	flags, number := uint32(capabilities), byte(1)
	if secure {
		flags, number = flags|clientTLS, 2
	}
	b := append(opening(flags), cmp.Or(t.Key, defaultUser)...)
	b = append(b, 0, 0) // the end of the name, and a password of zero bytes
	return frame(number, append(append(b, nativePassword...), 0))
}

// Plan returns the messages: those of a server that offers TLS and the one of a server that does not.
func (k Login) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service(k.Name()).Parse(t.Target)
	if err != nil {
		return nil, err
	}
	addr := at.Address()
	return []probe.Step{
		{Facet: FacetLogin, Address: addr, Request: tlsRequest(), Words: "tls", Note: "sent after a greeting that offers TLS"},
		{
			Facet: FacetLogin, Address: addr, TLS: true, Request: hello(t, true), Login: probe.LoginNoPassword,
			Note: "reads whether the login is accepted and hangs up; one empty packet is sent first where another method is requested",
		},
		{
			Facet: FacetLogin, Address: addr, Request: hello(t, false), Login: probe.LoginNoPassword,
			Note: "the same without TLS, in place of both, where TLS is not offered",
		},
	}, nil
}

// Run probes the server of t.
func (k Login) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service(k.Name()).Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address()}, func(ctx context.Context, c *probe.Conn) error {
		p, err := read(c)
		if err != nil {
			return err
		}
		g, ok := parseGreeting(p)
		if !ok {
			result, code := judgeRefusedConnection(p)
			q.Set(FacetLogin, result, code)
			return nil
		}
		q.Identify("version", g.version)
		return signIn(ctx, q, c, t, g.tls)
	}, FacetLogin)
	return q.Done()
}

// signIn sends the login, within TLS when secure is set, and judges the answer. It follows one request for another authentication
// method.
func signIn(ctx context.Context, q *probe.Inquiry, c *probe.Conn, t target.Target, secure bool) error {
	if secure {
		if err := c.Send(tlsRequest()); err != nil {
			return err
		}
		if err := c.StartTLS(ctx); err != nil {
			return err
		}
	}
	if err := c.Send(hello(t, secure)); err != nil {
		return err
	}
	p, err := read(c)
	if err != nil {
		return err
	}
	if switchesToEmpty(p) {
		if err := c.Send(frame(p.number+1, nil)); err != nil {
			return err
		}
		if p, err = read(c); err != nil {
			return err
		}
	}
	result, code := judge(p)
	q.Set(FacetLogin, result, code)
	return nil
}
