package app

import (
	"context"
	"net/url"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

const (
	// knownFor is for how long a name is good after an asset under it was open.
	knownFor = 7 * 24 * time.Hour
	// knownCases is how many open cases are looked at for such names.
	knownCases = 10
)

// canaryName is the name of the canary, if there is one.
func canaryName(cfg *config.Config) []string {
	if u, err := url.Parse(cfg.Probe.Canary); err == nil && u.Hostname() != "" {
		return []string{u.Hostname()}
	}
	return nil
}

// knownNames are names that were good before: the canary's, and those of assets that were open of late. Only beside one of
// them that is found does it count that another is gone.
func (a *App) knownNames(ctx context.Context) []string {
	names := canaryName(a.cfg)
	if a.store == nil {
		return names
	}
	cases, err := a.store.List(ctx, ledger.Filter{Exposure: disclosure.ExposureOpen, Limit: knownCases, Reader: person.ReaderEngine()})
	if err != nil {
		return names
	}
	for _, s := range cases {
		c, err := a.store.Load(ctx, s.ID)
		if err != nil {
			continue
		}
		for i := range c.Assets {
			last := c.Assets[i].Streak.LastOpen
			u, err := url.Parse(c.Assets[i].Target)
			if err == nil && u.Hostname() != "" && !last.IsZero() && a.service.Now().Sub(last) < knownFor {
				names = append(names, u.Hostname())
			}
		}
	}
	return names
}
