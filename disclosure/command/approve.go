package command

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// CoApprover returns who proposed a decision that the actor now approves as the second person. If nobody has proposed it
// yet, it records the actor's proposal and returns "". Where the rules let one person decide, that is the actor.
func (d *Frame) CoApprover(p disclosure.Proposal, why string) (string, error) {
	p.By, p.Hand, p.At = d.Env.Actor.Name, d.Env.Actor.Hand, d.Env.Now.UTC()
	of := p.Decision(d.Case.ID)
	if d.Env.Rules.Solo {
		return d.Env.Actor.Name, d.Second(p.First(), of, why)
	}
	for _, old := range d.Case.OpenProposals(d.Env.Now) {
		if !old.SameDecision(&p) || !old.First().Proven() { // what a mere name proposed is proposed anew
			continue
		}
		if err := d.Second(old.First(), of, fmt.Sprintf("%s already proposed this; %s, so somebody else has to approve it", old.By, why)); err != nil {
			return "", err
		}
		return old.By, nil
	}
	if err := d.Known(of, why); err != nil {
		return "", err
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindProposed, Ref: p.Clause, Text: "proposed by " + p.By + ", waits for a second person: " + p.String(),
		Detail: disclosure.Detail{Proposal: &p},
	})
	return "", nil
}

// Second refuses an actor who cannot be the second person to the first one. Why says what takes two people. A key approves
// only what was signed with it. Where the rules let one person decide, the actor has to be known, and what is emitted next
// says that it was one person.
func (d *Frame) Second(first person.Person, of person.Decision, why string) error {
	who := d.Env.Actor
	if d.Env.Rules.Solo {
		if err := d.Known(of, "one person decides here"); err != nil {
			return err
		}
		d.alone = true
		return nil
	}
	prove := hint.ToProveApproval(of)
	switch {
	case person.Same(who.Name, first.Name):
		return fault.Errorf(fault.Refused, "%s", why).With(prove)
	case d.asks(of): // whether it is shown who they are is not known yet
		return nil
	case !first.Proven():
		return fault.Errorf(fault.Refused, "%s, and nothing shows that the first was %s: somebody who is known has to begin it anew", why, first.Name)
	case who.Hand.Proof == person.ByKey && who.Signed != of:
		return fault.Errorf(fault.Refused, "what %s signed is something else than %s of %s", who.Name, of.What, of.Case).With(prove)
	case !who.Person().Second(first):
		return fault.Errorf(fault.Refused, "%s; it is not shown that %s is somebody else than %s", why, who.Name, first.Name).With(prove)
	case who.Pending != "":
		return fault.Errorf(fault.Refused, "%s; %s", why, who.Pending).With(hint.ToAcceptPerson(who.Name))
	}
	return nil
}

// Known refuses an actor who is only a name that somebody gave. Why says what needs a person. A key shows who it is only for
// what was signed with it.
func (d *Frame) Known(of person.Decision, why string) error {
	who := d.Env.Actor
	if d.asks(of) {
		return nil
	}
	if who.Hand.Proof == person.ByKey && (of == (person.Decision{}) || who.Signed != of) || !who.Person().Proven() {
		return fault.Errorf(fault.Refused, "%s, and %q is a name that anybody could have typed", why, who.Name).With(hint.ToBeKnown())
	}
	return nil
}

// Alone reports whether [Frame.Second] passed because the rules let one person decide.
func (d *Frame) Alone() bool { return d.alone }

// SameAs reports whether the actor goes by the name of somebody.
func (d *Frame) SameAs(p person.Person) bool { return person.Same(d.Env.Actor.Name, p.Name) }

// IsSecond reports whether the actor is shown to be a second person to the first one, whatever the rules ask for.
func (d *Frame) IsSecond(first person.Person, of person.Decision) bool {
	who := d.Env.Actor
	return first.Proven() && who.Pending == "" && who.Person().Second(first) && (who.Hand.Proof != person.ByKey || who.Signed == of)
}
