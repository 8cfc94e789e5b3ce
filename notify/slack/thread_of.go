package slack

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Ahead says until when an earlier message of the same thread waits; ok is false where there is none. The messages of a thread are told
// in the order in which things happened, also after Slack was away.
type Ahead func(ctx context.Context, job ledger.Job) (until time.Time, ok bool, err error)

// InThread reports whether a job brings a message into the thread of its case.
func InThread(job ledger.Job) bool {
	switch job.Task() {
	case TaskThread:
		return true
	case TaskVerdict:
		p, err := ledger.PayloadOf[Verdict](job)
		return err == nil && p.User == ""
	default:
		return false
	}
}

// settleTime is the pause after which a message looks again whether the one before it is there.
const settleTime = 500 * time.Millisecond

// turn waits a moment for earlier messages that are on their way now. ok says that one still comes first, at the earliest at a time.
func (a *App) turn(ctx context.Context, job ledger.Job) (until time.Time, ok bool, err error) {
	tick := time.NewTicker(turnEvery)
	defer tick.Stop()
	for range turnTries {
		if until, ok, err = a.ports.Ahead(ctx, job); err != nil || !ok || until.After(a.opts.Clock()) {
			return until, ok, err
		}
		select {
		case <-ctx.Done():
			return until, ok, nil
		case <-tick.C:
		}
	}
	return until, ok, nil
}

// How often, and how many times, a message looks whether it is its turn before it makes room for others.
const (
	turnEvery = 40 * time.Millisecond
	turnTries = 50
)

// threadOf returns the thread into which a job of a case posts, and the app as it works there. wait is what the job ends with where
// there is nothing to be posted now.
func (a *App) threadOf(ctx context.Context, job ledger.Job) (in *App, k *disclosure.Case, at messageRef, wait *Result) {
	end := func(d ledger.Delivery) (*App, *disclosure.Case, messageRef, *Result) {
		return a, nil, messageRef{}, &Result{Delivery: d, Phase: job.Phase}
	}
	if a.ports.Ahead != nil && ledger.Repeatable(job.Phase) {
		until, ok, err := a.turn(ctx, job)
		if err != nil {
			return end(a.local(err))
		}
		if ok {
			_, _, _, wait := end(ledger.Delivery{Kind: ledger.Retry, Reason: "an earlier message of the thread comes first"})
			wait.Behind = a.opts.Clock().Add(settleTime)
			if until.After(a.opts.Clock()) {
				wait.Behind = until.Add(settleTime)
			}
			return a, nil, messageRef{}, wait
		}
	}
	k, err := a.wall.Case(ctx, job.Case)
	channel := ""
	if fault.CodeOf(err) == fault.NotFound {
		a = a.inside()
		var d ledger.Delivery
		if k, channel, d = a.room(ctx, job.Case); channel == "" {
			return end(d)
		}
		err = nil
	}
	if err != nil {
		return end(a.local(err))
	}
	at, exists, err := a.cardOf(ctx, job.Case)
	switch {
	case err != nil:
		return end(a.local(err))
	case !exists, channel != "" && at.Channel != channel: // the people named have changed, and have no card yet
		return end(ledger.Delivery{Kind: ledger.Retry, After: 3 * time.Second, Reason: "the card is not posted yet"})
	}
	return a, k, at, nil
}
