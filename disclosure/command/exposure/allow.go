package exposure

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// AllowProbe allows the probes of an asset that needs the approval of two people. The first person proposes, the second
// approves.
type AllowProbe struct {
	Asset  string
	Reason string
}

// Rule implements [command.Command].
func (AllowProbe) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalAlways}
}

// Decide implements [command.Command].
func (cmd AllowProbe) Decide(d *command.Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	switch {
	case !ok:
		return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	case !d.Env.Rules.Probing.Consent.Needed(a.Kind):
		return fault.Errorf(fault.Conflict, "%s needs no approval: %s is probed on the schedule", a.ID, a.Kind)
	case a.AllowedBy != "":
		return fault.Errorf(fault.Conflict, "%s was already allowed by %s", a.ID, a.AllowedBy)
	}
	p := disclosure.Proposal{What: disclosure.ProposesProbe, Clause: a.ID, Reason: cmd.Reason}
	coApprover, err := d.CoApprover(p, "this kind of probe needs the approval of two people")
	if err != nil || coApprover == "" {
		return err
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindProbeAllowed, Ref: a.ID, Text: a.ID + " may be probed: " + a.Kind + " " + a.Target,
		Detail: disclosure.Detail{AssetID: a.ID, CoApprover: coApprover},
	})
	if fresh, ok := d.Case.Asset(a.ID); ok && MayProbe(d, &fresh) == nil {
		ProbeNow(d, &fresh, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: d.Env.Actor.Name})
	}
	return nil
}
