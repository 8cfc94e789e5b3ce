package slack

import (
	"context"
	"slices"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// approvals says who cannot be the second person, by the decision itself.
type approvals struct{ h *channel.Host }

// MayApprove implements [slack.Approvals].
func (a approvals) MayApprove(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, draftID string) error {
	// The decision looks at the bytes last, and asks only whether there are any.
	return a.another(ctx, k, actor, message.ApproveDraft{ID: draftID, Message: disclosure.Message{ID: "composed when it is approved", Raw: "composed when it is approved"}})
}

// MayAgree implements [slack.Approvals].
func (a approvals) MayAgree(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, p *disclosure.Proposal) error {
	cmd, ok := second.Command(p, k)
	if !ok {
		return nil
	}
	return a.another(ctx, k, actor, cmd)
}

// another is the refusal of a decision that somebody else has to make, nil for every other answer.
func (a approvals) another(ctx context.Context, k *disclosure.Case, actor disclosure.Actor, cmd command.Command) error {
	vouched := actor
	if err := a.h.Desk.AsVouched(ctx, actor, func(known disclosure.Actor) error { vouched = known; return nil }); err != nil {
		return err
	}
	_, err := command.Decide(k, cmd, command.Env{Actor: vouched, Now: a.h.Service.Now(), Rules: a.h.Service.Rules()})
	switch fault.HintOf(err).Code {
	case hint.ProveApproval:
		return err
	case hint.AcceptPerson: // whoever may be one of the first two people is accepted by this very approval
		members, failed := a.h.Desk.Members(ctx)
		if failed != nil {
			return failed
		}
		if !slices.ContainsFunc(members, func(m desk.Member) bool {
			return m.Means == person.SlackMeans && m.Value == actor.Hand.Account && m.Standing == desk.FirstUse
		}) {
			return err
		}
	}
	return nil
}
