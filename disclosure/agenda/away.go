package agenda

import (
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// Away is an absence: from a moment on, until a moment that is outside, in UTC. What waits for somebody who is away passes on once it
// has waited for so long.
type Away struct {
	From, Until time.Time
	After       time.Duration
	Last        string // the last day of the absence, as people read it
}

// passOn gives an item to the next lead where everybody who should do it is away and it has waited for long enough. Who passes it
// on is said with it. Without a lead who is here it stays where it was.
//
// Of a restricted case only who may see it is asked.
func (r *Rules) passOn(i *Item, c *disclosure.Case) {
	if len(i.Who) == 0 || len(r.Away) == 0 {
		return
	}
	var gone []string
	for _, name := range i.Who {
		away, ok := r.awayNow(name)
		if !ok || r.Now.Sub(latest(i.Recorded, away.From)) < away.After {
			return // somebody is here, or it has not waited for long
		}
		gone = append(gone, name+" is away until "+away.Last)
	}
	for _, p := range r.Staff {
		if !p.Role.AtLeast(disclosure.Lead) || !c.VisibleTo(person.ReaderNamed(p.Name)) || i.Except != "" && person.Same(p.Name, i.Except) {
			continue
		}
		if _, away := r.awayNow(p.Name); away || slices.ContainsFunc(i.Who, func(n string) bool { return person.Same(n, p.Name) }) {
			continue
		}
		i.Who, i.Passed = []string{p.Name}, "passed on to "+p.Name+": "+strings.Join(gone, ", ")
		return
	}
	i.Passed = strings.Join(gone, ", ") + ", and no other lead is here"
}

// awayNow is the absence of a person that lasts.
func (r *Rules) awayNow(name string) (Away, bool) {
	for who, a := range r.Away {
		if person.Same(who, name) && !r.Now.Before(a.From) && r.Now.Before(a.Until) {
			return a, true
		}
	}
	return Away{}, false
}

// standIns adds to the recipients of a word to the team the next lead who is here, where all of them are away.
func (r *Rules) standIns(to []string, c *disclosure.Case) []string {
	i := Item{Who: to}
	for _, name := range to {
		if a, ok := r.awayNow(name); !ok || a.After > r.Now.Sub(a.From) {
			return to
		}
	}
	r.passOn(&i, c)
	return union(to, i.Who)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
