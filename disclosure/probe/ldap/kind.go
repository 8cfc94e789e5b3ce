package ldap

import (
	"context"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "entry"

const (
	version = 3
	maxDN   = 255 // bytes
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "ldap", Name: "LDAP directory", Schemes: []string{"ldap"}, Secure: []string{"ldaps"}, Ports: []uint16{389, 636}, SecurePort: 636,
	KeepPath: true,
}

// New returns the probe kind "ldap".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.AtPart(checkEntry), Steps: steps, Ask: ask,
		Reads: func(raw string, explicit bool) (target.Target, string, error) {
			t, how, err := service.Read(raw, explicit)
			t.Target = legible.Replace(t.Target)
			return t, how, err
		},
		About: probe.Info{
			Sends:   "a search of the one entry that is named, for no attributes, without a bind; once more after StartTLS where the server wants TLS",
			Reads:   "whether the entry comes, or the number of the refusal",
			Accepts: "ldap://host/dc=example,dc=org with the naming context as path, or an entry below it that is open; ldaps:// for TLS",
			Facets:  []string{Facet},
		},
	}
}

// legible keeps "=" and "," of a distinguished name unescaped; neither has another meaning in a path.
var legible = strings.NewReplacer("%3D", "=", "%2C", ",")

// checkEntry says what is wrong with the name of an entry. The root entry is readable for everybody by design, so the target has to
// name another one.
func checkEntry(dn string) error {
	if !strings.Contains(dn, "=") || len(dn) > maxDN {
		return fault.Errorf(fault.Invalid,
			"the address names no entry; write the naming context as its path, such as ldap://host/dc=example,dc=org")
	}
	return nil
}

// steps are the messages.
func steps(_ target.Target, at target.Endpoint) []probe.Step {
	steps := []probe.Step{
		{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: search(at.Path), Note: "reads whether the entry comes; no attribute comes with it"},
	}
	if !at.TLS {
		steps = append(
			steps,
			probe.Step{Facet: Facet, Address: at.Address(), Request: startTLS(), Note: "only where the server wants TLS: asks for it on the same connection"},
			probe.Step{Facet: Facet, Address: at.Address(), TLS: true, Request: search(at.Path), Note: "the same within TLS, which decides then"},
		)
	}
	return append(
		steps,
		probe.Step{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: unbind(), Note: "once that is known; reads nothing and hangs up"},
	)
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(ctx context.Context, c *probe.Conn) error {
		result, code, err := look(c, at.Path)
		if err != nil {
			return err
		}
		if result.Reason == observed.ReasonTLSWanted && !at.TLS {
			if secure, err := secured(ctx, c); err != nil {
				return err
			} else if secure {
				if result, code, err = look(c, at.Path); err != nil {
					return err
				}
			}
		}
		if q.Set(Facet, result, code).Verdict == observed.Inconclusive {
			return nil
		}
		return c.Send(unbind())
	}, Facet)
}

// look searches for the entry and judges the answer.
func look(c *probe.Conn, dn string) (result observed.FacetResult, code string, err error) {
	if err := c.Send(search(dn)); err != nil {
		return result, "", err
	}
	message, err := read(c)
	if err != nil {
		return result, "", err
	}
	result, code = judge(message)
	return result, code, nil
}

// maxWishes bounds how often TLS is asked for. OpenLDAP answers a question before it is done with it, and refuses TLS meanwhile.
const maxWishes = 3

// secured asks for TLS on the connection, and reports whether the conversation goes on within it.
func secured(ctx context.Context, c *probe.Conn) (bool, error) {
	for range maxWishes {
		if err := c.Send(startTLS()); err != nil {
			return false, err
		}
		message, err := read(c)
		if err != nil {
			return false, nil //nolint:nilerr // it wants TLS and offers none here; that it wants it stands
		}
		switch number, ok := consent(message); {
		case ok && number == 0:
			return true, c.StartTLS(ctx)
		case !ok || number != outstanding:
			return false, nil
		}
	}
	return false, nil
}

// outstanding is the result "operations error", with which a server says that it is not done with what came before.
const outstanding = 1

// read reads one message, including its tag and length.
func read(c *probe.Conn) ([]byte, error) {
	head, err := c.Until(maxHead, wholeHead)
	if err != nil {
		return nil, err
	}
	size, ok := contentSize(head)
	if !ok {
		return nil, errProtocol
	}
	body, err := c.Bytes(size)
	if err != nil {
		return nil, err
	}
	return append(head, body...), nil
}
