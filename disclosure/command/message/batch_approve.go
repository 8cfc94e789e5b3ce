package message

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// ApproveBatch freezes the bytes of the messages of a batch. What no longer holds of one keeps that one back and no other: it stays
// open, and says so when somebody approves it alone.
type ApproveBatch struct {
	Batch    string
	Of       person.Decision // the batch as the person saw it; the zero value is as it is now
	Messages []ApproveDraft  // those that are open
}

// Rule implements [command.Command].
func (ApproveBatch) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalByTemplate}
}

// Decide implements [command.Command]. Each message is approved by the rule of its kind; the person who approves has read the sample.
func (cmd ApproveBatch) Decide(d *command.Frame) error {
	if err := sameBatch(d.Case, cmd.Batch, cmd.Of); err != nil {
		return err
	}
	of := BatchOf(d.Case, cmd.Batch)
	for _, draft := range Sample(d.Case, cmd.Batch) {
		if !hasRead(d, &draft) {
			return fault.Errorf(fault.Refused, "%s has not read the sample of %s: %s, among others", d.Env.Actor.Name, draft.Batch, draft.ID).With(hint.ToApproveBatch(d.Case.ID, draft.Batch))
		}
	}
	approved := 0
	var first error
	for i := range cmd.Messages {
		one := &cmd.Messages[i]
		draft, err := openDraft(d, one.ID)
		switch {
		case err == nil && draft.State == disclosure.DraftApproved:
			continue
		case err == nil:
			err = one.approveInBatch(d, &draft, of)
		}
		if err == nil {
			approved++
			continue
		}
		if first == nil {
			first = fmt.Errorf("%s: %w", one.ID, err)
		}
		switch fault.HintOf(err).Code {
		case hint.ProveApproval, hint.BeKnown, hint.AcceptPerson: // who approves is in question, which is so for each
			return err
		default:
		}
	}
	if approved == 0 {
		if first == nil {
			first = fault.Errorf(fault.Conflict, "every message of %s is approved already", cmd.Batch)
		}
		return first
	}
	return nil
}

// approveInBatch approves one message as part of the decision about its batch.
func (cmd *ApproveDraft) approveInBatch(d *command.Frame, draft *disclosure.Draft, of person.Decision) error {
	if ofDaylight(draft) {
		return fault.Errorf(fault.Refused, "Daylight itself drafted it: approve it alone")
	}
	if err := checkStepStillDue(d, *draft); err != nil {
		return err
	}
	if err := checkApproverOf(d, draft, of); err != nil {
		return err
	}
	if err := takesPerson(d, draft.Channel, of, "approving a message takes a person"); err != nil {
		return err
	}
	m, k, err := cmd.frozen(d, draft)
	if err != nil {
		return err
	}
	m.ByTwo = takesTwo(d, draft) || d.IsSecond(draft.First(), of)
	cmd.approve(d, draft, &k, &m, "")
	return nil
}
