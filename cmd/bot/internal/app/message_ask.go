package app

import (
	"context"
	"slices"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
)

// AskBeforeSending asks what a draft calls open, here and now, where nothing answered of late: whoever approves or sends it
// has the answer at once. What keeps a probe from being made is for the message's own check to say.
func (a *App) AskBeforeSending(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	draft, ok := c.Draft(draftID)
	if !ok || draft.State != disclosure.DraftOpen && draft.State != disclosure.DraftApproved {
		return nil
	}
	m := message.Of(&draft)
	for _, asset := range message.ToAsk(c, &m, a.service.Rules(), a.service.Now()) {
		res, err := a.service.Execute(ctx, id, actor, exposure.RequestProbe{
			Asset: asset, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: actor.Name},
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

// canAsk says which kinds the probes of this configuration ask. Definitions that cannot be read are reported where the
// probes are built.
func canAsk(cfg *config.Config) func(kind string) bool {
	own, _ := Definitions(cfg)
	var names []string
	for _, k := range ProbeKinds(own...) {
		names = append(names, k.Name())
	}
	return func(kind string) bool { return slices.Contains(names, kind) }
}
