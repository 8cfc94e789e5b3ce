package gate

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// secondPerson checks whether somebody other than the author has read and approved exactly these files. Nothing else can
// replace this check: an empty name does not count, and neither does the engine.
func (in *Input) secondPerson() Check {
	const c = check(CheckSecondPerson)
	if strings.TrimSpace(in.Case.Author) == "" {
		return c.fail("the author of the case is not on record, so it cannot be checked that somebody else approved")
	}
	if person.Same(in.Case.Author, disclosure.Engine().Name) {
		return in.twoApprovers()
	}
	for _, who := range in.approvers() {
		if in.isSecondPerson(who) {
			return c.pass("approved by %s; the case was recorded by %s", who, in.Case.Author)
		}
	}
	if len(in.approvers()) > 0 {
		return c.fail("approved by %s only, who recorded the case: a second person has to approve", in.approvers()[0]).with(hint.ToApprovePublication(in.Case.ID))
	}
	return c.fail("nobody has approved exactly these files: somebody other than %s has to", in.Case.Author).with(hint.ToApprovePublication(in.Case.ID))
}

// twoApprovers asks for the approvals of two people where Daylight itself recorded the case: it is no person.
func (in *Input) twoApprovers() Check {
	const c = check(CheckSecondPerson)
	var people []string
	for _, who := range in.approvers() {
		if in.isSecondPerson(who) && !slices.ContainsFunc(people, func(other string) bool { return person.Same(who, other) }) {
			people = append(people, who)
		}
	}
	if len(people) < 2 {
		return c.fail("Daylight recorded the case, so that two people have to approve exactly these files, and %s", howMany(people)).
			with(hint.ToApprovePublication(in.Case.ID))
	}
	return c.pass("approved by %s and %s; Daylight recorded the case", people[0], people[1])
}

func howMany(people []string) string {
	if len(people) == 0 {
		return "nobody has"
	}
	return "only " + people[0] + " has"
}

func (in *Input) isSecondPerson(who string) bool {
	return strings.TrimSpace(who) != "" && !person.Same(who, in.Case.Author) && !person.Same(who, disclosure.Engine().Name)
}

// approvers returns who approves now or has approved exactly these files.
func (in *Input) approvers() []string {
	var out []string
	if strings.TrimSpace(in.Approver) != "" {
		out = append(out, in.Approver)
	}
	for _, k := range in.Case.Approvals {
		if in.Digest != "" && k.Mode == in.Mode && k.Lang == in.Lang && k.Digest == in.Digest {
			out = append(out, k.By)
		}
	}
	return out
}

// approvalCurrent asks whether what was approved is what would go out. Any later change voids an approval.
func (in *Input) approvalCurrent() Check {
	const c = check(CheckApprovalCurrent)
	if in.Digest == "" {
		return c.fail("the files have no digest, so no approval can be bound to them")
	}
	if who := in.approvers(); len(who) > 0 {
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
