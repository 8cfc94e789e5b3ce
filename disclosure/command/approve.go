package command

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// CoApprover returns who proposed a decision that the actor now approves as the second person. If nobody has proposed it
// yet, it records the actor's proposal and returns "".
func (d *Frame) CoApprover(p disclosure.Proposal, why string) (string, error) {
	p.By, p.Hand, p.At = d.Env.Actor.Name, d.Env.Actor.Hand, d.Env.Now.UTC()
	for _, old := range d.Case.OpenProposals(d.Env.Now) {
		if !old.SameDecision(&p) {
			continue
		}
		if err := d.Second(old.First(), fmt.Sprintf("%s already proposed this; %s, so somebody else has to approve it", old.By, why)); err != nil {
			return "", err
		}
		return old.By, nil
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindProposed, Ref: p.Clause, Text: "proposed by " + p.By + ", waits for a second person: " + p.String(),
		Detail: disclosure.Detail{Proposal: &p},
	})
	return "", nil
}

// SameAs reports whether the actor goes by the name of somebody.
func (d *Frame) SameAs(p person.Person) bool { return person.Same(d.Env.Actor.Name, p.Name) }

// Second refuses an actor who cannot be the second person to the first one. Why says what takes two people.
func (d *Frame) Second(first person.Person, why string) error {
	if person.Same(d.Env.Actor.Name, first.Name) {
		return fault.Errorf(fault.Refused, "%s", why)
	}
	return nil
}
