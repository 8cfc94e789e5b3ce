package gate

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// Approved is the approval on which a publication rests.
type Approved struct {
	Consent disclosure.Consent
	First   person.Person // whose second person approved; nobody where one person was enough
}

// Approval returns the approval of exactly the files of a consent that counts: its person is shown to be somebody else than
// who recorded the case, or, where nothing shows who recorded it, than another person who approved the same files. Solo is
// the rule by which one person is enough, if it is shown who that is.
func Approval(c *disclosure.Case, of disclosure.Consent, solo bool) (Approved, bool) {
	given := approvals(c, of)
	people := []person.Person{c.By()}
	if draftedForTwo(c, of) {
		people = nil
	}
	for _, k := range given {
		for _, first := range people {
			if first.Proven() && k.Person().Second(first) {
				return Approved{Consent: k, First: first}, true
			}
		}
		people = append(people, k.Person())
	}
	for _, k := range given {
		if solo && k.Person().Proven() {
			return Approved{Consent: k}, true
		}
	}
	return Approved{}, false
}

// approvals are those of exactly these files, whoever gave them, oldest first. Files without a digest are approved by nobody.
func approvals(c *disclosure.Case, of disclosure.Consent) []disclosure.Consent {
	var out []disclosure.Consent
	for _, k := range c.Approvals {
		if of.Digest != "" && k.Mode == of.Mode && k.Lang == of.Lang && k.Digest == of.Digest {
			out = append(out, k)
		}
	}
	return out
}

// FirstOf is who stands as the first of the two people that a publication takes: who recorded the case, or, where nothing
// shows that, the first one to approve these files. Nobody means that the first is still to come.
func FirstOf(c *disclosure.Case, of disclosure.Consent) person.Person {
	if c.By().Proven() && !draftedForTwo(c, of) {
		return c.By()
	}
	for _, k := range approvals(c, of) {
		if k.Person().Proven() {
			return k.Person()
		}
	}
	return person.Person{}
}

// draftedForTwo reports whether Daylight itself drafted the files: who recorded the case never asked for them, so two people have to
// agree.
func draftedForTwo(c *disclosure.Case, of disclosure.Consent) bool {
	return of.Digest != "" && slices.ContainsFunc(c.Proposals, func(p disclosure.Proposal) bool {
		return p.What == disclosure.ProposesPublication && p.Files != "" && p.Name == of.Digest
	})
}

func (in *Input) consent() disclosure.Consent {
	return disclosure.Consent{Mode: in.Mode, Lang: in.Lang, Digest: in.Digest}
}

// secondPerson checks whether a second person has read and approved exactly these files. Nothing else can replace this check:
// a name in a call does not count, and neither does the engine.
func (in *Input) secondPerson() Check {
	const c = check(CheckSecondPerson)
	if strings.TrimSpace(in.Case.Author) == "" {
		return c.fail("the author of the case is not on record, so it cannot be checked that somebody else approved")
	}
	if ok, yes := Approval(in.Case, in.consent(), in.Rules.Solo); yes {
		if ok.First == (person.Person{}) {
			return c.pass("approved by one person, %s: the rules of the team let one person decide", ok.Consent.Person().Did())
		}
		if ok.First == in.Case.By() {
			return c.pass("approved %s; the case was recorded %s", ok.Consent.Person().Did(), ok.First.Did())
		}
		return c.pass("approved %s, and %s", ok.First.Did(), ok.Consent.Person().Did())
	}
	approve := hint.ToApprovePublication(in.Case.ID)
	if given := approvals(in.Case, in.consent()); len(given) > 0 && draftedForTwo(in.Case, in.consent()) {
		return c.fail("Daylight drafted these files, so two people have to approve them: so far they were approved %s", given[0].Person().Did()).with(approve)
	}
	if given := approvals(in.Case, in.consent()); len(given) > 0 {
		return c.fail("approved %s only, which is not shown to be a second person", given[0].Person().Did()).with(approve)
	}
	if in.Rules.Solo {
		return c.fail("nobody has approved exactly these files").with(hint.ToApproveAlone(in.Case.ID, in.Mode, in.Lang))
	}
	return c.fail("nobody has approved exactly these files: somebody other than %s has to", in.Case.Author).with(approve)
}

// approvalCurrent asks whether what was approved is what would go out. Any later change voids an approval.
func (in *Input) approvalCurrent() Check {
	const c = check(CheckApprovalCurrent)
	if in.Digest == "" {
		return c.fail("the files have no digest, so no approval can be bound to them")
	}
	if len(approvals(in.Case, in.consent())) > 0 {
		return c.pass("the approval is for exactly these files (%.12s)", in.Digest)
	}
	var newest *disclosure.Consent
	for i := range in.Case.Approvals {
		if k := &in.Case.Approvals[i]; k.Mode == in.Mode && k.Lang == in.Lang {
			newest = k
		}
	}
	if newest == nil {
		return c.fail("there is no approval of the %s writeup in %q yet", in.Mode, in.Lang)
	}
	return c.fail("the files changed after %s approved them: they need a new approval", newest.By)
}
