package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// maxAttempts is how often a job is tried before its retry counts as a failure: about a day and a half with the
// backoff below.
const maxAttempts = 40

// interrupted is the reason of a job that shutdown gave back.
const interrupted = "interrupted"

// finish ends a job in one transaction with what follows from its result. A result that could not be stored sends
// the job back with the phase that it marked: what may have left is reconciled and never sent again.
func (e *Engine) finish(ctx context.Context, run *Run, res Result) error {
	f := e.fateOf(run, res)
	extra := command.Extra{Finish: f, Inbox: res.Inbox, Refs: res.Refs, Blobs: res.Blobs, Jobs: res.Jobs}
	err := e.commit(ctx, run, res, extra)
	if err == nil || errors.Is(err, ledger.ErrLeaseLost) {
		return err
	}
	switch fault.CodeOf(err) {
	case fault.Refused, fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden:
		// The case does not take this result; trying again would not change that. A person sees the failed job.
		f.State, f.Due, f.LastError = ledger.JobFailed, time.Time{}, err.Error()
		if extra.Inbox != nil {
			extra.Inbox = &ledger.InboxUpdate{ID: extra.Inbox.ID, State: ledger.InboundWaiting, Note: err.Error()}
		}
		return e.o.Service.Finish(ctx, extra)
	case fault.Unavailable, fault.Internal:
	}
	e.o.Logger.ErrorContext(ctx, "the result of a job could not be stored; it runs again", "job", run.Key, "error", err)
	back := Again(0, "the result could not be stored: "+err.Error())
	back.Phase = run.Phase
	if run.Queue == ledger.QueueTimer && fault.CodeOf(err) == fault.Unavailable {
		back.Until = e.now().Add(time.Hour) // a deadline is never given up: its policy may come back
	}
	return e.o.Service.Finish(ctx, command.Extra{Finish: e.fateOf(run, back)})
}

// commit executes the command of a result, or just ends the job. A defect on the way fails this job and not the
// process.
func (e *Engine) commit(ctx context.Context, run *Run, res Result, extra command.Extra) (err error) {
	defer func() {
		if p := recover(); p != nil {
			e.o.Logger.ErrorContext(ctx, "a decision panicked", "job", run.Key, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fault.Errorf(fault.Internal, "defect in a decision")
		}
	}()
	if res.Command == nil {
		return e.o.Service.Finish(ctx, extra)
	}
	_, err = e.o.Service.Execute(ctx, cmp.Or(res.Case, run.Case), disclosure.Engine(), res.Command, extra)
	return err
}

// fateOf is what becomes of the job itself.
func (e *Engine) fateOf(run *Run, res Result) *ledger.Finish {
	f := &ledger.Finish{
		JobID: run.ID, Owner: e.o.Owner, State: ledger.JobDone, Receipt: res.Receipt, LastError: res.Reason, Phase: res.Phase,
	}
	switch res.Kind {
	case ledger.Sent:
	case ledger.Retry:
		if !res.Until.IsZero() {
			f.State, f.Due = ledger.JobWaiting, res.Until
			break
		}
		// What nothing here handles waits for the day on which its channel is switched on, or for another instance.
		_, handled := e.handlers[run.Task()]
		if handled && run.Attempts >= maxAttempts && res.Reason != interrupted {
			f.State = ledger.JobFailed
			break
		}
		f.State, f.Due = ledger.JobWaiting, e.now().Add(Backoff(run.Key, run.Attempts, res.After))
	case ledger.Permanent:
		f.State = ledger.JobFailed
	case ledger.Uncertain:
		f.State = ledger.JobUncertain
	}
	return f
}

// patience is how often a wait that the other side named is taken at its word before the waits grow.
const patience = 5

// Backoff returns how long to wait before another attempt: at least what the other side asked for, doubling from
// 15 seconds to an hour, spread by up to a fifth so that jobs which failed together do not return together. The
// spread depends on the key alone: a replay waits as long as the original.
func Backoff(key string, attempts int, atLeast time.Duration) time.Duration {
	if atLeast > 0 && atLeast < time.Second {
		return atLeast // a release, not a failure
	}
	d := time.Hour
	if attempts < 8 {
		d = min(d, 15*time.Second<<max(attempts-1, 0))
	}
	if atLeast > 0 && attempts <= patience {
		d = atLeast // the other side said when to come back
	}
	d = max(d, atLeast)
	return d + time.Duration(float64(d)*Spread(key+"#"+strconv.Itoa(attempts))/5)
}

// Spread maps a key to a number in [0, 1) that looks random and is always the same; see [disclosure.Spread].
func Spread(key string) float64 { return civil.Spread(key) }
