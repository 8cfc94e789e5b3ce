package nfs

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "export"

const (
	version  = 1
	maxParts = 16  // of a path
	maxPart  = 255 // bytes
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "nfs", Name: "NFS server", Schemes: []string{"nfs"}, Ports: []uint16{2049}, KeepPath: true,
}

// Kind is the probe kind "nfs".
type Kind struct{ probe.Described }

// New returns the probe kind "nfs".
func New() Kind {
	return Kind{probe.Described{Service: service, Number: version, About: probe.Info{
		Sends:   "LOOKUP of the export from the root in version 4, as a user without rights",
		Reads:   "the number of the result; nothing of what lies in the export",
		Accepts: "nfs://host/export",
		Facets:  []string{Facet},
	}}}
}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	if _, _, err := parse(t); err != nil {
		return err
	}
	return service.Validate(t)
}

// parse returns the endpoint of t and the names in the path of its export. The root is visible to everybody, so the target has to
// name an export.
func parse(t target.Target) (target.Endpoint, []string, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return at, nil, err
	}
	if at.Path == "" {
		return at, nil, fault.Errorf(fault.Invalid, "the address names no export; write nfs://host/export")
	}
	parts := strings.Split(at.Path, "/")
	for _, p := range parts {
		if p == "" || p == "." || p == ".." || len(p) > maxPart || len(parts) > maxParts {
			return at, nil, fault.Errorf(fault.Invalid, "the path of an export has %d parts at most, and none of them is empty or dots", maxParts)
		}
	}
	return at, parts, nil
}

// Plan returns the one call.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	at, parts, err := parse(t)
	if err != nil {
		return nil, err
	}
	return []probe.Step{{Facet: Facet, Address: at.Address(), Request: call(parts), Note: "reads the number of the result and hangs up"}}, nil
}

// Run probes the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, parts, err := parse(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send(call(parts)); err != nil {
			return err
		}
		mark, err := c.Bytes(markBytes)
		if err != nil {
			return err
		}
		size, err := recordSize(mark)
		if err != nil {
			return err
		}
		record, err := c.Bytes(size)
		if err != nil {
			return err
		}
		result, code := judge(record, len(parts))
		q.Set(Facet, result, code)
		return nil
	}, Facet)
	return q.Done()
}
