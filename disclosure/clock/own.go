package clock

import (
	"slices"

	"daylight/disclosure"
)

// withOwn adds to the clauses of a policy those that only exist because the team set a date for them. Nothing else computes
// such a date.
func withOwn(p Policy, h *Input) Policy {
	known := func(name string) bool {
		return slices.ContainsFunc(p.Clauses, func(c Clause) bool { return c.Name == name })
	}
	shipped := true // the policy's own slice, which is not ours to append to
	for i := range h.Episodes {
		for j := range h.Episodes[i].Moves {
			m := &h.Episodes[i].Moves[j]
			if m.Clause == "" || m.Due.IsZero() || known(m.Clause) {
				continue
			}
			if shipped {
				p.Clauses, shipped = slices.Clone(p.Clauses), false
			}
			p.Clauses = append(p.Clauses, ownClause(m.Clause))
		}
	}
	return p
}

// maxOwnExtension is how far one person may move a date that the team set itself: without a limit that matters.
const maxOwnExtension = 100 * 366

// ownClause returns a clause whose only date is the one that a person set. The one for publication permits what
// the clause of that name permits in a policy; every other one ends with the closure.
func ownClause(name string) Clause {
	c := Clause{Name: name, Due: disclosure.DueOwn, MaxExtension: maxOwnExtension, Pause: PauseAny, Stops: []Stop{StopClosed}, Own: true}
	if name == disclosure.PublicationClause {
		c.Due, c.Stops, c.When = disclosure.DuePublishLimited, nil, []Condition{{Fact: NotFixed}}
	}
	return c
}

// ownDate returns the first date that a person set for the clause in this episode. If there is none, an extension in an
// imported history counts as one.
func (r *clauseEval) ownDate() (DateChange, bool) {
	for _, m := range r.ep.Moves {
		if r.about(&m.Whose, m.Clause) && !m.Due.IsZero() && (m.Set || r.c.Own) {
			return m, true
		}
	}
	return DateChange{}, false
}
