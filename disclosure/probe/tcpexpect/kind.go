package tcpexpect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of kind "tcp_expect".
const Facet = "expect"

const (
	version   = 2
	maxAnswer = 4096 // bytes that patterns are matched against
	maxPrompt = 256  // bytes of an unfinished line that may be open already
)

// There is no usual port: the asset has to name one.
var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "tcp_expect", Name: "TCP service", Schemes: []string{"tcp"}, Secure: []string{"tls"},
}

// Kind is the probe kind "tcp_expect".
type Kind struct {
	probe.Described
	known table
}

// New returns the probe kind "tcp_expect" with those of defs that use TCP. The definitions have versions of their own, in each
// observation.
func New(defs []Definition) Kind {
	return Kind{known: tableOf(overTCP, defs), Described: probe.Described{Service: service, Number: version, About: probe.Info{
		Sends:   "what the definition or the asset says, at most 1 KiB, or nothing",
		Reads:   "lines up to one that meets the clause for open or the one for closed, at most 4 KiB",
		Accepts: "tcp://host:port or tls://host:port; as key the name of a definition, or expect with send, open and closed",
		Facets:  []string{Facet},
	}}}
}

var _, _ = probe.Kind(Kind{}), probe.Reader(Kind{})

// Read returns the canonical target of what a person pasted. It claims nothing unless explicit: its addresses look like those of any
// port.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	if !explicit {
		return target.Target{}, "", nil
	}
	return service.Read(raw, explicit)
}

// Validate returns what is wrong with t. It does not touch the network.
func (k Kind) Validate(t target.Target) error {
	if _, err := service.Parse(t.Target); err != nil {
		return err
	}
	_, err := k.definition(t)
	return err
}

// definition returns the definition that decides about t: the one that it names, or its own clauses.
func (k Kind) definition(t target.Target) (Definition, error) {
	if t.Expect == nil {
		return k.known.find(service.Kind, t.Key)
	}
	if t.Key != "" {
		return Definition{}, fault.Errorf(fault.Invalid, "the asset names a definition and has clauses of its own; leave one of them out")
	}
	if t.Expect.Open == nil || t.Expect.Closed == nil {
		return Definition{}, fault.Errorf(fault.Invalid, "kind tcp_expect needs both expect.open and expect.closed")
	}
	data, err := json.Marshal(t.Expect)
	if err != nil {
		return Definition{}, fault.Errorf(fault.Invalid, "expect cannot be written down")
	}
	sum := sha256.Sum256(data)
	d := Definition{name: "asset", hash: hex.EncodeToString(sum[:hashBytes])}
	if len(t.Expect.Send) > maxSend {
		return d, fault.Errorf(fault.Invalid, "send may have %d bytes at most", maxSend)
	}
	d.send = []byte(t.Expect.Send)
	err = d.overTCP(written{Open: []match{{Match: *t.Expect.Open}}, Closed: []match{{Match: *t.Expect.Closed}}})
	return d, err
}

// Plan returns the one message, or the connection on which nothing is sent.
func (k Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	d, err := k.definition(t)
	if err != nil {
		return nil, err
	}
	step := probe.Step{
		Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: d.send, ConnectOnly: len(d.send) == 0, Content: maxAnswer,
		Note: "looks for the patterns of " + d.identity() + " in the answer and hangs up",
	}
	if step.ConnectOnly {
		step.Words = "listen"
	}
	return []probe.Step{step}, nil
}

// Run probes the service of t.
func (k Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	d, err := k.definition(t)
	if err != nil {
		return q.Done()
	}
	q.Identify("definition", d.identity())
	d.talk(ctx, q, Facet, at)
	return q.Done()
}

// talk holds the conversation and sets the facet. It returns what it heard, for the identity of a server.
func (d Definition) talk(ctx context.Context, q *probe.Inquiry, facet string, at target.Endpoint) (heard []byte) {
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send(d.send); err != nil {
			return err
		}
		result, word, said, err := d.listen(c)
		if err != nil {
			return err
		}
		q.Set(facet, result, word)
		heard = said
		return nil
	}, facet)
	return heard
}

// listen reads until the answer matches a clause, or to the end of its line where that is the answer. It judges complete lines and
// complete answers, because the beginning of a line could look like a refusal and continue as the opposite. Only open is recognised in
// an unfinished line, because a prompt has no end of line.
func (d Definition) listen(c *probe.Conn) (result disclosure.FacetResult, word string, heard []byte, err error) {
	result, limit := probe.Unsure(disclosure.ReasonUnrecognised), maxAnswer
	if d.oneLine {
		limit = maxPrompt
	}
	_, err = c.Until(limit, func(b []byte) bool {
		heard = b
		if b[len(b)-1] != '\n' {
			if m := said(d.open, b); m != nil && len(b) <= maxPrompt {
				result, word = probe.Open(), m.code
			}
			return word != ""
		}
		result, word = d.judge(b)
		return word != "" || d.oneLine
	})
	if word == "" && errors.Is(err, io.EOF) && len(heard) > 0 {
		// The service closed the connection, so this is the complete answer.
		if result, word = d.judge(heard); word != "" {
			err = nil
		}
	}
	return result, word, heard, err
}

// judge matches the clauses against what the service sent. What matches both is open.
func (d Definition) judge(b []byte) (disclosure.FacetResult, string) {
	if m := said(d.open, b); m != nil {
		return probe.Open(), m.code
	}
	if m := said(d.closed, b); m != nil {
		return probe.Closed(cmp.Or(m.reason, d.reason)), m.code
	}
	if m := said(d.unsure, b); m != nil {
		return probe.Unsure(cmp.Or(m.reason, disclosure.ReasonUnrecognised)), m.code
	}
	return probe.Unsure(disclosure.ReasonUnrecognised), ""
}
