package exposure

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/observed"
)

// Attest puts on record that somebody looked at an asset and found it closed. The first person proposes, the second has looked too.
// It is more than a claim, because two of us saw it, and less than a proof, because no probe did: the asset becomes attested, never
// closed, and a probe that finds it open opens it again.
type Attest struct {
	Asset  string
	Closed bool       // what they found: only a closure is attested, and what is open a probe shows
	Seen   string     // what they saw, in words
	At     civil.When // when they looked; zero is now. The closure has the date of the first of the two
}

// Rule implements [command.Command].
func (Attest) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, CoApproval: command.CoApprovalAlways}
}

// Decide implements [command.Command].
func (cmd Attest) Decide(d *command.Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	seen, at := strings.TrimSpace(cmd.Seen), cmd.At
	if at.IsZero() {
		at = civil.At(d.Env.Now.UTC())
	}
	switch {
	case !ok:
		return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	case !cmd.Closed:
		return fault.Errorf(fault.Invalid, "say that you found it closed: only a closure is attested, and what is open a probe shows")
	case seen == "":
		return fault.Errorf(fault.Invalid, "write what you saw: what you opened, and what it answered")
	case a.Closure.Verified:
		return fault.Errorf(fault.Conflict, "%s was closed by our own probes on %s: there is nothing to attest", a.ID, a.Closure.At)
	case a.Exposure == disclosure.ExposureAttested:
		return fault.Errorf(fault.Conflict, "%s was already attested by %s", a.ID, a.AttestedBy)
	case a.Last.Verdict == observed.Open, at.SurelyBefore(a.LastOpen()):
		return fault.Errorf(fault.Conflict, "a probe of ours saw %s open, and nothing since says otherwise", a.ID).With(hint.ToAsk(d.Case.ID, &a))
	case civil.At(d.Env.Now).SurelyBefore(at):
		return fault.Errorf(fault.Invalid, "this is in the future: nobody has looked yet")
	}
	p := disclosure.Proposal{What: disclosure.ProposesAttest, Clause: a.ID, Due: at, Reason: seen}
	if first, ok := cmd.proposed(d, a.ID); ok {
		p.Due, at = first.Due, first.Due
		if at.IsZero() { // an older proposal does not say when they looked: not later than when they said so
			at = civil.At(first.At)
		}
	}
	coApprover, err := d.CoApprover(p, "what a person saw takes two who looked")
	if err != nil || coApprover == "" {
		return err
	}
	// The date is that of a report of ours; the state says how much it is worth.
	d.Emit(disclosure.Event{
		Kind: disclosure.KindClosed, At: at, Source: disclosure.SourcePerson, Ref: a.ID,
		Text: a.ID + " was found closed by eye", Detail: disclosure.Detail{AssetID: a.ID},
	})
	d.Emit(disclosure.Event{
		Kind: disclosure.KindAttested, At: at, Source: disclosure.SourcePerson, Ref: a.ID, Text: a.ID + ": " + seen,
		Detail: disclosure.Detail{AssetID: a.ID, CoApprover: coApprover},
	})
	return nil
}

// proposed is the open proposal that a word about an asset agrees to: the one with its date, else the newest of somebody else. Who
// says again what they proposed, without another date, means the same look.
func (cmd Attest) proposed(d *command.Frame, asset string) (found disclosure.Proposal, ok bool) {
	for _, p := range d.Case.OpenProposals(d.Env.Now) {
		switch {
		case p.What != disclosure.ProposesAttest || p.Clause != asset:
		case !cmd.At.IsZero() && p.Due == cmd.At:
			return p, true
		case cmd.At.IsZero() || !d.SameAs(p.First()):
			found, ok = p, true
		}
	}
	return found, ok
}
