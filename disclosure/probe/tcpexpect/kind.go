package tcpexpect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
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

// question is a definition, and where it is asked.
type question struct {
	Definition
	at target.Endpoint
}

// New returns the probe kind "tcp_expect" with those of defs that use TCP. The definitions have versions of their own, in each
// observation.
func New(defs []Definition) probe.ReadableKind {
	known := tableOf(overTCP, defs)
	return probe.Scaffold[question]{
		Service: service, Number: version, Reads: target.Named(service.Read),
		About: probe.Info{
			Sends:   "what the definition or the asset says, at most 1 KiB, or nothing",
			Reads:   "lines up to one that meets the clause for open or the one for closed, at most 4 KiB",
			Accepts: "tcp://host:port or tls://host:port; as key the name of a definition, or expect with send, open and closed",
			Facets:  []string{Facet},
		},
		Parse: func(t target.Target) (one question, err error) {
			if one.at, err = service.Parse(t.Target); err == nil {
				one.Definition, err = definition(known, t)
			}
			return one, err
		},
		Steps: func(_ target.Target, one question) []probe.Step {
			step := probe.Step{
				Facet: Facet, Address: one.at.Address(), TLS: one.at.TLS, Request: one.send, ConnectOnly: len(one.send) == 0, Content: maxAnswer,
				Note: "looks for the patterns of " + one.identity() + " in the answer and hangs up",
			}
			if step.ConnectOnly {
				step.Words = "listen"
			}
			return []probe.Step{step}
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, one question) {
			q.Identify("definition", one.identity())
			one.talk(ctx, q, Facet, one.at)
		},
	}
}

// definition returns the definition that decides about t: the one that it names, or its own clauses.
func definition(known table, t target.Target) (Definition, error) {
	if t.Expect == nil {
		return known.find(service.Kind, t.Key)
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
func (d Definition) listen(c *probe.Conn) (result observed.FacetResult, word string, heard []byte, err error) {
	result, limit := probe.Unsure(observed.ReasonUnrecognised), maxAnswer
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
func (d Definition) judge(b []byte) (observed.FacetResult, string) {
	if m := said(d.open, b); m != nil {
		return probe.Open(), m.code
	}
	if m := said(d.closed, b); m != nil {
		return probe.Closed(cmp.Or(m.reason, d.reason)), m.code
	}
	if m := said(d.unsure, b); m != nil {
		return probe.Unsure(cmp.Or(m.reason, observed.ReasonUnrecognised)), m.code
	}
	return probe.Unsure(observed.ReasonUnrecognised), ""
}
