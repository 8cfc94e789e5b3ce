package app

import (
	"context"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// Press brings pages out, for whoever may see a case at this machine.
func (a *App) Press() gallery.Press {
	return gallery.Press{Desk: a.Desk, Probe: a.AskBeforePublishing, Folder: a.cfg.Web.Folder}
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
			if _, err := a.Engine.RunKey(ctx, job.Key); err != nil {
				return err
			}
		}
	}
	return nil
}
