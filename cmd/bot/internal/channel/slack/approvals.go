package slack

import (
	"context"

	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// approvals says who cannot be the second person, by the decision itself.
type approvals struct{ h *channel.Host }

// MayApprove implements [slack.Approvals].
func (a approvals) MayApprove(_ context.Context, actor disclosure.Actor, k *disclosure.Case, draftID string) error {
	// The decision looks at the bytes last, and asks only whether there are any.
	return a.another(k, actor, message.ApproveDraft{ID: draftID, Message: disclosure.Message{ID: "composed when it is approved", Raw: "composed when it is approved"}})
}

// MayAgree implements [slack.Approvals].
func (a approvals) MayAgree(_ context.Context, actor disclosure.Actor, k *disclosure.Case, p *disclosure.Proposal) error {
	cmd, ok := second.Command(p, k)
	if !ok {
		return nil
	}
	return a.another(k, actor, cmd)
}

// another is the refusal of a decision that somebody else has to make, nil for every other answer.
func (a approvals) another(k *disclosure.Case, actor disclosure.Actor, cmd command.Command) error {
	_, err := command.Decide(k, cmd, command.Env{Actor: actor, Now: a.h.Service.Now(), Rules: a.h.Service.Rules()})
	if fault.HintOf(err).Code == hint.ProveApproval {
		return err
	}
	return nil
}
