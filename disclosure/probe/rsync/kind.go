package rsync

import (
	"context"
	"strings"

	"daylight/disclosure"
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

// Kind is the probe kind "rsync".
type Kind struct{ probe.Described }

// New returns the probe kind "rsync".
func New() Kind {
	return Kind{probe.Described{Service: service, Number: version, About: probe.Info{
		Sends:   "the greeting of a client and the name of the module",
		Reads:   "lines up to OK, AUTHREQD or ERROR; hangs up before any list",
		Accepts: "rsync://host/module",
		Facets:  []string{Facet},
	}}}
}

// Read returns the canonical target of what a person pasted. A path within the module is dropped: only a list could tell whether it
// is there.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return service.ReadTop(raw, explicit, "module")
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	_, err := parse(t)
	if err != nil {
		return err
	}
	return service.Validate(t)
}

// parse returns the endpoint of t, with the module as path. A name that begins with # would be a command of the protocol, such as
// #list.
func parse(t target.Target) (target.Endpoint, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return at, err
	}
	if at.Path == "" {
		return at, fault.Errorf(fault.Invalid, "the address names no module; write rsync://host/module")
	}
	if strings.ContainsAny(at.Path, "/#") || len(at.Path) > maxName {
		return at, fault.Errorf(fault.Invalid, "the name of a module has no / and no #, and %d bytes at most", maxName)
	}
	return at, nil
}

// hello is the greeting of a client. It names version 31, because newer ones have to list their checksums as well.
const hello = "@RSYNCD: 31.0\n"

func question(at target.Endpoint) []byte { return []byte(hello + at.Path + "\n") }

// Plan returns the one message.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, err := parse(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{{
		Facet: Facet, Address: at.Address(), Request: question(at),
		Note: "sent after the greeting of the server; reads whether the module is entered and hangs up",
	}}, nil
}

// Run probes the daemon of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := parse(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error {
		return converse(q, c, at)
	}, Facet)
	return q.Done()
}

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
