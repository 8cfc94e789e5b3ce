package disclosure

import (
	"slices"
	"time"
)

// Proposal is one person's word for what two have to decide.
type Proposal struct {
	What   ProposalKind `json:"what"`
	Clause string       `json:"clause,omitempty"`
	Due    When         `json:"due,omitzero"`
	Party  Role         `json:"party,omitempty"`
	Name   string       `json:"name,omitempty"`
	Reason string       `json:"reason,omitempty"`
	By     string       `json:"by"`
	At     time.Time    `json:"at"` // UTC
}

// ProposalKind says what is proposed.
type ProposalKind string

// What takes two people.
const (
	ProposesExtension ProposalKind = "extension"    // beyond what the policy lets one person grant
	ProposesAware     ProposalKind = "deemed_aware" // that a silent party counts as told
	ProposesProbe     ProposalKind = "probe"        // that an asset may be asked in a way that takes two
)

// proposalLasts is how long a proposal waits for its second person. What was meant a week ago may not be meant today.
const proposalLasts = 7 * 24 * time.Hour

// same reports whether two proposals are about the same decision. The reason is each person's own.
func (p *Proposal) same(o *Proposal) bool {
	return p.What == o.What && p.Clause == o.Clause && p.Due == o.Due && p.Party == o.Party && p.Name == o.Name
}

// Waiting returns the proposals that still wait for a second person.
func (c *Case) Waiting(now time.Time) []Proposal {
	var out []Proposal
	for _, p := range c.Proposals {
		if now.Sub(p.At) < proposalLasts {
			out = append(out, p)
		}
	}
	return out
}

// CoApprover returns the first person of a decision that the actor is the second one of. If nobody proposed it yet, the
// actor's word becomes the proposal and the answer is "".
func (d *Frame) CoApprover(p Proposal, why string) (string, error) {
	p.By, p.At = d.Env.Actor.Name, d.Env.Now.UTC()
	for _, old := range d.Case.Waiting(d.Env.Now) {
		if !old.same(&p) {
			continue
		}
		if samePerson(old.By, p.By) {
			return "", Errorf(Refused, "%s proposed this already; %s, so somebody else has to say the same", p.By, why)
		}
		return old.By, nil
	}
	d.Emit(Event{
		Kind: KindNote, Ref: p.Clause, Text: "proposed by " + p.By + ", waits for a second person: " + p.String(),
		Detail: Detail{Proposal: &p},
	})
	return "", nil
}

// String says what is proposed.
func (p *Proposal) String() string {
	switch p.What {
	case ProposesExtension:
		return p.Clause + " extended to " + p.Due.String() + " (" + p.Reason + ")"
	case ProposesAware:
		return whom(p.Party, p.Name) + " counts as aware"
	case ProposesProbe:
		return p.Clause + " may be asked"
	default:
		return string(p.What)
	}
}

// applyProposal keeps a proposal, newest last, instead of an older one about the same.
func (c *Case) applyProposal(p Proposal) {
	c.Proposals = slices.DeleteFunc(c.Proposals, func(old Proposal) bool { return old.same(&p) })
	c.Proposals = append(c.Proposals, p)
}

// settleProposals drops the proposals that an event with a second person decided.
func (c *Case) settleProposals(e *Event) {
	if e.Detail.Second == "" {
		return
	}
	c.Proposals = slices.DeleteFunc(c.Proposals, func(p Proposal) bool {
		switch p.What {
		case ProposesExtension:
			return e.Kind == KindExtensionGranted && e.Detail.Clock != nil && p.Clause == e.Detail.Clock.Clause
		case ProposesAware:
			return e.Kind == KindDeemedAware && p.Party == e.Party
		case ProposesProbe:
			return e.Detail.Reason == reasonAllow && p.Clause == e.Detail.AssetID
		default:
			return false
		}
	})
}
