package agenda

import (
	"slices"

	"daylight/disclosure"
)

// legal adds a legal threat after which nobody has cleared publishing. The rest of the work stops by itself, so nothing else
// would remind of it.
func (a *collector) legal() {
	if !a.c.UnderThreat() {
		return
	}
	item := Item{
		What: LegalThreat, Text: "clear publishing after the legal threat, or wait", Ref: "legal", need: disclosure.Lead,
		Because: "threatened on " + a.c.Threatened.String() + ": nothing is written by itself, and publishing takes the counsel or two leads",
		Who:     union(a.rules.leads("", a.c.Author), a.rules.counsel()),
	}
	for i := range a.c.Proposals {
		if p := &a.c.Proposals[i]; p.What == disclosure.ProposesClearance {
			item.Recorded = p.At
		}
	}
	a.add(item)
}

// counsel returns the people who give legal advice.
func (r *Rules) counsel() []string {
	var names []string
	for _, p := range r.Staff {
		if p.Counsel {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return names
}
