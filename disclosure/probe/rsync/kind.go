package rsync

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "module"

const (
	version   = 1
	maxLine   = 1024 // bytes of a line
	maxNotice = 64   // lines of the message of the day
	maxName   = 255
)

var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "rsync", Name: "rsync daemon", Schemes: []string{"rsync"}, Ports: []uint16{873}, KeepPath: true,
}

// Kind is the probe kind "rsync".
type Kind struct{}

// New returns the probe kind "rsync".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "rsync".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "the greeting of a client and the name of the module",
		Reads:  "lines up to OK, AUTHREQD or ERROR; hangs up before any list",
		Takes:  "rsync://host/module",
		Facets: []string{Facet},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted. What lies within the module is left out: whether it is
// there could only be told by a list.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.ReadTop(raw, asked, "module")
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	_, err := parse(t)
	if err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind rsync asks for no single file; leave the key out")
	}
	return service.NoExpect(t)
}

// parse returns where the module of t is. A name that begins like an order of the protocol is none.
func parse(t probe.Target) (probe.Endpoint, error) {
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

// hello is the greeting of a client. No newer version is named: those have to list their checksums too.
const hello = "@RSYNCD: 31.0\n"

func question(at probe.Endpoint) []byte { return []byte(hello + at.Path + "\n") }

// Plan returns the one message.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := parse(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{{
		Facet: Facet, Address: at.Address(), Request: question(at),
		Note: "sent after the greeting of the server; reads whether the module is entered and hangs up",
	}}, nil
}

// Run asks the daemon of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
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

func converse(q *probe.Inquiry, c *probe.Conn, at probe.Endpoint) error {
	greeting, err := c.Line(maxLine)
	if err != nil {
		return err
	}
	protocol, ok := greeted(greeting)
	if !ok {
		return nil // another service; it is told nothing
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
