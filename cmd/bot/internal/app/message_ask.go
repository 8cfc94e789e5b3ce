package app

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command/message"
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
		if err := a.probeNow(ctx, actor, id, asset, disclosure.ProbeForPerson); err != nil {
			return err
		}
	}
	return nil
}
