package record

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/change"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/plain"
)

// EditCase corrects what a case says of itself. A nil field stays as it is.
type EditCase struct {
	Title, Summary *string
	Tracking       *string // the vendor's reference for our report
	Severity       *string // how bad somebody judges it to be; "" takes the judgement back
	Text           string  // why
}

// Rule implements [command.Command].
func (EditCase) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd EditCase) Decide(d *command.Frame) error {
	var e change.Edit
	if cmd.Title != nil {
		title, err := checkTitle(*cmd.Title)
		if err != nil {
			return err
		}
		e.Add(change.Title, d.Case.Title, title)
	}
	if cmd.Summary != nil {
		e.Add(change.Summary, d.Case.Summary, strings.TrimSpace(*cmd.Summary))
	}
	if cmd.Tracking != nil {
		tracking := plain.Line(*cmd.Tracking)
		if len(tracking) > 200 {
			return fault.Errorf(fault.Invalid, "the vendor's reference is longer than 200 bytes")
		}
		e.Add(change.Tracking, d.Case.Tracking, tracking)
	}
	if cmd.Severity != nil {
		severity, err := checkSeverity(disclosure.Severity(*cmd.Severity))
		if err != nil {
			return err
		}
		e.Add(change.Severity, string(d.Case.Exposed.Severity), string(severity))
	}
	return emitEdit(d, disclosure.Event{Kind: disclosure.KindCaseEdited}, e, cmd.Text)
}

// emitEdit records an edit. One that changes nothing is refused, so that nobody believes to have corrected something.
func emitEdit(d *command.Frame, event disclosure.Event, e change.Edit, why string) error {
	if len(e.Fields) == 0 {
		return fault.Errorf(fault.Conflict, "nothing changes: that is what %s says already", d.Case.ID)
	}
	event.Text = e.String()
	if why = strings.TrimSpace(why); why != "" {
		event.Text += " (" + why + ")"
	}
	event.Detail.Edit = &e
	d.Emit(event)
	return nil
}

// SetEmbargo sets until when nothing is published. Who brings it forward or lifts it takes days from somebody who relies on
// them, so that takes two people.
type SetEmbargo struct {
	Until civil.When // zero is none
	Text  string     // why
}

// Rule implements [command.Command].
func (SetEmbargo) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide implements [command.Command].
func (cmd SetEmbargo) Decide(d *command.Frame) error {
	old := d.Case.Embargo
	var e change.Edit
	e.Add(change.Embargo, old.String(), cmd.Until.String())
	event := disclosure.Event{Kind: disclosure.KindCaseEdited, Until: cmd.Until}
	if len(e.Fields) > 0 && endsEarlier(old, cmd.Until) {
		if strings.TrimSpace(cmd.Text) == "" {
			return fault.Errorf(fault.Invalid, "an embargo that ends earlier needs a reason").With(hint.ToGiveText())
		}
		p := disclosure.Proposal{What: disclosure.ProposesEmbargo, Due: cmd.Until, Reason: cmd.Text}
		coApprover, err := d.CoApprover(p, "an embargo that ends earlier needs the approval of two people")
		if err != nil || coApprover == "" {
			return err
		}
		event.Detail.CoApprover = coApprover
	}
	event.Detail.Facts = &disclosure.Facts{Title: d.Case.Title, Embargo: cmd.Until}
	return emitEdit(d, event, e, cmd.Text)
}

// endsEarlier reports whether the second embargo may end before the first one.
func endsEarlier(old, next civil.When) bool {
	switch {
	case old.IsZero():
		return false
	case next.IsZero():
		return true
	default:
		return next.Compare(old) < 0 || next.Last().Before(old.Last())
	}
}

// AssignCase says who works on a case. Nobody is asked to decide more than their rank allows because of it.
type AssignCase struct {
	To   string // "" is whoever recorded it
	Text string
}

// Rule implements [command.Command].
func (AssignCase) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd AssignCase) Decide(d *command.Frame) error {
	to := plain.Line(cmd.To)
	if len(to) > 100 {
		return fault.Errorf(fault.Invalid, "%.40q is not a name", to)
	}
	var e change.Edit
	e.Add(change.Assignee, d.Case.Assignee, to)
	return emitEdit(d, disclosure.Event{Kind: disclosure.KindAssigned}, e, cmd.Text)
}
