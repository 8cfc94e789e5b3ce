package rsync

import (
	"context"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "module"

const (
	version   = 1
	maxLine   = 1024 // bytes of a line
	maxNotice = 64   // lines of the message of the day, which comes before the answer
	maxName   = 255
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "rsync", Name: "rsync daemon", Schemes: []string{"rsync"}, Ports: []uint16{873}, KeepPath: true,
}

// New returns the probe kind "rsync".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.AtPart(checkModule),
		// A path within the module is dropped: only a list could tell whether it is there.
		Reads: func(raw string, explicit bool) (target.Target, string, error) {
			return service.ReadTop(raw, explicit, "module")
		},
		About: probe.Info{
			Sends:   "the greeting of a client and the name of the module",
			Reads:   "lines up to OK, AUTHREQD or ERROR; hangs up before any list",
			Accepts: "rsync://host/module",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, at target.Endpoint) []probe.Step {
			return []probe.Step{{
				Facet: Facet, Address: at.Address(), Request: question(at),
				Note: "sent after the greeting of the server; reads whether the module is entered and hangs up",
			}}
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
			q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error { return converse(q, c, at) }, Facet)
		},
	}
}

// checkModule says what is wrong with the name of a module. One that begins with # would be a command of the protocol, such as #list.
func checkModule(name string) error {
	if name == "" {
		return fault.Errorf(fault.Invalid, "the address names no module; write rsync://host/module")
	}
	if strings.ContainsAny(name, "/#") || len(name) > maxName {
		return fault.Errorf(fault.Invalid, "the name of a module has no / and no #, and %d bytes at most", maxName)
	}
	return nil
}

// hello is the greeting of a client. It names version 31, because newer ones have to list their checksums as well.
const hello = "@RSYNCD: 31.0\n"

func question(at target.Endpoint) []byte { return []byte(hello + at.Path + "\n") }

// converse waits for the greeting, names the module and reads up to the answer. The message of the day may come before it.
func converse(q *probe.Inquiry, c *probe.Conn, at target.Endpoint) error {
	greeting, err := c.Line(maxLine)
	if err != nil {
		return err
	}
	protocol, ok := greeted(greeting)
	if !ok {
		return nil // another service: nothing is sent to it
	}
	q.Identify("protocol", protocol)
	if err := c.Send(question(at)); err != nil {
		return err
	}
	for range maxNotice {
		line, err := c.Line(maxLine)
		if err != nil {
			return err
		}
		if result, code, final := judge(line, at.Path); final {
			q.Set(Facet, result, code)
			return nil
		}
	}
	return nil
}
