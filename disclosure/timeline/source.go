package timeline

import (
	"slices"

	"daylight/disclosure"
)

// OfTheSource reports whether a contradiction is that of a source: a public row has a date or an order which somebody else gives and
// which does not fit the rest. What we observed, did or typed ourselves is ours to correct.
func (t *Timeline) OfTheSource(f Finding) bool {
	switch {
	case f.Level != LintError:
		return false
	case f.Rule != RuleBeforeItsCause && f.Rule != RuleClosedBeforeDiscovered && f.Rule != RuleUntilBeforeAt:
		return false // a fact that lies in the future is nobody's contradiction
	}
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Seq == f.Seq })
	return i >= 0 && t.Rows[i].Visibility == disclosure.Public && othersSay(t.Rows[i].Source)
}

// Contradicts reports whether a row contradicts the rest by the word of its source.
func (t *Timeline) Contradicts(seq int) bool {
	return slices.ContainsFunc(t.Lint, func(f Finding) bool { return f.Seq == seq && t.OfTheSource(f) })
}

// othersSay reports whether a source is somebody else than the team. A source that is not known is taken for the team.
func othersSay(s disclosure.Source) bool {
	switch s {
	case disclosure.SourceVendorMail, disclosure.SourceIssue, disclosure.SourceChat, disclosure.SourcePress, disclosure.SourceImport:
		return true
	case disclosure.SourceOwnProbe, disclosure.SourceOwnMail, disclosure.SourcePerson, disclosure.SourceSystem:
		return false
	default:
		return false
	}
}
