package ldap

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "entry"

const (
	version = 1
	maxDN   = 255 // bytes
)

var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "ldap", Name: "LDAP directory", Schemes: []string{"ldap"}, Secure: []string{"ldaps"}, Ports: []uint16{389, 636}, SecurePort: 636,
	KeepPath: true,
}

// Kind is the probe kind "ldap".
type Kind struct{}

// New returns the probe kind "ldap".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "ldap".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "a search of the one entry that is named, for no attributes, without a bind",
		Reads:  "whether the entry comes, or the number of the refusal",
		Takes:  "ldap://host/dc=example,dc=org with the naming context as path, or ldaps:// for TLS",
		Facets: []string{Facet},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	t, how, err := service.Read(raw, asked)
	t.Target = legible.Replace(t.Target)
	return t, how, err
}

// legible leaves in a name what makes it one: neither sign means anything else in a path.
var legible = strings.NewReplacer("%3D", "=", "%2C", ",") //nolint:gochecknoglobals // a constant table

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	if _, err := parse(t); err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind ldap takes the entry as path of the address; leave the key out")
	}
	return service.NoExpect(t)
}

// parse returns where the entry of t is. The root entry is open to everybody by design, so an entry has to be named.
func parse(t probe.Target) (probe.Endpoint, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return at, err
	}
	if !strings.Contains(at.Path, "=") || len(at.Path) > maxDN {
		return at, fault.Errorf(fault.Invalid,
			"the address names no entry; write the naming context as its path, such as ldap://host/dc=example,dc=org")
	}
	return at, nil
}

// Plan returns the messages.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := parse(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{
		{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: search(at.Path), Note: "reads whether the entry comes; no attribute comes with it"},
		{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: unbind(), Note: "once that is known; reads nothing and hangs up"},
	}, nil
}

// Run asks the directory of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := parse(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send(search(at.Path)); err != nil {
			return err
		}
		message, err := read(c)
		if err != nil {
			return err
		}
		result, code := judge(message)
		if q.Set(Facet, result, code).Verdict == disclosure.Inconclusive {
			return nil
		}
		return c.Send(unbind())
	}, Facet)
	return q.Done()
}

// read reads one message, tag and length included.
func read(c *probe.Conn) ([]byte, error) {
	head, err := c.Until(maxHead, wholeHead)
	if err != nil {
		return nil, err
	}
	size, ok := contentSize(head)
	if !ok {
		return nil, errForeign
	}
	body, err := c.Bytes(size)
	if err != nil {
		return nil, err
	}
	return append(head, body...), nil
}
