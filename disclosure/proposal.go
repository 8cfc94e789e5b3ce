package disclosure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/change"
	"daylight/disclosure/civil"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
)

// PartyLabel names a party as people call it.
func PartyLabel(role Role, name string) string {
	text := strings.ReplaceAll(string(role), "_", " ")
	if role == "" {
		text = string(Vendor)
	}
	if name != "" {
		text += " " + name
	}
	return text
}

// Proposal is one person's approval of what two people have to decide.
type Proposal struct {
	What    ProposalKind `json:"what"`
	Clause  string       `json:"clause,omitempty"`
	Due     civil.When   `json:"due,omitzero"`
	Party   Role         `json:"party,omitempty"`
	Name    string       `json:"name,omitempty"`
	Reason  string       `json:"reason,omitempty"`
	Channel Channel      `json:"channel,omitempty"`
	By      string       `json:"by"`
	Hand    person.Hand  `json:"hand,omitzero"`   // of who proposed it
	At      time.Time    `json:"at"`              // UTC
	Files   BlobRef      `json:"files,omitempty"` // of a publication that Daylight itself drafted: it waits for two people

	Override *manuscript.Override `json:"override,omitempty"` // what an override states
}

// First is who proposed it, as the first of two people. Older records keep the name alone.
func (p *Proposal) First() person.Person { return person.Person{Name: p.By, Hand: p.Hand} }

// ProposalKind says what is proposed.
type ProposalKind string

// What takes two people.
const (
	ProposesExtension ProposalKind = "extension"    // beyond what the policy lets one person grant
	ProposesAware     ProposalKind = "deemed_aware" // that a silent party is presumed to know
	ProposesProbe     ProposalKind = "probe"        // that an asset may be probed in a way that needs two people
	ProposesDate      ProposalKind = "date"         // a date that is sooner, past, or of a clause that has ended
	ProposesWaiver    ProposalKind = "waiver"       // that a clause is given up
	ProposesPolicy    ProposalKind = "policy"       // another policy, by which something may be published sooner
	ProposesHistory   ProposalKind = "history"      // that what was typed or imported is true
	ProposesMessage   ProposalKind = "message"      // that a message goes out which Daylight itself drafted
	ProposesClearance ProposalKind = "clearance"    // that publishing is cleared after a legal threat
	ProposesReaders   ProposalKind = "readers"      // to whom a case is restricted
	ProposesEmbargo   ProposalKind = "embargo"      // that an embargo ends earlier
	ProposesAttest    ProposalKind = "attest"       // that somebody looked and found an asset closed
	ProposesDrop      ProposalKind = "drop_asset"   // that an asset of which something is on record is none of this case
	ProposesOverride  ProposalKind = "override"     // that a finding of the gate, Name, stops no page: Clause is why
	ProposesBaring    ProposalKind = "unprotect"    // that a protected word, Name, is not protected any more
	// ProposesPublication is that exactly these files go out: Clause is form and language, Name their digest.
	ProposesPublication ProposalKind = "publication"
)

// proposalLasts is how long a proposal waits for its second person. Somebody who proposed it a week ago may no longer want it.
const proposalLasts = 7 * 24 * time.Hour

// SameDecision reports whether two proposals are about the same decision. Their reasons may differ, and a draft of Daylight takes
// the place of an older one of the same page.
func (p *Proposal) SameDecision(o *Proposal) bool {
	return p.What == o.What && p.Clause == o.Clause && p.Due == o.Due && p.Party == o.Party && (p.Name == o.Name || p.Files != "" && o.Files != "") && p.Channel == o.Channel
}

// OpenProposals returns the proposals that still wait for a second person.
func (c *Case) OpenProposals(now time.Time) []Proposal {
	var out []Proposal
	for _, p := range c.Proposals {
		if now.Sub(p.At) < proposalLasts || p.Files != "" { // a draft that is stored waits
			out = append(out, p)
		}
	}
	return out
}

// Decision is what is proposed, for whoever approves it: all of it but the reason, who proposed it and when.
func (p *Proposal) Decision(id CaseID) person.Decision {
	return person.Decision{Case: string(id), What: string(p.What), Digest: person.Digest(Proposal{
		What: p.What, Clause: p.Clause, Due: p.Due, Party: p.Party, Name: p.Name, Channel: p.Channel, Override: p.Override,
	})}
}

// String says what is proposed.
func (p *Proposal) String() string {
	switch p.What {
	case ProposesExtension:
		return p.Clause + " extended to " + p.Due.String() + " (" + p.Reason + ")"
	case ProposesAware:
		return PartyLabel(p.Party, p.Name) + " is presumed to know"
	case ProposesProbe:
		return p.Clause + " may be probed"
	case ProposesDate:
		return p.Clause + " set to " + p.Due.String() + p.because()
	case ProposesWaiver:
		return p.Clause + " is given up" + p.because()
	case ProposesPolicy:
		return "the policy " + p.Clause + p.because()
	case ProposesHistory:
		return "what was typed or imported is true"
	case ProposesMessage:
		return "draft " + p.Clause + " goes out"
	case ProposesClearance:
		return "publishing is cleared after the legal threat (" + p.Reason + ")"
	case ProposesReaders:
		if p.Clause == "" {
			return "the case is open to the whole team"
		}
		return "the case is restricted to " + p.Clause
	case ProposesEmbargo:
		return "the embargo ends on " + cmp.Or(p.Due.String(), "the day of this approval") + " (" + p.Reason + ")"
	case ProposesPublication:
		return fmt.Sprintf("the writeup (%s, files %.12s) goes out", p.Clause, p.Name) + p.because()
	case ProposesAttest:
		return strings.TrimSuffix(p.Clause+" was looked at and is closed since "+p.Due.String(), " since ") + p.because()
	case ProposesOverride:
		return p.overrides()
	case ProposesBaring:
		return "the protected word " + p.Name + " is not protected any more" + p.because()
	case ProposesDrop:
		return p.Clause + " goes, and " + cmp.Or(p.Name, "nothing") + " comes instead (" + p.Reason + ")"
	default:
		return string(p.What)
	}
}

// overrides says which finding would stop no page.
func (p *Proposal) overrides() string {
	o := p.Override
	if o == nil {
		return "a finding of the gate stops no page" + p.because()
	}
	said := "is no such thing"
	if o.Why == manuscript.OnPurpose {
		said = "stays on the page on purpose, and readers are told"
	}
	return fmt.Sprintf("what the check %s found (%s) %s (%s)", o.Check, o.Found, said, o.Reason)
}

// because is the reason in brackets, where there is one.
func (p *Proposal) because() string {
	if p.Reason == "" {
		return ""
	}
	return " (" + p.Reason + ")"
}

// applyProposal keeps a proposal, newest last, instead of an older one about the same, or an older draft of the same page.
func (c *Case) applyProposal(p Proposal) {
	c.Proposals = slices.DeleteFunc(c.Proposals, func(old Proposal) bool { return old.SameDecision(&p) })
	c.Proposals = append(c.Proposals, p)
}

// settleProposals drops the proposals that an event with a second person decided.
func (c *Case) settleProposals(e *Event) {
	if k := e.Detail.Consent; e.Kind == KindPublishApproved && k != nil {
		twice := k.Solo || slices.ContainsFunc(c.Approvals, func(old Consent) bool { return old.Digest == k.Digest && old.Seq != e.Seq })
		c.Proposals = slices.DeleteFunc(c.Proposals, func(p Proposal) bool {
			return p.What == ProposesPublication && p.Name == k.Digest && (p.Files == "" || twice)
		})
	}
	if e.Detail.CoApprover == "" {
		return
	}
	c.Proposals = slices.DeleteFunc(c.Proposals, func(p Proposal) bool {
		switch p.What {
		case ProposesExtension:
			return e.Kind == KindExtensionGranted && e.Detail.Clock != nil && p.Clause == e.Detail.Clock.Key()
		case ProposesAware:
			return e.Kind == KindDeemedAware && p.Party == e.Party && p.Name == e.Name
		case ProposesProbe:
			return e.Kind == KindProbeAllowed && p.Clause == e.Detail.AssetID
		case ProposesDate:
			return e.Kind == KindDeadlineSet && e.Detail.Clock != nil && p.Clause == e.Detail.Clock.Key()
		case ProposesWaiver:
			return e.Kind == KindClauseWaived && e.Detail.Clock != nil && p.Clause == e.Detail.Clock.Key()
		case ProposesPolicy:
			return e.Kind == KindPolicyChanged
		case ProposesHistory:
			return e.Kind == KindHistoryConfirmed
		case ProposesMessage:
			return e.Kind == KindApproved && e.Detail.Message != nil && strings.HasPrefix(p.Clause, e.Detail.Message.Draft+" ")
		case ProposesClearance:
			return e.Kind == KindLegalCleared
		case ProposesReaders:
			return e.Kind == KindRestricted
		case ProposesEmbargo:
			_, embargo := e.Detail.Edit.Get(change.Embargo)
			return embargo
		case ProposesAttest:
			return e.Kind == KindAttested && p.Clause == e.Detail.AssetID
		case ProposesOverride:
			return e.Kind == KindCheckOverridden && e.Detail.Override != nil && p.Name == e.Detail.Override.Finding
		case ProposesBaring:
			return e.Kind == KindWordUnprotected && p.Name == e.Ref
		case ProposesDrop:
			return (e.Kind == KindAssetDropped || e.Kind == KindAssetRenamed) && p.Clause == e.Detail.AssetID
		default:
			return false
		}
	})
}
