package command

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// CoApprover returns who proposed a decision that the actor now approves as the second person. If nobody has proposed it
// yet, it records the actor's proposal and returns "".
func (d *Frame) CoApprover(p disclosure.Proposal, why string) (string, error) {
	p.By, p.At = d.Env.Actor.Name, d.Env.Now.UTC()
	for _, old := range d.Case.OpenProposals(d.Env.Now) {
		if !old.SameDecision(&p) {
			continue
		}
		if disclosure.SamePerson(old.By, p.By) {
			return "", fault.Errorf(fault.Refused, "%s already proposed this; %s, so somebody else has to approve it", p.By, why)
		}
		return old.By, nil
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindProposed, Ref: p.Clause, Text: "proposed by " + p.By + ", waits for a second person: " + p.String(),
		Detail: disclosure.Detail{Proposal: &p},
	})
	return "", nil
}
