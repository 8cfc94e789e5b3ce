package mysql

import (
	"cmp"
	"context"
	"encoding/binary"
	"strings"

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

// NewLogin returns the probe kind "mysql_login". It claims no address unless it is named: its addresses look like those of kind mysql.
func NewLogin() probe.ReadableKind {
	service := service("mysql_login")
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Reads: target.Named(service.Read), Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "a login without a password as the user of the finding, within TLS where it is offered",
			Reads:   "that it is accepted, or the number of the error; hangs up before any command",
			Accepts: "mysql://host:3306; as key, the user that is let in without a password (default root)",
			Facets:  []string{FacetLogin},
			OptIn:   true,
		},
		Parse: func(t target.Target) (target.Endpoint, error) {
			at, err := service.Parse(t.Target)
			if err == nil && (len(t.Key) > maxUser || strings.ContainsRune(t.Key, 0)) {
				err = fault.Errorf(fault.Invalid, "the name of a user has %d bytes at most", maxUser)
			}
			if err == nil {
				err = service.NoExpect(t)
			}
			return at, err
		},
	}
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

// steps are the messages: those of a server that offers TLS and the one of a server that does not.
func steps(t target.Target, at target.Endpoint) []probe.Step {
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
	}
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, t target.Target, at target.Endpoint) {
	q.Talk(ctx, probe.Call{Address: at.Address()}, func(ctx context.Context, c *probe.Conn) error {
		g, ok, err := greet(q, c, FacetLogin)
		if err != nil || !ok {
			return err
		}
		return signIn(ctx, q, c, t, g.tls)
	}, FacetLogin)
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
