package deadline

import (
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// WaiveClock waives a clause for the current episode.
type WaiveClock struct{ Clause, Reason string }

// Rule implements [command.Command].
func (WaiveClock) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalAlways}
}

// Decide waives a clause for this episode: what it requires will not be done, and a person gives the reason. It takes two people:
// what is waived holds nothing back any more.
func (cmd WaiveClock) Decide(d *command.Frame) error {
	k, _, err := d.ClockOf(cmd.Clause)
	switch {
	case err != nil:
		return err
	case k.Clause == "":
		return noClock(d, cmd.Clause)
	case k.State == disclosure.ClockWaived || k.State == disclosure.ClockTerminated:
		return fault.Errorf(fault.Conflict, "the clock %q is already %s", cmd.Clause, k.State)
	case strings.TrimSpace(cmd.Reason) == "":
		return fault.Errorf(fault.Invalid, "waiving a clause needs a reason")
	}
	p := disclosure.Proposal{What: disclosure.ProposesWaiver, Clause: k.Key(), Reason: cmd.Reason}
	coApprover, err := d.CoApprover(p, "giving up a clause takes two people")
	if err != nil || coApprover == "" {
		return err
	}
	set := setOf(&k, cmd.Clause, civil.When{}, cmd.Reason)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindClauseWaived, Ref: set.Key(), Text: "given up: " + set.Key() + ", " + cmd.Reason,
		Detail: disclosure.Detail{Clock: &set, Waived: true, CoApprover: coApprover},
	})
	return nil
}

// UsePolicy lets the case follow another policy.
type UsePolicy struct{ Name, Reason string }

// Rule implements [command.Command].
func (UsePolicy) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide lets a case follow another policy from here on. Its past is judged by it too, so the reason is kept. One by which something
// may be published sooner takes two people, as a date that is brought forward does.
func (cmd UsePolicy) Decide(d *command.Frame) error {
	p, ok := d.Env.Rules.Clocks.Policies[cmd.Name]
	h := clock.InputOf(d.Case)
	switch {
	case !ok:
		return fault.Errorf(fault.NotFound, "there is no policy %q: one of %s", cmd.Name, fault.OneOf(slices.Sorted(maps.Keys(d.Env.Rules.Clocks.Policies))))
	case h.Policy.Name == cmd.Name:
		return fault.Errorf(fault.Conflict, "%s already follows the policy %s", d.Case.ID, cmd.Name)
	case strings.TrimSpace(cmd.Reason) == "":
		return fault.Errorf(fault.Invalid, "changing the policy needs a reason: it changes dates that people were told")
	}
	ref := disclosure.PolicyRef{Name: p.Name, Version: p.Version, Holidays: h.Policy.Holidays}
	e := disclosure.Event{
		Kind: disclosure.KindPolicyChanged, Text: "follows the policy " + p.Name + ": " + cmd.Reason, Ref: p.Name, Detail: disclosure.Detail{Policy: &ref},
	}
	if Sooner(d, e) {
		var err error
		proposal := disclosure.Proposal{What: disclosure.ProposesPolicy, Clause: p.Name, Reason: cmd.Reason}
		why := "by the policy " + p.Name + " something may be published sooner, which takes two people"
		if e.Detail.CoApprover, err = d.CoApprover(proposal, why); err != nil || e.Detail.CoApprover == "" {
			return err
		}
	}
	d.Emit(e)
	return nil
}

// Sooner reports whether an event would let something be published sooner, as the clocks are dated. It may, where the dates are not
// known.
func Sooner(d *command.Frame, change disclosure.Event) bool {
	change.Seq, change.At = d.Case.Version+1, d.Now()
	was, err := clock.Deadlines(d.Case, d.Env.Clock())
	if err != nil {
		return true
	}
	then, err := clock.Deadlines(disclosure.Apply(d.Case, change), d.Env.Clock())
	if err != nil {
		return true
	}
	before, after := clock.PublishDates(was), clock.PublishDates(then)
	opens := func(old, renewed civil.When) bool {
		return !renewed.IsZero() && (old.IsZero() || renewed.Compare(old) < 0)
	}
	// The date of a full publication holds back what a closure would free: without one, nothing does.
	frees := !before.Full.IsZero() && (after.Full.IsZero() || after.Full.Compare(before.Full) < 0)
	return frees || opens(before.Stub, after.Stub) || opens(before.Limited, after.Limited)
}
