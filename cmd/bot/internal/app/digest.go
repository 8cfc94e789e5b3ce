package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
	"daylight/disclosure/rehearse"
)

// digestTick names what comes round and makes the jobs of the digest.
const digestTick = "tick/digest"

// digestFor is the payload of [taskDigest].
type digestFor struct {
	Person string `json:"ref,omitempty"` // "" if no team is configured: the digest then goes to the console
	// Board is the name of the channel on whose board it stands, with what anybody may see; "" for a person.
	Board string `json:"board,omitempty"`
}

// Task implements [ledger.Payload].
func (digestFor) Task() ledger.Task { return taskDigest }

// spreadDigest makes a job for each person when the digest is due. The key holds the time, so that a restart or a
// second instance sends nobody two digests. Digests that were missed during downtime are not sent later.
func (n *notifier) spreadDigest(_ context.Context, run *engine.Run) ([]ledger.Job, error) {
	var jobs []ledger.Job
	for _, name := range n.readers() {
		key := fmt.Sprintf("digest/%s/%s", name, run.Due.UTC().Format(time.RFC3339))
		jobs = append(jobs, ledger.NewJob(ledger.QueueSend, key, digestFor{Person: name}).At(n.quietEnd(name, run.Now)))
	}
	for _, b := range n.boards {
		key := fmt.Sprintf("digest/board/%s/%s", b.name, run.Due.UTC().Format(time.RFC3339))
		jobs = append(jobs, ledger.NewJob(ledger.QueueSend, key, digestFor{Board: b.name}).At(run.Now))
	}
	return jobs, nil
}

// board is where the whole team reads on a channel.
type board struct {
	name string
	way  rehearse.Way
	post func(n channel.Notice, since time.Time) outbound.Effect
}

// postDigest brings the digest of what anybody may see to a board, unless it is empty. A board that is not set up any more gets none.
func (n *notifier) postDigest(ctx context.Context, run *engine.Run, name string) engine.Result {
	i := slices.IndexFunc(n.boards, func(b board) bool { return b.name == name })
	if i < 0 {
		return engine.Done(nil)
	}
	g, err := n.desk.As(person.Reader{}).Digest(ctx, "")
	if err != nil {
		return engine.Again(0, err.Error())
	}
	keep(&g, func(id disclosure.CaseID) bool { return n.mayLeave(ctx, id, n.boards[i].way) })
	if len(g.Sections) == 0 {
		return engine.Done(nil)
	}
	at := outbound.Standing{Phase: run.Phase, Attempts: run.Attempts, Now: run.Now, Mark: run.Mark}
	notice := channel.Notice{Key: run.Key, Subject: g.Subject(), Text: g.Text()}
	return engine.Stepped(run, outbound.Advance(ctx, at, n.boards[i].post(notice, run.Created), outbound.Policy{Wait: n.policy.Wait}))
}

// readers are the people who work on cases, or the console if no team is configured.
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

// digest sends one person the digest of today, unless it is empty.
func (n *notifier) digest(ctx context.Context, run *engine.Run, p digestFor) engine.Result {
	if p.Board != "" {
		return n.postDigest(ctx, run, p.Board)
	}
	if until := n.quietEnd(p.Person, run.Now); until.After(run.Now) {
		return engine.Later(until, quietReason)
	}
	g, err := n.desk.As(person.ReaderNamed(p.Person)).Digest(ctx, p.Person)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	n.leaveOut(ctx, p.Person, &g)
	if len(g.Sections) == 0 {
		return engine.Done(nil)
	}
	return n.deliver(ctx, run, channel.Notice{Key: run.Key, Subject: g.Subject(), Text: g.Text()}, p.Person)
}

// leaveOut takes from a digest what stays here: what belongs to the other side of a rehearsal than the way
// that reaches the person does now.
func (n *notifier) leaveOut(ctx context.Context, name string, g *desk.Digest) {
	keep(g, func(id disclosure.CaseID) bool { return !n.staysHere(ctx, name, id) })
}

// keep takes from a digest all items of cases that do not stay in it.
func keep(g *desk.Digest, stays func(disclosure.CaseID) bool) {
	for i := range g.Sections {
		s := &g.Sections[i]
		s.Items = slices.DeleteFunc(s.Items, func(it agenda.Item) bool { return it.Case != "" && !stays(it.Case) })
	}
	g.Sections = slices.DeleteFunc(g.Sections, func(s desk.DigestSection) bool { return len(s.Items) == 0 })
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
