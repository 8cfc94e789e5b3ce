package record

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
)

// CloseCase ends the work on a case.
type CloseCase struct {
	Outcome disclosure.Outcome
	Text    string
}

// Rule implements [command.Command].
func (CloseCase) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd CloseCase) Decide(d *command.Frame) error {
	if !slices.Contains(disclosure.Outcomes(), cmd.Outcome) {
		return fault.Errorf(fault.Invalid, "unknown outcome %q: write one of %s", cmd.Outcome, fault.OneOf(disclosure.Outcomes()))
	}
	if d.Case.Work == disclosure.WorkClosed {
		return fault.Errorf(fault.Conflict, "%s is already closed (%s)", d.Case.ID, d.Case.Outcome)
	}
	if cmd.Outcome == disclosure.OutcomeVerified && !d.Case.AllClosed() {
		return fault.Errorf(fault.Refused, "%s is not closed by our own probes: choose %s if only the owner says so",
			d.Case.ID, disclosure.OutcomeClaimOnly)
	}
	if slices.ContainsFunc(d.Case.Messages, func(m disclosure.Message) bool {
		return m.State == disclosure.MessageUncertain || m.State == disclosure.MessageQueued
	}) {
		return fault.Errorf(fault.Refused, "a message of %s is on its way or uncertain: resolve it first", d.Case.ID)
	}
	d.Emit(disclosure.Event{Kind: disclosure.KindWorkClosed, Text: closingText(cmd), Detail: disclosure.Detail{Work: disclosure.WorkClosed, Outcome: cmd.Outcome}})
	return nil
}

func closingText(cmd CloseCase) string {
	text := "case closed: " + string(cmd.Outcome)
	if cmd.Text != "" {
		text += ": " + cmd.Text
	}
	return text
}

// ReopenCase resumes the work on a closed case.
type ReopenCase struct{ Text string }

// Rule implements [command.Command].
func (ReopenCase) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher, Ended: true} }

// Decide implements [command.Command].
func (cmd ReopenCase) Decide(d *command.Frame) error {
	if d.Case.Work == disclosure.WorkActive || d.Case.Work == disclosure.WorkDraft {
		return fault.Errorf(fault.Conflict, "%s is open", d.Case.ID)
	}
	d.Emit(disclosure.Event{Kind: disclosure.KindWorkResumed, Text: said("work resumed", cmd.Text), Detail: disclosure.Detail{Work: disclosure.WorkActive}})
	for i := range d.Case.Assets {
		if a := &d.Case.Assets[i]; a.Exposure != disclosure.ExposureClosed && !d.Case.Imported && exposure.MayProbe(d, a) == nil {
			exposure.ProbeNow(d, a, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: d.Env.Actor.Name})
		}
	}
	return nil
}

func endWork(d *command.Frame, kind disclosure.Kind, work disclosure.Work, ref, text string) error {
	if d.Case.Work == work {
		return fault.Errorf(fault.Conflict, "%s is already %s", d.Case.ID, work)
	}
	d.Emit(disclosure.Event{Kind: kind, Ref: ref, Text: text, Detail: disclosure.Detail{Work: work}})
	return nil
}

// said is what was done, and why where somebody said so.
func said(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}

// RejectCase records that the report was not a finding.
type RejectCase struct{ Text string }

// Rule implements [command.Command].
func (RejectCase) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd RejectCase) Decide(d *command.Frame) error {
	return endWork(d, disclosure.KindRejected, disclosure.WorkRejected, "", cmd.Text)
}

// MarkDuplicate points at the case where the work goes on.
type MarkDuplicate struct {
	Of   disclosure.CaseID
	Text string
}

// Rule implements [command.Command].
func (MarkDuplicate) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd MarkDuplicate) Decide(d *command.Frame) error {
	if cmd.Of == "" || cmd.Of == d.Case.ID {
		return fault.Errorf(fault.Invalid, "a duplicate needs another case to point at")
	}
	return endWork(d, disclosure.KindDuplicateOf, disclosure.WorkDuplicate, string(cmd.Of), said("of "+string(cmd.Of), cmd.Text))
}

// HandOver gives the case to another team.
type HandOver struct{ To, Text string }

// Rule implements [command.Command].
func (HandOver) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd HandOver) Decide(d *command.Frame) error {
	if cmd.To == "" {
		return fault.Errorf(fault.Invalid, "a hand-over has to name the team that takes over")
	}
	return endWork(d, disclosure.KindHandedOver, disclosure.WorkHandedOver, cmd.To, said("to "+cmd.To, cmd.Text))
}
