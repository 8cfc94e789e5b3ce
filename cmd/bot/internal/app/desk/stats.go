package desk

import (
	"context"

	"daylight/disclosure/stats"
)

// Statistics computes figures over all cases, as of today in the team's zone.
func (d *Desk) Statistics(ctx context.Context, by stats.By) (stats.Statistics, error) {
	tally, err := stats.NewTally(by, d.Today())
	if err != nil {
		return stats.Statistics{}, err
	}
	err = d.store.CaseStats(ctx, func(c *stats.Case) error {
		tally.Add(c)
		return nil
	})
	if err != nil {
		return stats.Statistics{}, err
	}
	return tally.Statistics(), nil
}
