package clock

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Key names the clock within its episode: the clause, and where each party has a clock of its own, the party. It is what a
// case keeps, what jobs and buttons carry, and what a person may type.
func (d *Deadline) Key() string { return d.set().Key() }

func (d *Deadline) set() *disclosure.ClockSet {
	return &disclosure.ClockSet{Clause: d.Clause, Role: d.Role, Name: d.Name}
}

// SplitKey takes a key apart. Without a clause, as in "@vendor/Clinic 7", it names the party for all its clocks. What names no known role after its last "@" is a clause and nothing else.
func SplitKey(key string) disclosure.ClockSet {
	if at := strings.LastIndex(key, "@"); at >= 0 {
		if role, name, ok := strings.Cut(key[at+1:], "/"); ok && slices.Contains(disclosure.Roles(), disclosure.Role(role)) {
			return disclosure.ClockSet{Clause: key[:at], Role: disclosure.Role(role), Name: name}
		}
	}
	return disclosure.ClockSet{Clause: key}
}

// Resolve finds the one clock that a key, or a clause alone, names. A clause alone is enough while one clock is of it; where
// several parties have one, it is refused with their keys, because no party may stand for the others. Without any such
// clock it returns nil.
func Resolve(clocks []Deadline, key string) (*Deadline, error) {
	var found []*Deadline
	asked := SplitKey(key)
	for i := range clocks {
		d := &clocks[i]
		switch {
		case d.Clause == key && (d.Role == "" || d.Name == ""), d.Key() == key:
			return d, nil
		case d.Clause == key,
			d.Clause == asked.Clause && d.Role == asked.Role && asked.Role != "" && strings.EqualFold(d.Name, asked.Name):
			found = append(found, d)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil //nolint:nilnil // no clock of that name is no mistake here: a command may be about to set one
	case 1:
		return found[0], nil
	}
	var names []string
	for _, d := range found[:min(len(found), mostNamed)] {
		names = append(names, strconv.Quote(d.Key()))
	}
	return nil, fault.Errorf(fault.Invalid, "%d parties have a clock %q of their own: name the one that you mean, such as %s",
		len(found), key, strings.Join(names, ", "))
}

// mostNamed is how many clocks are listed where one has to be chosen.
const mostNamed = 5

// Label is how people read a key: the clause alone where the case has one vendor, else with whose clock it is.
func Label(c *disclosure.Case, key string) string {
	set := SplitKey(key)
	if set.Name == "" || !severalVendors(c) {
		return set.Clause
	}
	return set.Clause + " (" + set.Name + ")"
}
