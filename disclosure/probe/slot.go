package probe

import (
	"context"
	"net/netip"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// Slot reserves a start in the pace: it waits until a probe may begin. key identifies the probe, host and addr its
// destination; addr is the zero value when it is not known. The caller hands the observation to leave when the probe has
// ended, and continues with the observation that leave returns. An error means that ctx ended first, or that the probe may
// not start at all.
type Slot func(ctx context.Context, key, host string, addr netip.Addr) (leave func(observed.Observation) observed.Observation, err error)

// ProbeInSlot is [Prober.Probe] in a slot of its own. The time limit of the probe starts with the slot, not before. A nil
// slot never waits.
func (p *Prober) ProbeInSlot(ctx context.Context, t target.Target, slot Slot) (o observed.Observation, err error) {
	if slot == nil {
		return p.Probe(ctx, t)
	}
	ctx, host, addr := p.env.dialer.ResolveTarget(ctx, t.Target)
	leave, err := slot(ctx, t.Kind+" "+t.Target, host, addr)
	if err != nil {
		return observed.Observation{}, err
	}
	defer func() { o = leave(o) }() // also when a kind panics, or its slot would never be freed
	return p.Probe(ctx, t)
}
