package message

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
	"daylight/disclosure/person"
	"daylight/disclosure/task"
)

// SendDraft hands an approved message to its sender.
type SendDraft struct{ ID string }

// Rule implements [command.Command].
func (SendDraft) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command]. A message whose statements no longer hold is withheld, which is a fact and no error:
// see [Withheld].
func (cmd SendDraft) Decide(d *command.Frame) error {
	draft, ok := d.Case.Draft(cmd.ID)
	if !ok {
		return fault.Errorf(fault.NotFound, "%s has no draft %q", d.Case.ID, cmd.ID)
	}
	switch draft.State {
	case disclosure.DraftOpen:
		return fault.Errorf(fault.Refused, "draft %s is not approved: a person has to read and approve it first", cmd.ID)
	case disclosure.DraftDiscarded:
		return fault.Errorf(fault.Conflict, "draft %s was discarded", cmd.ID)
	case disclosure.DraftSent:
		m, _ := d.Case.Message(draft.Message)
		return fault.Errorf(fault.Conflict, "draft %s was already queued for sending (%s)", cmd.ID, m.State)
	case disclosure.DraftApproved:
	}
	m, ok := d.Case.Message(draft.Message)
	if !ok {
		return fault.Errorf(fault.Internal, "the approved message of %s is missing", cmd.ID)
	}
	if err := takesPerson(d, m.Channel, person.Decision{}, "sending takes a person"); err != nil {
		return err
	}
	if !m.Approved.Shown() && !dryRun(d, m.Channel) {
		return fault.Errorf(fault.Refused, "nothing shows who approved %s: change it, and let somebody who is known approve it", cmd.ID).With(hint.ToApproveDraft(d.Case.ID))
	}
	if err := checkStepStillDue(d, draft); err != nil {
		return err
	}
	if err := outreach.MayStillSend(d.Case, m); err != nil {
		return err
	}
	if err := d.Env.Rules.Ways.MayReach(d.Case, &m); err != nil {
		return err
	}
	if err := checkByTwo(d.Case, &m, d.Env.Rules); err != nil {
		return err
	}
	err := checkThreat(d.Case, &m)
	if err == nil {
		err = stillTrue(d.Case, &m, d.Env.Rules, d.Env.Now, outreach.Leaving)
	}
	if err != nil {
		withhold(d, m, err.Error())
		return nil
	}
	askAgain(d, &m)
	queue(d, m, "handed to the sender", m.Key)
	return nil
}

// takesPerson refuses a mere name where something leaves. In a dry run nothing does.
func takesPerson(d *command.Frame, ch disclosure.Channel, of person.Decision, why string) error {
	if dryRun(d, ch) || d.Env.Actor == disclosure.Engine() {
		return nil
	}
	return d.Known(of, why)
}

func dryRun(d *command.Frame, ch disclosure.Channel) bool {
	return slices.Contains(d.Env.Rules.DryRun, ch)
}

// queue hands a message to its sender under the idempotency key of the job.
func queue(d *command.Frame, m disclosure.Message, text, key string) {
	m.State = disclosure.MessageQueued
	d.Emit(disclosure.Event{
		Kind: disclosure.KindMessageQueued, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Text: text,
		Detail: disclosure.Detail{Message: &m, State: disclosure.MessageQueued},
	})
	d.Job(ledger.NewJob(ledger.QueueSend, key, task.ForMessage(m.Channel, m.Key)))
}
