package deadline

import (
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// WaiveClock waives a clause for the current episode.
type WaiveClock struct{ Clause, Reason string }

// Rule implements [command.Command].
func (WaiveClock) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide waives a clause for this episode: what it requires will not be done, and a person gives the reason.
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
	d.Emit(disclosure.Event{
		Kind: disclosure.KindClauseWaived, Ref: cmd.Clause, Text: "given up: " + cmd.Clause + ", " + cmd.Reason,
		Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: cmd.Clause, Reason: cmd.Reason}, Waived: true},
	})
	return nil
}

// UsePolicy lets the case follow another policy.
type UsePolicy struct{ Name, Reason string }

// Rule implements [command.Command].
func (UsePolicy) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide lets a case follow another policy from here on. Its past is judged by it too, so the reason is kept.
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
	d.Emit(disclosure.Event{
		Kind: disclosure.KindPolicyChanged, Text: "follows the policy " + p.Name + ": " + cmd.Reason, Ref: p.Name, Detail: disclosure.Detail{Policy: &ref},
	})
	return nil
}
