package content

import (
	"slices"

	"daylight/disclosure"
)

// MayOverride reports whether two people may let pages out in spite of a finding of a check: of those that read files alone. What the
// case itself lacks, such as a proof of its closure, is no matter of opinion.
func MayOverride(check string) bool { return slices.Contains(Rules(), Rule(check)) }

// Holds reports whether the word of two people on findings of a check holds for a case now. What leads readers to an asset stays
// where it is until the case is closed, and comes to count again when it is opened again.
func Holds(check string, c *disclosure.Case) bool {
	if !MayOverride(check) {
		return false
	}
	switch Rule(check) {
	case RuleTarget, RuleLink:
		return c.AllClosed()
	case RuleCredential, RuleMail, RulePerson, RuleAddress, RuleProtected:
		return true
	default:
		return false
	}
}

// overridden are the digests of the findings that two people let pass, as far as their word holds.
func overridden(c *disclosure.Case) []string {
	var out []string
	for _, o := range c.Manuscript.Overrides {
		if Holds(o.Check, c) {
			out = append(out, o.Finding)
		}
	}
	return out
}
