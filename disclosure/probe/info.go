package probe

import (
	"context"
	"net/http"
	"slices"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/target"
)

// Info describes a [disclosure.Kind], for people who choose one or approve its probes.
type Info struct {
	Name    string // filled in by [Prober.Describe]
	Version int    // filled in by [Prober.Describe]

	Sends   string   // what is sent, in one line
	Reads   string   // what is read of the answer, in one line
	Accepts string   // how a target is written, with an example
	Facets  []string // every facet that an observation may have
	Ports   []uint16 // the usual ports of the service; the first is the default. Empty where none is usual
	// OptIn marks kinds that do more than an anonymous first request, such as a login with a published password. They run
	// only after two people agreed.
	OptIn bool
	// Hosted marks kinds that ask a provider's machines: what else answers there says nothing about the owner's asset.
	Hosted bool
}

// Describe returns the descriptions of all kinds, sorted by name.
func (p *Prober) Describe() []Info {
	var out []Info
	for _, name := range p.Kinds() {
		k := p.kinds[name]
		i := k.Info()
		i.Name, i.Version = name, k.Version()
		i.Facets, i.Ports = slices.Clone(i.Facets), slices.Clone(i.Ports)
		out = append(out, i)
	}
	return out
}

// Reachable sends HEAD to an http or https address, and returns nil when any answer came. It is for the canary: an address
// that should always answer, so that its silence means that our own network is down. With https the certificate has to be
// valid, so that the page of a captive portal does not count as an answer.
func (p *Prober) Reachable(ctx context.Context, address string) error {
	u, err := target.ParseAddress(address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, p.env.limits.Total)
	defer cancel()
	if a := p.env.Exchange(ctx, Request{Method: http.MethodHead, URL: u}); a.Fault != nil {
		return fault.Errorf(fault.Unavailable, "%s cannot be reached: %s", u.Hostname(), a.Fault.Reason)
	}
	return nil
}
