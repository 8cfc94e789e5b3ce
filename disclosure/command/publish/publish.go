package publish

import (
	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// ApprovePublication is a second person's consent to exactly these files.
type ApprovePublication struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string
}

// Rule implements [command.Command].
func (ApprovePublication) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalAlways}
}

// Decide records a second person's consent to exactly the files with the digest.
func (cmd ApprovePublication) Decide(d *command.Frame) error {
	switch {
	case !cmd.Mode.Valid():
		return fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	case cmd.Digest == "":
		return fault.Errorf(fault.Invalid, "an approval needs the digest of the files")
	}
	return cmd.decide(d, "")
}

// decide is the consent of the actor. by says where they gave it, besides what shows who they are.
func (cmd ApprovePublication) decide(d *command.Frame, by string) error {
	consent := disclosure.Consent{By: d.Env.Actor.Name, Hand: d.Env.Actor.Hand, Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest}
	if err := maySecond(d, consent); err != nil {
		return err
	}
	if err := seen(d, consent); err != nil {
		return err
	}
	consent.Solo = d.Alone()
	d.Emit(disclosure.Event{
		Kind: disclosure.KindPublishApproved, Text: string(cmd.Mode) + " writeup in " + cmd.Lang + " approved", Ref: cmd.Digest,
		Detail: disclosure.Detail{Consent: &consent, Reason: by},
	})
	return nil
}

// maySecond refuses who cannot be the second person. Where nothing shows who recorded the case, the first one to approve the
// files stands in for them.
func maySecond(d *command.Frame, of disclosure.Consent) error {
	first := gate.FirstOf(d.Case, of)
	what := of.Decision(d.Case.ID)
	if first == (person.Person{}) && !d.Env.Rules.Solo {
		return d.Known(what, "a publication takes two people")
	}
	why := first.Name + " recorded the case: a publication needs the approval of a second person"
	if first != d.Case.By() {
		why = first.Name + " approved it already: a publication needs the approval of a second person"
	}
	return d.Second(first, what, why)
}

// Publish says that the writeup is out. Checks are those of the gate, all passed.
type Publish struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string
	Where  string
	Checks []gate.Check
}

// Rule implements [command.Command].
func (Publish) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalAlways}
}

// allowed returns the consent by which a writeup may go out. The gate was asked by the caller; what a decision can see for itself is
// checked once more, so that no path leads around it.
func (cmd Publish) allowed(d *command.Frame) (disclosure.Consent, error) {
	var none disclosure.Consent
	if !cmd.Mode.Valid() {
		return none, fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	}
	if d.Case.Rehearsal {
		return none, fault.Errorf(fault.Refused, "%s was recorded in a rehearsal: nothing of it is ever published", d.Case.ID)
	}
	if !gate.Passed(cmd.Checks) {
		return none, fault.Errorf(fault.Refused, "the publication gate has not passed: look at its checks").With(hint.ToSeeGate(d.Case.ID))
	}
	if err := cmd.ripe(d); err != nil {
		return none, err
	}
	ok, approved := gate.Approval(d.Case, disclosure.Consent{Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest}, d.Env.Rules.Solo)
	if !approved && d.Env.Rules.Solo {
		return none, fault.Errorf(fault.Refused, "nobody has approved exactly these files").With(hint.ToApproveAlone(d.Case.ID, cmd.Mode, cmd.Lang))
	}
	if !approved {
		return none, fault.Errorf(fault.Refused, "nobody has approved exactly these files: a second person has to").
			With(hint.ToApprovePublication(d.Case.ID))
	}
	if err := d.Known(person.Decision{}, "publishing takes a person"); err != nil {
		return none, err
	}
	consent := ok.Consent
	consent.Solo = ok.First == (person.Person{})
	return consent, nil
}

// ripe refuses a page that may not go out yet, whoever approved it.
func (cmd Publish) ripe(d *command.Frame) error {
	if cmd.Mode == disclosure.Full && !d.Case.AllClosed() {
		return fault.Errorf(fault.Refused, "%s is not closed by our own probes, which a full writeup requires; "+
			"after the deadline a limited one is possible", d.Case.ID)
	}
	if cmd.Mode == disclosure.Limited && !d.Case.AllClosed() && !gate.TakesBack(d.Case, cmd.Mode) {
		switch k, err := clock.PermitForGate(d.Case, d.Env.Clock(), disclosure.DuePublishLimited); {
		case k.Reached:
		case k.OnWord():
			return fault.Errorf(fault.Refused, "%s is still open, and its deadline of %s rests on what one person typed or a file brought", d.Case.ID, k.Due).
				With(hint.ToConfirmHistory(d.Case.ID))
		default:
			return fault.Errorf(fault.Refused, "%s is still open and its deadline has not passed: %s", d.Case.ID, k.Because).With(fault.HintOf(err))
		}
	}
	if !d.Case.Embargo.IsZero() && !clock.ProvenExploited(d.Case) && !d.Case.Embargo.Passed(d.Env.Now, d.Env.Rules.Zone()) {
		return fault.Errorf(fault.Refused, "the embargo lasts until %s", d.Case.Embargo)
	}
	if d.Case.UnderThreat() {
		return fault.Errorf(fault.Refused, "a legal threat of %s is on record: the counsel or two leads have to clear a publication", d.Case.Threatened).
			With(hint.ToClearLegal(d.Case.ID))
	}
	return nil
}

// Decide records that a writeup is out.
func (cmd Publish) Decide(d *command.Frame) error {
	consent, err := cmd.allowed(d)
	if err != nil {
		return err
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindPublished, At: d.Env.Today().When(), Text: string(cmd.Mode) + " writeup", Ref: cmd.Where,
		Detail: disclosure.Detail{Consent: &consent},
	})
	return nil
}
