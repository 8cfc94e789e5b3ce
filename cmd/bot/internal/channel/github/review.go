package github

import (
	"context"
	"fmt"
	"slices"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/notify/github"
)

// Shut implements [gallery.Reviewing].
func (s site) Shut(ctx context.Context) error { return s.c.SiteIsShut(ctx) }

// ReviewJob implements [gallery.Reviewing].
func (s site) ReviewJob(key string, p *desk.Publication, files disclosure.BlobRef) ledger.Job {
	page := pageOf(p, files)
	page.Review = true
	return ledger.NewJob(ledger.QueueSend, key, page)
}

// waits is a pull request that waits for its second person.
type waits struct {
	site
	github.WatchedPull
	page github.PagePull
	pull *github.Pull
}

func (w waits) consent() disclosure.Consent {
	return disclosure.Consent{Mode: w.page.Mode, Lang: w.page.Lang, Digest: w.page.Digest}
}

// review reads who reviewed a pull request, records who approved it, and orders that it says so. Whatever brought the approval, such as a
// press in Slack, the request says so.
func (s site) review(ctx context.Context, watched github.WatchedPull, page github.PagePull) error {
	pull, err := s.pull(ctx, watched.Case, page)
	if err != nil {
		return err
	}
	w := waits{s, watched, page, pull}
	got, err := s.c.Reviews(ctx, pull)
	if err != nil || got.Number == 0 {
		return err
	}
	c, err := s.h.Service.Load(ctx, w.Case)
	if err != nil {
		return err
	}
	if _, approved := gate.Approval(c, w.consent(), s.h.Service.Rules().Solo); !approved {
		if c, err = w.hear(ctx, c, &got); err != nil {
			return err
		}
	}
	if _, approved := gate.Approval(c, w.consent(), s.h.Service.Rules().Solo); got.Merged && !approved {
		return w.tell(ctx, c, got.Ref, "it was merged before it was approved: look at the site, and take the page back there")
	}
	if !got.Open {
		return nil
	}
	return w.orderText(ctx, c, &got)
}

// hear records each approving review that counts, and tells once why one of somebody on the list does not. What strangers say is nothing.
func (w waits) hear(ctx context.Context, c *disclosure.Case, got *github.Reviewed) (*disclosure.Case, error) {
	if got.Shut != nil {
		return c, w.tell(ctx, c, got.Ref, got.Shut.Error()+", and the page lies there without the approval of two people: close the request, or let them approve the page elsewhere. No review there counts")
	}
	for _, r := range got.Reviews {
		who, known := byNumber(w.h.Config.People, r.By.ID)
		if !known || !c.Circle.Sees(person.ReaderNamed(who.Name)) {
			continue
		}
		why := r.Why
		if why == "" {
			var err error
			if why, err = w.count(ctx, c, who, got.Ref, r); err != nil {
				return c, err
			}
		}
		if why != "" {
			if err := w.tell(ctx, c, got.Ref, fmt.Sprintf("the review of %s does not count (%s): %s", who.Name, r.Said(), why)); err != nil {
				return c, err
			}
		}
		var err error
		if c, err = w.h.Service.Load(ctx, w.Case); err != nil {
			return c, err
		}
	}
	return c, nil
}

// count records the consent of somebody who approved exactly the page as it is now. why says why it does not count.
func (w waits) count(ctx context.Context, c *disclosure.Case, who disclosure.Actor, ref string, r github.Review) (why string, err error) {
	if slices.ContainsFunc(c.Approvals, func(k disclosure.Consent) bool {
		return k.Mode == w.page.Mode && k.Lang == w.page.Lang && k.Digest == w.page.Digest && person.Same(k.By, who.Name)
	}) {
		return "", nil // they said so before, here or elsewhere
	}
	now, err := w.h.Desk.As(person.ReaderEngine()).Prepare(ctx, w.Case, w.page.Mode, w.page.Lang)
	if err == nil && now.Digest != w.page.Digest {
		return "the page changed since it was brought there, so a new request is needed", nil
	}
	if err == nil {
		err = now.MayRevise()
	}
	if err == nil {
		_, err = w.h.Desk.With(now.Case.Version).Do(ctx, who, w.Case, publish.ApproveReviewed{
			ApprovePublication: publish.ApprovePublication{Mode: w.page.Mode, Lang: w.page.Lang, Digest: w.page.Digest}, Where: ref, Review: r.Said(),
		})
	}
	switch fault.CodeOf(err) {
	case "":
		return "", nil
	case fault.Refused, fault.Forbidden, fault.Invalid:
		return err.Error(), nil
	default:
		return "", err // the next look sees what moved
	}
}

// tell puts on record what there is to say about the request, once.
func (w waits) tell(ctx context.Context, c *disclosure.Case, ref, text string) error {
	cmd := publish.TellReview{Mode: w.page.Mode, Lang: w.page.Lang, Digest: w.page.Digest, Where: ref, Text: text}
	if publish.Told(c, cmd) {
		return nil
	}
	_, err := w.h.Service.Execute(ctx, w.Case, disclosure.Engine(), cmd, command.Extra{})
	return err
}

// stands reports whether the page is approved, by reviews only as far as they stand now: one may have been dismissed since it was recorded.
func (w waits) stands(c *disclosure.Case, got *github.Reviewed) bool {
	now := *c
	now.Approvals = slices.DeleteFunc(slices.Clone(c.Approvals), func(k disclosure.Consent) bool {
		return k.Hand.Reviewed() && !slices.ContainsFunc(got.Reviews, func(r github.Review) bool {
			who, known := byNumber(w.h.Config.People, r.By.ID)
			return known && r.Why == "" && who.Hand.Account == k.Hand.Account
		})
	})
	_, ok := gate.Approval(&now, w.consent(), w.h.Service.Rules().Solo)
	return ok
}

// fallen says why no review stands by which the page was approved.
func fallen(got *github.Reviewed) string {
	switch {
	case got.Shut != nil:
		return got.Shut.Error() + ", so the review by which the page was approved is not believed"
	case !got.Holds:
		return "the request does not hold exactly the files that were approved"
	default:
		return "the review by which the page was approved does not stand any more"
	}
}

// orderText orders that an approved request says so, once the gate lets the page out. An order for each version of the case is enough: what
// kept the one before it from being done has changed the case.
func (w waits) orderText(ctx context.Context, c *disclosure.Case, got *github.Reviewed) error {
	if _, approved := gate.Approval(c, w.consent(), w.h.Service.Rules().Solo); !approved {
		return nil
	}
	if !w.stands(c, got) {
		return w.tell(ctx, c, got.Ref, fallen(got)+": the request is not marked as approved")
	}
	ordinary := w.page
	ordinary.Review = false
	switch _, err := w.mayLeave(ctx, w.Case, ordinary); fault.CodeOf(err) {
	case "":
	case fault.Unavailable, fault.Internal:
		return err
	default:
		return nil // the gate says why, to whoever asks it
	}
	job := ledger.NewJob(ledger.QueueSend, fmt.Sprintf("approved/%s/%d", w.Order, c.Version), github.PageApproved{Page: w.page, Order: w.Order}).At(w.h.Service.Now())
	job.Case, job.Created = w.Case, w.h.Service.Now()
	return w.h.Store.Commit(ctx, ledger.Commit{Jobs: []ledger.Job{job}})
}

// approve lets a pull request say that it is approved. Gate and reviews are asked at the moment of the act.
func (s site) approve(ctx context.Context, run *engine.Run, payload github.PageApproved) engine.Result {
	page := payload.Page
	page.Review = false
	now, err := s.mayLeave(ctx, run.Case, page)
	if err != nil {
		return held(err)
	}
	pull, err := s.pull(ctx, run.Case, page)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	got, err := s.c.Reviews(ctx, pull)
	if err != nil {
		return held(err)
	}
	w := waits{s, github.WatchedPull{Case: run.Case, Order: payload.Order}, page, pull}
	if !w.stands(now.Case, &got) {
		return held(fault.Errorf(fault.Refused, "%s", fallen(&got)))
	}
	pull.Checks = passed(now)
	res := engine.Stepped(run, s.c.ShowApproved(ctx, run.Job, pull, run.Mark))
	if res.Kind == ledger.Sent {
		res.Command = publish.Offered{Mode: page.Mode, Lang: page.Lang, Digest: page.Digest, Where: res.Ref, Approved: true}
		res.Refs = append(res.Refs, github.PullRow(run.Case, res.Ref, github.PullWatched, payload.Order))
	}
	return res
}
