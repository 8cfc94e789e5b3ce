package uptime

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/observed"
)

// steady notes beside each observation what the clock says that nobody sets, so that the domain can tell when the other one was.
type steady struct {
	engine.Prober
	read func() (boot string, up time.Duration)
}

// Probe probes an asset.
func (s steady) Probe(ctx context.Context, id disclosure.CaseID, asset disclosure.Asset, why disclosure.ProbeReason) (observed.Observation, error) {
	o, err := s.Prober.Probe(ctx, id, asset, why)
	boot, up := s.read()
	o.Boot, o.UpMs = boot, up.Milliseconds()
	return o, err
}

// Noted wraps a prober so that its answers say how long the machine ran. It is the prober itself where read is nil, because the clock
// of the bot is none of this machine, as in tests and the demo.
func Noted(p engine.Prober, read func() (boot string, up time.Duration)) engine.Prober {
	if read == nil {
		return p
	}
	return steady{p, read}
}
