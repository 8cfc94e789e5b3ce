package manuscript

import "slices"

// Override is the decision of two people that one finding of the gate does not stop the pages of a case. It holds for exactly
// that finding: another value, or the same value under another check, is another finding.
type Override struct {
	Check   string   `json:"check"`           // name of the check of the gate
	Finding string   `json:"finding"`         // digest of the finding
	Found   string   `json:"found"`           // what was found, in words; values are masked
	Place   string   `json:"place,omitempty"` // file and line where it was seen when it was decided on
	Why     Why      `json:"why"`
	Reason  string   `json:"reason"`        // in the words of who proposed it, for the team alone
	By      []string `json:"by,omitempty"`  // who decided
	Seq     int      `json:"seq,omitempty"` // of the event
}

// Why says why a finding stops no page.
type Why string

// Why a finding stops no page.
const (
	FalseAlarm Why = "false_alarm" // it is not what the check takes it for
	OnPurpose  Why = "on_purpose"  // it is, and it stays: readers are told so
)

// Valid reports whether it is one of the two.
func (w Why) Valid() bool { return w == FalseAlarm || w == OnPurpose }

// Override returns the decision on a finding. It is false for one that nobody decided on, and for a finding without a digest.
func (m Manuscript) Override(finding string) (Override, bool) {
	i := slices.IndexFunc(m.Overrides, func(o Override) bool { return finding != "" && o.Finding == finding })
	if i < 0 {
		return Override{}, false
	}
	return m.Overrides[i], true
}

// Decided is the manuscript after the event with the number seq, which carries an override or takes one back.
func (m Manuscript) Decided(seq int, o *Override, lifted bool) Manuscript {
	if o == nil || o.Finding == "" {
		return m
	}
	m.Overrides = slices.DeleteFunc(slices.Clone(m.Overrides), func(old Override) bool { return old.Finding == o.Finding })
	if !lifted {
		kept := *o
		kept.Seq = seq
		m.Overrides = append(m.Overrides, kept)
	}
	return m
}
