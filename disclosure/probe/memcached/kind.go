package memcached

import (
	"context"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "data"

const (
	version   = 2
	maxLine   = 256 // bytes of a reply
	headBytes = 24  // of an answer of the binary protocol
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "memcached", Name: "memcached server", Schemes: []string{"memcached", "memcache"}, Secure: []string{"memcacheds"},
	Ports: []uint16{11211},
}

const question = "version\r\n"

// binary asks in the binary protocol for a key that no server has. A server may speak that one only, and with SASL it has to.
func binary(t target.Target) []byte {
	key := "daylight_" + target.Token(t)
	head := make([]byte, headBytes)
	head[0], head[3], head[11] = 0x80, byte(len(key)), byte(len(key)) //nolint:gosec // 19 characters
	return append(head, key...)
}

// New returns the probe kind "memcached".
func New() probe.Kind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.At,
		About: probe.Info{
			Sends:   "version; where that is not understood, a binary request for a key that does not exist",
			Reads:   "one line: the version or the refusal; of the binary answer its status",
			Accepts: "memcached://host:11211",
			Facets:  []string{Facet},
		},
		Steps: func(t target.Target, at target.Endpoint) []probe.Step {
			return []probe.Step{
				{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: []byte(question), Note: "reads one line"},
				{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: binary(t), Words: "binary", Note: "only where the line is not understood; reads that there is no such key, or a refusal"},
			}
		},
		Ask: ask,
	}
}

// ask asks in words, and on a connection of its own in binary where nothing was understood.
func ask(ctx context.Context, q *probe.Inquiry, t target.Target, at target.Endpoint) {
	call := probe.Call{Address: at.Address(), TLS: at.TLS}
	q.TalkFirst(ctx, call, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send([]byte(question)); err != nil {
			return err
		}
		line, err := c.Line(maxLine)
		if err != nil {
			return err
		}
		result, code, running := judge(line)
		q.Set(Facet, result, code)
		q.Identify("version", running)
		return nil
	}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send(binary(t)); err != nil {
			return err
		}
		head, err := c.Bytes(headBytes)
		if err != nil {
			return err
		}
		result, code := judgeBinary(head)
		q.Set(Facet, result, code)
		return nil
	}, Facet)
}

// judgeBinary judges the head of an answer: magic number, operation and status.
func judgeBinary(head []byte) (observed.FacetResult, string) {
	if len(head) != headBytes || head[0] != 0x81 || head[1] != 0 {
		return probe.Unsure(observed.ReasonUnrecognised), ""
	}
	switch status := int(head[6])<<8 | int(head[7]); status {
	case 0, 1: // found, not found
		return probe.Open(), "binary"
	case 0x20: // authentication error
		return probe.Closed(observed.ReasonAuthRequired), "binary 32"
	case 0x85, 0x86: // busy, temporary failure
		return probe.Unsure(observed.ReasonServerError), "binary"
	}
	return probe.Unsure(observed.ReasonUnrecognised), "binary"
}

var versionLine = pattern.New(`^VERSION ([0-9]{1,4}(?:\.[0-9]{1,4}){1,3})(?:[ _+-][!-~ ]{0,60})?$`)

// judge judges the reply and returns its verdict, its code for the seal and the version that it names.
func judge(line []byte) (result observed.FacetResult, code, running string) {
	if m := versionLine.FindSubmatch(line); m != nil {
		return probe.Open(), "VERSION", string(m[1])
	}
	switch string(line) {
	case "CLIENT_ERROR unauthenticated":
		return probe.Closed(observed.ReasonAuthRequired), "unauthenticated", ""
	case "ERROR Too many open connections":
		return probe.Unsure(observed.ReasonServerError), "full", ""
	}
	return probe.Unsure(observed.ReasonUnrecognised), "", ""
}
