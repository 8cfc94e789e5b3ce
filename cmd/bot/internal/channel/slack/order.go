package slack

import (
	"context"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/notify/slack"
)

// maxAhead is how many jobs of one case are looked at for those that come first.
const maxAhead = 500

// ahead implements [slack.Ahead]: the jobs of a case are numbered in the order in which things happened.
func (p ports) ahead(ctx context.Context, job ledger.Job) (until time.Time, ok bool, err error) {
	for _, state := range []ledger.JobState{ledger.JobRunning, ledger.JobWaiting} {
		jobs, err := p.h.Store.Jobs(ctx, ledger.JobFilter{Case: job.Case, Queue: job.Queue, State: state, Limit: maxAhead, Reader: person.ReaderEngine()})
		if err != nil {
			return time.Time{}, false, err
		}
		for i := range jobs {
			other := &jobs[i]
			started := other.Attempts > 0 || !other.Due.After(p.h.Service.Now()) // what is gathered until later is not waited for
			if other.ID < job.ID && started && slack.InThread(*other) {
				ok = true
				if other.Due.After(until) && state == ledger.JobWaiting {
					until = other.Due
				}
			}
		}
	}
	return until, ok, nil
}
