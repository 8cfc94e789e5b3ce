package engine

import (
	"context"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"

	"daylight/disclosure"
)

// Tick is work that comes round: a poll, a check-up. Spec is a cron expression in UTC or "@every 5m". It only
// computes when the work is due; the due row lives in the job table, so that a restart, a second instance or a
// week of sleep neither lose nor repeat it.
type Tick struct {
	Task disclosure.Task
	Spec string
	next cron.Schedule
}

// NewTick reads a tick. It refuses expressions that the parser cannot read, that never come or that come more
// than once a minute.
func NewTick(task disclosure.Task, spec string) (t Tick, err error) {
	defer func() {
		if recover() != nil { // the parser panics on some malformed zones
			err = disclosure.Errorf(disclosure.Invalid, "%q is no schedule: write a cron expression such as \"*/5 * * * *\" or \"@every 5m\"", spec)
		}
	}()
	s, err := cron.ParseStandard(spec)
	if err != nil {
		return Tick{}, disclosure.Errorf(disclosure.Invalid, "%q is no schedule: %w", spec, err)
	}
	probe := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	first := s.Next(probe)
	if first.IsZero() {
		return Tick{}, disclosure.Errorf(disclosure.Invalid, "the schedule %q never comes", spec)
	}
	if second := s.Next(first); !second.IsZero() && second.Sub(first) < time.Minute {
		return Tick{}, disclosure.Errorf(disclosure.Invalid, "the schedule %q comes more than once a minute", spec)
	}
	return Tick{Task: task, Spec: spec, next: s}, nil
}

// Job returns the row for the tick's next due time after now. Two instances compute the same key, so one row
// exists.
func (t Tick) Job(now time.Time) disclosure.Job {
	due := t.next.Next(now.UTC()).Truncate(time.Second)
	if c, ok := t.next.(cron.ConstantDelaySchedule); ok {
		due = now.UTC().Truncate(c.Delay).Add(c.Delay) // aligned, so that instances agree
	}
	return disclosure.Job{
		Queue: disclosure.QueueTimer, Task: t.Task, Due: due, State: disclosure.JobWaiting,
		Key: "tick/" + string(t.Task) + "/" + strconv.FormatInt(due.Unix(), 10), Created: now.UTC(),
	}
}

// Handler wraps the work of a tick: whatever comes of it, the next row is written in the transaction that ends
// this one. Times that were missed are not made up for.
func (t Tick) Handler(work func(ctx context.Context) error) Handler {
	return func(ctx context.Context, run *Run) Result {
		res := Done(nil)
		if err := safely(ctx, work); err != nil {
			res.Reason = err.Error()
		}
		after := run.Now
		if run.Due.After(after) {
			after = run.Due // it was run early: its own row is not the next one
		}
		res.Jobs = []disclosure.Job{t.Job(after)}
		return res
	}
}

// safely turns a panic into an error, so that one bad round does not end the rounds.
func safely(ctx context.Context, work func(ctx context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = disclosure.Errorf(disclosure.Internal, "defect in periodic work: %v", p)
		}
	}()
	return work(ctx)
}
