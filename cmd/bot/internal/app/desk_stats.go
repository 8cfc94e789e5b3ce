package app

import (
	"context"

	"daylight/disclosure"
)

// Statistics computes figures over all cases, as of today in the team's zone.
func (d *Desk) Statistics(ctx context.Context, by disclosure.StatsBy) (disclosure.Statistics, error) {
	tally, err := disclosure.NewStatsTally(by, d.Today())
	if err != nil {
		return disclosure.Statistics{}, err
	}
	err = d.store.Courses(ctx, func(c *disclosure.Course) error {
		tally.Add(c)
		return nil
	})
	if err != nil {
		return disclosure.Statistics{}, err
	}
	return tally.Statistics(), nil
}
