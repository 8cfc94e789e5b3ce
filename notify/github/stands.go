package github

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// Stands is the payload of [TaskStands]. What the comment says is worked out when it is written, so that the newest state is shown
// in whatever order the jobs run.
type Stands struct {
	Issue string `json:"ref,omitempty"` // owner/repo#number
	// First says that the comment is to be written where there is none. Only one job of an issue has it, because two could write two.
	First bool `json:"first,omitempty"`
}

// Task implements [ledger.Payload].
func (Stands) Task() ledger.Task { return TaskStands }

// phaseShown is before the comment or a label is changed, which may be repeated.
const phaseShown = "state/shown"

// ReactStanding is the part of the reaction that shows how a case stands: its jobs bring what an issue shows of the case up to date after a decision that can have changed it. The first job of an issue
// writes the comment; its key is taken for ever, so there is one.
func ReactStanding(after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	newest := (*disclosure.Event)(nil)
	for i := range events {
		if info := events[i].Kind.Info(); info.Axis != disclosure.AxisNone || info.Clocks {
			newest = &events[i]
		}
	}
	if newest == nil || after == nil || after.Ended() {
		return nil
	}
	var jobs []ledger.Job
	for _, t := range after.Issues {
		ref, ok := ParseRef(t.Ref)
		if !ok {
			continue
		}
		key := string(after.ID) + "/" + string(TaskStands) + "/" + t.Ref
		for _, first := range []bool{true, false} {
			k := key + "/first"
			if !first {
				k = key + "/" + strconv.Itoa(newest.Seq)
			}
			job := ledger.NewJob(ledger.QueueSend, k, Stands{Issue: ref.String(), First: first}).At(newest.RecordedAt.UTC())
			job.Case, job.Created = after.ID, newest.RecordedAt.UTC()
			jobs = append(jobs, job)
		}
	}
	return jobs
}

// Show brings the comment and the labels of an issue up to date. An edit notifies nobody, so it may happen as often as the case moves.
func (c *Channel) Show(ctx context.Context, job ledger.Job, s Stands, mark func(ctx context.Context, phase string) error) outbound.Step {
	ref, ok := ParseRef(s.Issue)
	if !ok {
		return outbound.Step{Delivery: permanent("the job names no issue")}
	}
	kase, err := c.ports.Cases.Load(ctx, job.Case)
	if err != nil {
		return outbound.Step{Delivery: retry(0, "the store did not answer"), Phase: job.Phase}
	}
	t, tracked := tracked(kase, ref, "")
	if c.opts.Standing == nil || !tracked || kase.UnderThreat() {
		return outbound.Step{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "nothing is shown"}}
	}
	if d, ok := c.mayTell(ctx, job.Case, ref); !ok {
		return outbound.Step{Delivery: d, Phase: job.Phase}
	}
	e := showing{c: c, ref: ref, marker: jobMarker(t.Marker, "stands"), first: s.First}
	labels := e.says(ctx, kase, t)
	at := outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: c.opts.Clock(), Mark: mark}
	step := outbound.Advance(ctx, at, e, c.opts.Outbound)
	if step.Kind != ledger.Sent {
		return step
	}
	if kase, err = c.ports.Cases.Load(ctx, job.Case); s.First && err == nil { // what moved meanwhile had nothing to edit
		written := e.text
		if labels = e.says(ctx, kase, t); e.text != written {
			if d := e.Find(ctx); d.Kind == ledger.Retry {
				return outbound.Step{Delivery: d, Phase: PhaseComment}
			}
		}
	}
	if d := c.label(ctx, ref, labels, mark); d.Kind == ledger.Retry {
		return outbound.Step{Delivery: d, Phase: PhaseComment} // whoever comes back finds the comment first
	} else if d.Kind != ledger.Sent {
		step.Receipt += "; no labels: " + d.Reason // they are a convenience, and the token may lack the right
	}
	return step
}

// showing is the comment that shows how a case stands.
type showing struct {
	c            *Channel
	ref          Ref
	text, marker string
	first        bool
}

// says puts the state of the case into the text, and returns the labels.
func (e *showing) says(ctx context.Context, kase *disclosure.Case, t disclosure.Tracked) []string {
	text, labels := e.c.opts.Standing(ctx, kase, t)
	e.text = text + "\n\n" + markerLine(e.marker)
	return labels
}

// Send implements [outbound.Effect]: it edits the comment where it is there, and writes it where it is not and this is the first job.
func (e showing) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	found, err := e.find(ctx)
	switch {
	case err != nil && fault.CodeOf(err) == fault.Refused:
		return permanent(err.Error()) // the issue cannot be read: nobody is helped by a question to a person
	case err != nil:
		return cannotLook(err)
	case found.ID != 0:
		return e.edit(ctx, found, mark)
	case e.first:
		return e.c.comment(ctx, e.ref, e.text, marker(mark))
	}
	return ledger.Delivery{Kind: ledger.Sent, Receipt: "there is no comment to edit"}
}

// Find implements [outbound.Effect].
func (e showing) Find(ctx context.Context) ledger.Delivery {
	found, err := e.find(ctx)
	switch {
	case err != nil:
		return cannotLook(err)
	case found.ID == 0:
		return retry(0, "the comment was not written: every comment of the issue was read")
	}
	return e.edit(ctx, found, func(context.Context, string) error { return nil })
}

func (e showing) find(ctx context.Context) (wireComment, error) {
	self, err := e.c.Self(ctx)
	if err != nil {
		return wireComment{}, err
	}
	for w, err := range e.c.comments(ctx, e.ref, time.Time{}) {
		if err != nil {
			return wireComment{}, err
		}
		if w.User.ID == self.ID && markerIn(w.Body) == e.marker {
			return w, nil
		}
	}
	return wireComment{}, nil
}

// edit replaces the text of the comment. Doing it twice is the same as once, so an unknown outcome is repeated.
func (e showing) edit(ctx context.Context, found wireComment, mark outbound.Mark) ledger.Delivery {
	done := ledger.Delivery{Kind: ledger.Sent, Ref: e.ref.comment(found.ID), Receipt: "as it was"}
	if strings.TrimSpace(found.Body) == strings.TrimSpace(e.text) {
		return done
	}
	result := e.c.write(ctx, change{
		repo: e.ref.FullName(), method: http.MethodPatch,
		path: "repos/" + e.ref.Owner + "/" + e.ref.Repo + "/issues/comments/" + strconv.FormatInt(found.ID, 10),
		body: map[string]string{"body": e.text},
		mark: func(ctx context.Context) error { return mark(ctx, phaseShown) },
	})
	switch d := classify(http.MethodPatch, result, e.c.opts.Clock()); d.Kind {
	case ledger.Sent:
		done.Receipt = d.Receipt
		return done
	case ledger.Uncertain:
		return retry(firstLook, d.Reason)
	default:
		return d
	}
}
