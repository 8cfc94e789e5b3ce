package app

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
)

// AskBeforePublishing asks the closed assets of a case once more if nobody has asked them of late: right before the world
// is told where to look. What keeps a probe from being made is for the gate to say.
func (a *App) AskBeforePublishing(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	rules, now := a.service.Rules(), a.service.Now()
	for i := range c.Assets {
		k := &c.Assets[i]
		if k.Exposure != disclosure.ExposureClosed || rules.Gate.Fresh(k, now) || rules.Probing.MayProbe(k, disclosure.ProbeForPublication, now) != nil {
			continue
		}
		res, err := a.service.Execute(ctx, id, actor, exposure.RequestProbe{
			Asset: k.ID, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPublication, By: actor.Name},
		}, command.Extra{})
		switch fault.CodeOf(err) {
		case "":
		case fault.Refused, fault.Forbidden:
			continue
		default:
			return err
		}
		for _, job := range res.Jobs {
			if job.Task() == disclosure.TaskProbe {
				if _, err := a.Engine.RunKey(ctx, job.Key); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
