package app

import (
	"context"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// ProbeTarget asks a bare target without a case and without a database: nothing is recorded. how says how the target
// was read. What the guard refuses comes back with an error of code Refused beside the observation.
func ProbeTarget(ctx context.Context, cfg *config.Config, version string, a disclosure.Asset) (o disclosure.Observation, how string, err error) {
	prober, err := newProber(cfg, nil, Options{Version: version, Clock: systemClock})
	if err != nil {
		return o, "", err
	}
	t, how, err := prober.Canonical(a.Target, a.Kind)
	if err != nil {
		return o, "", err
	}
	if a.Key != "" {
		t.Key = a.Key
	}
	t.Expect = a.Expect
	o, err = prober.Probe(ctx, probe.Target{Kind: t.Kind, Target: t.Target, Key: t.Key, Expect: t.Expect})
	return o, how, err
}
