package message

import (
	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
)

// DraftEscalation puts the draft of a step on record, once for each episode and clause. A step that is not due any more, since
// somebody answered while its text was written, leaves nothing behind.
type DraftEscalation struct {
	Clause  string
	Episode int
	Draft   disclosure.Draft // Template, Contact, Lang, Subject, Body
	Blob    disclosure.Blob
}

// Rule implements [command.Command].
func (DraftEscalation) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide implements [command.Command].
func (cmd DraftEscalation) Decide(d *command.Frame) error {
	k, _, err := d.ClockOf(cmd.Clause)
	if fault.CodeOf(err) == fault.Invalid {
		return nil // several parties have a step of this clause now, each of which is drafted by its key
	}
	if err != nil {
		return err
	}
	if k.Episode != cmd.Episode || k.State != disclosure.ClockOverdue || k.Step == nil || d.Case.Ended() || d.Case.UnderThreat() || outreach.StepDrafted(d.Case, &k) {
		return nil
	}
	cmd.Draft.Step = outreach.StepKey(&k)
	return NewDraft{Draft: cmd.Draft, Blob: cmd.Blob}.Decide(d)
}

// checkStepStillDue refuses to approve or send a step that something has stopped since it was drafted: the other side answered,
// it is closed, or the message was sent on another way.
func checkStepStillDue(d *command.Frame, draft disclosure.Draft) error {
	if draft.Step == "" {
		return nil
	}
	states, err := clock.StatesOf(d.Case, d.Env.Clock())
	if err != nil {
		return err
	}
	for i := range states.All {
		k := &states.All[i]
		if outreach.IsStep(d.Case, &draft, k) && k.State != disclosure.ClockOverdue {
			return fault.Errorf(fault.Refused, "the step %s is no longer due: %s. Discard %s, or write your own message",
				k.Key(), k.Because, draft.ID).With(hint.ToWriteDraft(d.Case.ID))
		}
	}
	return nil
}
