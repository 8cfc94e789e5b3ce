package probe

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/target"
)

// neighbours are the steps that tell a firewall from a machine that is off: bare connections to other ports of the machine. A
// bare target is asked without them, because no closure follows from it, and neither is what stands on a provider's machines.
func (p *Prober) neighbours(kind Kind, t target.Target, steps []Step) []Step {
	u, err := url.Parse(t.Target)
	if err != nil || t.Case == "" || kind.Info().Hosted || len(steps) == 0 {
		return nil
	}
	used := []string{dial.HostPort(u)}
	for i := range steps {
		switch at := steps[i].URL; {
		case at != nil:
			used = append(used, dial.HostPort(at))
		case steps[i].Words == "beside" && steps[i].ConnectOnly:
			return nil // the kind has a neighbour of its own
		default:
			used = append(used, steps[i].Address)
		}
	}
	var out []Step
	for _, port := range p.ports {
		address := net.JoinHostPort(u.Hostname(), strconv.Itoa(int(port)))
		if !slices.Contains(used, address) {
			out = append(out, Step{
				Facet: steps[0].Facet, Address: address, ConnectOnly: true, Words: StepNeighbour,
				Note: "only if no connection comes about: whether the machine answers elsewhere; connects, sends nothing and hangs up",
			})
		}
	}
	return out
}

// StepNeighbour is the name of the words for a step that every kind may have.
const StepNeighbour = "neighbour"

// filtered judges an asset to which no connection came about. Alone that says nothing: the machine may be off, and the way to it
// may be broken. Where the same machine answers at another port, something drops or rejects what is meant for the asset.
func (p *Prober) filtered(ctx context.Context, kind Kind, plan Plan, o *observed.Observation) {
	if !unreached(o) {
		return
	}
	answers := make(chan bool)
	waiting := 0
	for i := range plan.Steps {
		if s := &plan.Steps[i]; s.Words == StepNeighbour {
			waiting++
			go func() {
				c := p.envs[kind.Name()].Talk(ctx, Call{Address: s.Address}, func(context.Context, *Conn) error { return nil })
				answers <- c.Fault == nil
			}()
		}
	}
	alive := false
	for range waiting {
		alive = <-answers || alive
	}
	if !alive {
		return
	}
	for name := range o.Facets {
		o.Facets[name] = Closed(observed.ReasonFiltered)
	}
	o.Local = false
}

// unreached reports whether no connection to the asset came about, in whatever way a firewall may bring that about. A network that
// cannot be reached is our own fault, unless the machine answers elsewhere.
func unreached(o *observed.Observation) bool {
	for _, f := range o.Facets {
		if f.Reason != observed.ReasonTimeoutConnect && f.Reason != observed.ReasonOffline {
			return false
		}
	}
	return len(o.Facets) > 0 && o.Peer == ""
}
