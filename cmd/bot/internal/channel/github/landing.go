package github

import (
	"context"
	"errors"
	"slices"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
	"daylight/notify/github"
)

// mostOrders bounds how many jobs of a case are looked through for an order.
const mostOrders = 10000

// hint looks at the pull requests because a webhook says that something happened.
func (s site) hint(ctx context.Context, _ *engine.Run, _ github.Pulls) engine.Result {
	if err := s.watch(ctx); err != nil {
		return engine.Again(0, err.Error())
	}
	return engine.Done(nil)
}

// watch looks how the pull requests of pages stand, and records what was merged and what is out. One that fails does not stop the others.
func (s site) watch(ctx context.Context) error {
	if s.Name() == "" {
		return nil
	}
	all, err := s.c.PullsOf(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, w := range all {
		if errs = append(errs, s.land(ctx, w)); ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

// land looks at one pull request. What is recorded and how it stood are written in one transaction, on the case that was read: whoever was
// faster is seen by the next look.
func (s site) land(ctx context.Context, w github.WatchedPull) error {
	c, err := s.h.Service.Load(ctx, w.Case)
	if err != nil {
		return err
	}
	now := s.h.Service.Now()
	if (github.Watching{Quiet: github.QuietSince(c)}).Over(now) {
		return nil
	}
	order, payload, err := s.order(ctx, w)
	if err != nil {
		return err
	}
	if payload.Review && (w.State == github.PullReview || w.State == github.PullDoubted) {
		if err := s.review(ctx, w, payload); err != nil {
			return err
		}
		if c, err = s.h.Service.Load(ctx, w.Case); err != nil {
			return err
		}
	}
	at, err := s.Look(ctx, order)
	if err != nil {
		return err
	}
	keep := func(cmd command.Command, state string, version int) error {
		extra := command.Extra{Refs: []ledger.Ref{github.PullRow(w.Case, at.Ref, state, w.Order)}, Version: version}
		_, err := s.h.Service.Execute(ctx, w.Case, disclosure.Engine(), cmd, extra)
		return err
	}
	end := func() error {
		return s.h.Store.Commit(ctx, ledger.Commit{Refs: []ledger.Ref{github.PullRow(w.Case, at.Ref, github.PullEnded, w.Order)}})
	}
	over := (github.Watching{Ended: at.Ended}).Over(now)
	switch {
	case !at.Merged && over:
		return end()
	case !at.Merged:
		return nil // it may be opened again
	case (w.State == github.PullWatched || w.State == github.PullReview) && !at.Holds:
		return s.h.Store.Commit(ctx, ledger.Commit{Refs: []ledger.Ref{github.PullRow(w.Case, at.Ref, github.PullDoubted, w.Order)}})
	case w.State != github.PullMerged:
		state := github.PullMerged
		if !at.Holds {
			state = github.PullEnded // somebody changed it on the way: a person looks at it, and says what is out
		}
		if err := keep(publish.Merged{Mode: payload.Mode, Lang: payload.Lang, Digest: payload.Digest, Where: at.Ref, Intact: at.Holds}, state, c.Version); err != nil || !at.Holds {
			return err
		}
		if c, err = s.h.Service.Load(ctx, w.Case); err != nil {
			return err
		}
	case over:
		return end() // it was not on its site for as long: whoever sees it there says so
	case !at.Holds:
		return nil // the site has moved on, and whether this page was ever out nobody saw
	}
	out, err := s.isOut(ctx, c, payload)
	if err != nil {
		return err
	}
	if out {
		return end()
	}
	press := gallery.Press{Desk: s.h.Desk, Fetch: gallery.Fetch(nil), Public: s.h.Config.Web.PublicURL}
	address, _ := press.Read(ctx, w.Case, payload.Lang, at.Sent)
	if address == "" {
		return nil // it is not built yet
	}
	return keep(publish.Landed{Mode: payload.Mode, Lang: payload.Lang, Digest: payload.Digest, Where: at.Ref, Address: address}, github.PullEnded, c.Version)
}

// order finds the job that opened a pull request.
func (s site) order(ctx context.Context, w github.WatchedPull) (ledger.Job, github.PagePull, error) {
	all, err := s.h.Store.Jobs(ctx, ledger.JobFilter{Case: w.Case, Queue: ledger.QueueSend, Limit: mostOrders, Reader: person.ReaderEngine()})
	if err != nil {
		return ledger.Job{}, github.PagePull{}, err
	}
	i := slices.IndexFunc(all, func(j ledger.Job) bool { return j.Key == w.Order })
	if i < 0 {
		return ledger.Job{}, github.PagePull{}, fault.Errorf(fault.NotFound, "the order %s of a page is gone", w.Order)
	}
	p, err := ledger.PayloadOf[github.PagePull](all[i])
	return all[i], p, err
}

// isOut reports whether exactly these files are the edition in their language that is out, by the record.
func (s site) isOut(ctx context.Context, c *disclosure.Case, p github.PagePull) (bool, error) {
	i := slices.IndexFunc(c.Manuscript.Out, func(o manuscript.Standing) bool { return o.Lang == p.Lang })
	if i < 0 {
		return false, nil
	}
	events, err := s.h.Store.Events(ctx, c.ID)
	return slices.ContainsFunc(events, func(e disclosure.Event) bool {
		k := e.Detail.Consent
		return e.Seq == c.Manuscript.Out[i].Seq && k != nil && k.Digest == p.Digest
	}), err
}
