package app

import (
	"context"
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
)

// digestTick names what comes round and makes the jobs of the digest.
const digestTick = "tick/digest"

// digestFor is the payload of [taskDigest].
type digestFor struct {
	Person string `json:"ref,omitempty"` // "" is whoever reads the console, where no team is configured
}

// Task implements [disclosure.Payload].
func (digestFor) Task() disclosure.Task { return taskDigest }

// spreadDigest makes a job for each person when the digest comes round. The key holds the time, so that a restart or a
// second instance tells nobody twice; times that were slept through are not made up for.
func (n *notifier) spreadDigest(_ context.Context, run *engine.Run) ([]disclosure.Job, error) {
	var jobs []disclosure.Job
	for _, name := range n.readers() {
		key := fmt.Sprintf("digest/%s/%s", name, run.Due.UTC().Format(time.RFC3339))
		jobs = append(jobs, disclosure.NewJob(disclosure.QueueSend, key, digestFor{Person: name}).At(n.quietEnd(name, run.Now)))
	}
	return jobs, nil
}

// readers are those who work on cases. Where no team is configured, the console reads for all.
func (n *notifier) readers() []string {
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
func (n *notifier) digest(ctx context.Context, run *engine.Run, p digestFor) engine.Result {
	if !disclosure.Repeatable(run.Phase) {
		return engine.Result{Delivery: disclosure.Delivery{Kind: disclosure.Uncertain, Reason: "it is not known whether it arrived; it is not sent twice"}}
	}
	if until := n.quietEnd(p.Person, run.Now); until.After(run.Now) {
		return engine.Later(until, quietReason)
	}
	g, err := n.desk.Digest(ctx, p.Person)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	if len(g.Sections) == 0 {
		return engine.Done(nil)
	}
	return n.tell(ctx, run, Notification{Key: run.Key, Subject: g.Subject(), Text: g.Text()}, p.Person)
}

// newDigest schedules the digest, if the configuration has one.
func (a *App) newDigest() ([]engine.Handler, error) {
	if a.cfg.Remind.Digest == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(a.cfg.Remind.Zone)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "remind.zone: %w", err)
	}
	tick, err := engine.NewTickIn(digestTick, a.cfg.Remind.Digest, zone)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "remind.digest: %w", err)
	}
	a.ticks = append(a.ticks, tick)
	return []engine.Handler{tick.Spread(a.notifier.spreadDigest)}, nil
}
