package app

import (
	"context"
	"slices"
	"time"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// Press brings pages out, for whoever may see a case at this machine.
func (a *App) Press() gallery.Press {
	p := gallery.Press{Desk: a.Desk, Probe: a.AskBeforePublishing, Folder: a.cfg.Web.Folder, Jobs: a.store.Jobs, Fetch: gallery.Fetch(nil), Public: a.cfg.Web.PublicURL}
	a.opened(func(k *channel.Kind, c *channel.Channel) {
		if c.Site != nil {
			p.Site, p.MayLeave = c.Site, func(of *disclosure.Case) error { return a.plan.MayLeave(of, k.Way()) }
		}
	})
	return p
}

// AskBeforePublishing probes the closed assets of a case again if their last probe is old, because a publication shows
// the world where to look. If a probe is not possible, the gate gives the reason.
func (a *App) AskBeforePublishing(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID) error {
	c, err := a.Desk.As(person.ReaderNamed(actor.Name)).Case(ctx, id)
	if err != nil {
		return err
	}
	rules, now := a.service.Rules(), a.service.Now()
	for i := range c.Assets {
		k := &c.Assets[i]
		if k.Exposure != disclosure.ExposureClosed || rules.Gate.Fresh(k, now) || rules.Probing.MayProbe(k, disclosure.ProbeForPublication, now) != nil {
			continue
		}
		if err := a.probeNow(ctx, actor, id, k.ID, disclosure.ProbeForPublication); err != nil {
			return err
		}
	}
	return nil
}

// probeNow probes an asset and waits for the answer. A probe that may not be made is no error: what needs its answer says so.
func (a *App) probeNow(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, asset string, reason disclosure.ProbeReason) error {
	res, err := a.service.Execute(ctx, id, actor, exposure.RequestProbe{
		Asset: asset, Request: disclosure.ProbeRequest{Reason: reason, By: actor.Name},
	}, command.Extra{})
	switch fault.CodeOf(err) {
	case "":
	case fault.Refused, fault.Forbidden:
		return nil
	default:
		return err
	}
	for _, job := range res.Jobs {
		if job.Task() == ledger.TaskProbe {
			if err := a.runOrAwait(ctx, actor, job); err != nil {
				return err
			}
		}
	}
	return nil
}

// longestProbe bounds how long somebody waits for a probe that runs elsewhere.
const longestProbe = time.Minute

// runOrAwait runs a probe, or waits for whoever was faster: the bot that serves takes up a job as soon as it is queued, and what needs
// the answer must not be decided without it.
func (a *App) runOrAwait(ctx context.Context, actor disclosure.Actor, job ledger.Job) error {
	ctx, cancel := context.WithTimeout(ctx, longestProbe)
	defer cancel()
	for {
		ran, err := a.Engine.RunKey(ctx, job.Key)
		if ran || err != nil {
			return err
		}
		running, err := a.store.Jobs(ctx, ledger.JobFilter{
			Case: job.Case, Queue: job.Queue, State: ledger.JobRunning, Limit: 1000, Reader: person.ReaderNamed(actor.Name),
		})
		if err != nil || !slices.ContainsFunc(running, func(r ledger.Job) bool { return r.Key == job.Key }) {
			return err
		}
		select {
		case <-ctx.Done():
			return nil // what needs the answer says that it is missing
		case <-time.After(20 * time.Millisecond):
		}
	}
}
