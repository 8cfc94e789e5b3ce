package github

import (
	"context"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/notify/github"
)

// site brings pages to the repository of a web site by pull request.
type site struct {
	h *channel.Host
	c *github.Channel
}

// Name implements [gallery.Site].
func (s site) Name() string { return s.h.Config.GitHub.Site.Repository }

// Job implements [gallery.Site].
func (s site) Job(key string, p *desk.Publication, files disclosure.BlobRef) ledger.Job {
	return ledger.NewJob(ledger.QueueSend, key, pageOf(p, files))
}

func pageOf(p *desk.Publication, files disclosure.BlobRef) github.PagePull {
	return github.PagePull{Mode: p.Mode, Lang: p.Lang, Revision: p.Revision, Digest: p.Digest, Checks: passed(p), Files: files}
}

// passed are the names of the checks that stop nothing.
func passed(p *desk.Publication) (out []string) {
	for _, c := range p.Checks {
		if !c.Stops() {
			out = append(out, c.Name)
		}
	}
	return out
}

// Look implements [gallery.Site].
func (s site) Look(ctx context.Context, job ledger.Job) (gallery.Offered, error) {
	payload, err := ledger.PayloadOf[github.PagePull](job)
	if err != nil {
		return gallery.Offered{}, err
	}
	p, err := s.pull(ctx, job.Case, payload)
	if err != nil {
		return gallery.Offered{}, err
	}
	got, err := s.c.LookAtPull(ctx, p)
	return gallery.Offered{Ref: got.Ref, Open: got.Open, Merged: got.Merged, Holds: got.Holds, Sent: p.Files, Ended: got.Ended, Review: p.Review}, err
}

func (s site) pull(ctx context.Context, id disclosure.CaseID, payload github.PagePull) (*github.Pull, error) {
	blob, err := s.h.Store.Blob(ctx, payload.Files)
	if err != nil {
		return nil, err
	}
	return payload.Pull(id, blob)
}

// open opens the pull request. The gate is asked once more before anything leaves: time has passed since it was ordered. What may
// have left already is only looked for.
func (s site) open(ctx context.Context, run *engine.Run, payload github.PagePull) engine.Result {
	if ledger.Repeatable(run.Phase) {
		if _, err := s.mayLeave(ctx, run.Case, payload); err != nil {
			return held(err)
		}
	}
	p, err := s.pull(ctx, run.Case, payload)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	res := engine.Stepped(run, s.c.OpenPull(ctx, run.Job, p, run.Mark))
	if res.Kind == ledger.Sent {
		res.Command = publish.Offered{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest, Where: res.Ref}
		state := github.PullWatched
		if p.Review {
			state = github.PullReview
		}
		res.Refs = append(res.Refs, github.PullRow(run.Case, res.Ref, state, run.Key))
	}
	return res
}

// held is the outcome of a job that was kept from leaving: it waits for what did not answer, and else a person looks at it.
func held(err error) engine.Result {
	switch fault.CodeOf(err) {
	case fault.Unavailable, fault.Internal:
		return engine.Again(0, err.Error())
	default:
		return engine.Result{Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "nothing left: " + err.Error(), Ours: true, Withheld: true}}
	}
}

// mayLeave refuses a page that is not what was ordered any more, or that the gate does not let out now. One that goes to a review may lack
// the approval, and nothing else.
func (s site) mayLeave(ctx context.Context, id disclosure.CaseID, payload github.PagePull) (*desk.Publication, error) {
	if err := s.h.Store.MayLeave(ctx); err != nil {
		return nil, err
	}
	now, err := s.h.Desk.As(person.ReaderEngine()).Prepare(ctx, id, payload.Mode, payload.Lang)
	switch {
	case err != nil:
		return nil, err
	case now.Digest != payload.Digest:
		return nil, fault.Errorf(fault.Conflict, "the page of %s changed since it was ordered: look at it and approve it again", id)
	case now.Case.Rehearsal:
		return nil, fault.Errorf(fault.Refused, "%s was recorded in a rehearsal: nothing of it is ever published", id)
	case payload.Review && now.Case.Circle.Restricted():
		return nil, fault.Errorf(fault.Refused, "%s is restricted by now: its page goes nowhere before two people approved it", id)
	case payload.Review && gate.AwaitsApproval(now.Checks):
		return now, nil
	}
	for _, c := range now.Checks {
		if c.Stops() {
			return nil, fault.Errorf(fault.Refused, "the gate refuses (%s: %s)", c.Name, c.Reason).With(c.Hint)
		}
	}
	return now, nil
}
