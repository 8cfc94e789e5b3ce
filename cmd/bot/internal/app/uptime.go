package app

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/engine"
)

// steady notes beside each observation what the clock says that nobody sets, so that the domain can tell when the other one was.
type steady struct {
	engine.Prober
	uptime func() (boot string, up time.Duration)
}

// Probe probes an asset.
func (s steady) Probe(ctx context.Context, id disclosure.CaseID, asset disclosure.Asset) (disclosure.Observation, error) {
	o, err := s.Prober.Probe(ctx, id, asset)
	boot, up := s.uptime()
	o.Boot, o.UpMs = boot, up.Milliseconds()
	return o, err
}

// steadily wraps a prober unless the clock of the bot is none of this machine, as in tests and the demo.
func steadily(p engine.Prober, o Options) engine.Prober {
	if o.Uptime == nil {
		return p
	}
	return steady{p, o.Uptime}
}
