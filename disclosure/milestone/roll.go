package milestone

import (
	"strings"

	"daylight/disclosure"
)

// roll lists the parties of a case with what is on record of them, and finds whom an event is about.
type roll struct {
	c       *disclosure.Case
	parties []Party                 // without anything that happened
	index   map[rollKey]int         // of the names as they are written
	sole    map[disclosure.Role]int // the only party of a role; -1 where there are several
}

type rollKey struct {
	role disclosure.Role
	name string
}

// newRoll lists the parties that the case knows and those that its events name.
func newRoll(c *disclosure.Case, events []disclosure.ClockEvent) *roll {
	r := &roll{
		c: c, parties: make([]Party, 0, len(c.Parties)+1),
		index: make(map[rollKey]int, len(c.Parties)+1), sole: make(map[disclosure.Role]int, 4),
	}
	for i := range c.Parties {
		if p := &c.Parties[i]; p.Name != "" {
			at := r.named(p.Role, p.Name)
			r.parties[at].Country = p.Country
		}
	}
	for i := range events {
		if t := &events[i]; t.Name != "" && speaksOfParty(t) {
			r.named(roleOf(t), t.Name)
		}
	}
	for i := range events {
		if t := &events[i]; t.Name == "" && speaksOfParty(t) {
			r.about(roleOf(t), "")
		}
	}
	for i := range c.Parties { // a party whose name nobody knows yet
		if p := &c.Parties[i]; p.Name == "" {
			at := r.about(p.Role, "")
			if r.parties[at].Country == "" {
				r.parties[at].Country = p.Country
			}
		}
	}
	return r
}

// speaksOfParty reports whether the party of an event is the one that it is about. In a decision about a date, or in what somebody
// published, it is not.
func speaksOfParty(t *disclosure.ClockEvent) bool {
	if t.Kind == disclosure.KindEscalated && t.Party == "" {
		return false // it does not say to whom
	}
	return isOutreach(t.Kind) || isAnswer(t.Kind) || t.Kind == disclosure.KindBounced || t.Kind == disclosure.KindDeemedAware
}

func isOutreach(k disclosure.Kind) bool { return k.Info().Voice == disclosure.VoiceOutreach }

func isAnswer(k disclosure.Kind) bool { return k.Info().Voice == disclosure.VoiceAnswer }

// roleOf is the role that an event is about: what names nobody is about the vendor.
func roleOf(t *disclosure.ClockEvent) disclosure.Role {
	if t.Party == "" {
		return disclosure.Vendor
	}
	return t.Party
}

// named finds a party by its name, however it is written and also by one that it had before, or adds it.
func (r *roll) named(role disclosure.Role, name string) int {
	if at, ok := r.index[rollKey{role, name}]; ok {
		return at
	}
	key := rollKey{role, strings.ToLower(name)}
	at, ok := r.index[key]
	if !ok {
		if now := r.c.PartyName(role, name); now != name && !strings.EqualFold(now, name) {
			at, ok = r.named(role, now), true
		}
	}
	if !ok {
		at = r.add(Party{Role: role, Name: name})
		if only, several := r.sole[role]; several && only != at {
			r.sole[role] = -1
		} else {
			r.sole[role] = at
		}
		r.index[key] = at
	}
	r.index[rollKey{role, name}] = at
	return at
}

func (r *roll) add(p Party) int {
	r.parties = append(r.parties, p)
	return len(r.parties) - 1
}

// about finds the party that an event is about. What names nobody is about the only party of the role; beside several it is about
// none of them, so that it neither stops nor starts anything that is theirs.
func (r *roll) about(role disclosure.Role, name string) int {
	if name != "" {
		return r.named(role, name)
	}
	if at, ok := r.sole[role]; ok && at >= 0 {
		return at
	}
	key := rollKey{role: role}
	at, ok := r.index[key]
	if !ok {
		at = r.add(Party{Role: role})
		r.index[key] = at
	}
	return at
}
