package probe

import (
	"context"
	"net/http"
	"slices"

	"daylight/disclosure/fault"
)

// Info is what a [disclosure.Kind] says about itself, for those who choose a kind or approve its probes.
type Info struct {
	Name    string // filled in by [Prober.Describe]
	Version int    // filled in by [Prober.Describe]

	Asks   string   // what is sent, in one line
	Reads  string   // what is read of the answer, in one line
	Takes  string   // how a target is written, with an example
	Facets []string // all that an observation may have
	Ports  []uint16 // where the service usually lives; the first is the default. Empty where none is usual
	// OptIn marks kinds that go further than a stranger's first question, such as a login with a published
	// password. A second person has to agree to them.
	OptIn bool
}

// Describe returns what the kinds say about themselves, sorted by name.
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

// Reach asks for the head of an address of http or https and says whether any answer came. With https it has to come
// from who it should, so that a page which a network puts before everything does not count.
func (p *Prober) Reach(ctx context.Context, address string) error {
	u, err := ParseAddress(address)
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
