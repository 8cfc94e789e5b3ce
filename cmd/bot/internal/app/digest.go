package app

import (
	"context"
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
)

// spreadDigest makes a job for each person when the digest comes round. The key holds the time, so that a restart or a
// second instance tells nobody twice; times that were slept through are not made up for.
func (n *herald) spreadDigest(_ context.Context, run *engine.Run) ([]disclosure.Job, error) {
	var jobs []disclosure.Job
	for _, name := range n.readers() {
		jobs = append(jobs, disclosure.Job{
			Queue: disclosure.QueueSend, Task: taskDigest, Due: n.quietEnd(name, run.Now),
			Key: fmt.Sprintf("digest/%s/%s", name, run.Due.UTC().Format(time.RFC3339)), Args: disclosure.JobArgs{Ref: name},
		})
	}
	return jobs, nil
}

// readers are those who work on cases. Where no team is configured, the console reads for all.
func (n *herald) readers() []string {
	var names []string
	for _, p := range n.desk.Staff() {
		if p.Role.AtLeast(disclosure.Researcher) {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return []string{""}
	}
	return names
}

// digest tells one person what is up today, and nothing when nothing is.
func (n *herald) digest(ctx context.Context, run *engine.Run) engine.Result {
	if !disclosure.Repeatable(run.Phase) {
		return engine.Result{Delivery: disclosure.Delivery{Kind: disclosure.Uncertain, Reason: "it is not known whether it arrived; it is not sent twice"}}
	}
	if until := n.quietEnd(run.Args.Ref, run.Now); until.After(run.Now) {
		return engine.Later(until, quietReason)
	}
	g, err := n.desk.Digest(ctx, run.Args.Ref)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	if len(g.Sections) == 0 {
		return engine.Done(nil)
	}
	return n.tell(ctx, run, Word{Key: run.Key, Subject: g.Subject(), Text: g.Text()}, run.Args.Ref)
}

// newDigest schedules the digest, if the configuration has one.
func (a *App) newDigest(handlers map[disclosure.Task]engine.Handler) error {
	if a.cfg.Remind.Digest == "" {
		return nil
	}
	zone, err := time.LoadLocation(a.cfg.Remind.Zone)
	if err != nil {
		return fault.Errorf(fault.Invalid, "remind.zone: %w", err)
	}
	tick, err := engine.NewTickIn("tick/digest", a.cfg.Remind.Digest, zone)
	if err != nil {
		return fault.Errorf(fault.Invalid, "remind.digest: %w", err)
	}
	handlers[tick.Task] = tick.Spread(a.herald.spreadDigest)
	a.ticks = append(a.ticks, tick)
	return nil
}
