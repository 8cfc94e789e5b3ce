package milestone

import (
	"strings"

	"daylight/disclosure"
)

// roll lists the parties of a case with what is on record of them, and finds whom an event is about.
type roll struct {
	c       *disclosure.Case
	members []member
	tries   []int           // about how often each was tried: what room to keep
	index   map[rollKey]int // of the names as they are written
	sole    []sole
	few     [4]sole // the room of most cases
}

// member is a party that is on the roll.
type member struct {
	role    disclosure.Role
	name    string
	country string
}

// sole is the only party of a role that has a name.
type sole struct {
	role disclosure.Role
	at   int // -1 where there are several
}

type rollKey struct {
	role disclosure.Role
	name string
}

// newRoll lists the parties that the case knows and those that its events name.
func newRoll(c *disclosure.Case, events []disclosure.ClockEvent) *roll {
	r := &roll{
		c: c, members: make([]member, 0, len(c.Parties)+1), tries: make([]int, 0, len(c.Parties)+1),
		index: make(map[rollKey]int, len(c.Parties)+1),
	}
	r.sole = r.few[:0]
	for i := range c.Parties {
		if p := &c.Parties[i]; p.Name != "" {
			at := r.named(p.Role, p.Name)
			r.members[at].country = p.Country
		}
	}
	for i := range events {
		if t := &events[i]; t.Name != "" && speaksOfParty(t) {
			r.tried(t, r.named(roleOf(t), t.Name))
		}
	}
	for i := range events {
		if t := &events[i]; t.Name == "" && speaksOfParty(t) {
			r.tried(t, r.about(roleOf(t), ""))
		}
	}
	for i := range c.Parties { // a party whose name nobody knows yet
		if p := &c.Parties[i]; p.Name == "" {
			at := r.about(p.Role, "")
			if r.members[at].country == "" {
				r.members[at].country = p.Country
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
	return t.IsClaim() || isOutreach(t.Kind) || isAnswer(t.Kind) || t.Kind == disclosure.KindBounced || t.Kind == disclosure.KindDeemedAware
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
		at = r.add(member{role: role, name: name})
		if only := r.only(role); only != nil {
			only.at = -1
		} else {
			r.sole = append(r.sole, sole{role, at})
		}
		r.index[key] = at
	}
	r.index[rollKey{role, name}] = at
	return at
}

func (r *roll) add(m member) int {
	r.members, r.tries = append(r.members, m), append(r.tries, 0)
	return len(r.members) - 1
}

// parties are all of them, without anything that happened.
func (r *roll) parties() []Party {
	out := make([]Party, len(r.members))
	for i := range r.members {
		m := &r.members[i]
		out[i].Role, out[i].Name, out[i].Country = m.role, m.name, m.country
	}
	return out
}

func (r *roll) only(role disclosure.Role) *sole {
	for i := range r.sole {
		if r.sole[i].role == role {
			return &r.sole[i]
		}
	}
	return nil
}

func (r *roll) tried(t *disclosure.ClockEvent, at int) {
	if isOutreach(t.Kind) {
		r.tries[at]++
	}
}

// about finds the party that an event is about. What names nobody is about the only party of the role; beside several it is about
// none of them, so that it neither stops nor starts anything that is theirs.
func (r *roll) about(role disclosure.Role, name string) int {
	if name != "" {
		return r.named(role, name)
	}
	if only := r.only(role); only != nil && only.at >= 0 {
		return only.at
	}
	key := rollKey{role: role}
	at, ok := r.index[key]
	if !ok {
		at = r.add(member{role: role})
		r.index[key] = at
	}
	return at
}
