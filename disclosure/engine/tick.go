package engine

import (
	"context"
	"strconv"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Tick is work that comes round: a poll, a check-up. Its schedule only computes when the work is due; the due row lives
// in the job table, so that a restart, a second instance or a week of sleep neither lose nor repeat it.
//
// A tick needs to know nothing, so that it is its own payload, an empty one.
type Tick struct {
	task     ledger.Task
	schedule Schedule
}

// Task implements [ledger.Payload].
func (t Tick) Task() ledger.Task { return t.task }

// NewTick reads a tick whose hours are UTC; see [ParseSchedule].
func NewTick(task ledger.Task, spec string) (Tick, error) { return NewTickIn(task, spec, nil) }

// NewTickIn reads a tick whose hours are those of a zone.
func NewTickIn(task ledger.Task, spec string, zone *time.Location) (Tick, error) {
	s, err := ParseSchedule(spec, zone)
	return Tick{task: task, schedule: s}, err
}

// Job returns the row for the tick's next due time after now. Two instances compute the same key, so one row
// exists.
func (t Tick) Job(now time.Time) ledger.Job {
	due := t.schedule.Next(now)
	job := ledger.NewJob(ledger.QueueTimer, "tick/"+string(t.task)+"/"+strconv.FormatInt(due.Unix(), 10), t)
	job.Created = now.UTC()
	return job.At(due)
}

// Handler wraps the work of a tick: whatever comes of it, the next row is written in the transaction that ends
// this one. Times that were missed are not made up for.
func (t Tick) Handler(work func(ctx context.Context) error) Handler {
	return t.Spread(func(ctx context.Context, _ *Run) ([]ledger.Job, error) { return nil, work(ctx) })
}

// Spread is [Tick.Handler] for work that hands jobs on, such as one for each person.
func (t Tick) Spread(work func(ctx context.Context, run *Run) ([]ledger.Job, error)) Handler {
	return Handler{Task: t.task, Do: func(ctx context.Context, run *Run) Result {
		res := Done(nil)
		jobs, err := safely(ctx, run, work)
		if err != nil {
			res.Reason = err.Error()
		}
		after := run.Now
		if run.Due.After(after) {
			after = run.Due // it was run early: its own row is not the next one
		}
		res.Jobs = append(jobs, t.Job(after))
		return res
	}}
}

// safely turns a panic into an error, so that one bad round does not end the rounds.
func safely(ctx context.Context, run *Run, work func(context.Context, *Run) ([]ledger.Job, error)) (jobs []ledger.Job, err error) {
	defer func() {
		if p := recover(); p != nil {
			jobs, err = nil, fault.Errorf(fault.Internal, "defect in periodic work: %v", p)
		}
	}()
	return work(ctx, run)
}
