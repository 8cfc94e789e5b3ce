package holiday

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"daylight/disclosure/civil"
)

// Edition is the newest edition of the sets.
const Edition = "2026"

// None is the set without holidays: Saturdays and Sundays are off.
const None = "none"

// The years that are known. Outside of them only weekends are off.
const (
	firstYear = 1990
	lastYear  = 2100
)

// Sets answers for days off. It is safe for concurrent use and computes each year once.
type Sets struct {
	mu  sync.Mutex
	all map[string]*set
}

// New returns the sets of every edition.
func New() *Sets { return &Sets{all: map[string]*set{}} }

// Names returns the names of all sets, without edition, in order.
func Names() []string {
	names := []string{None, "IL"}
	for name := range sources() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Pin returns a name with its edition: "de" gives "DE@2026", and a name that has one keeps it. It answers false for a
// set that does not exist. A case keeps the pinned name.
func Pin(name string) (string, bool) {
	base, edition, dated := strings.Cut(name, "@")
	if !dated {
		edition = Edition
	}
	base = canonical(base)
	if edition != Edition || !slices.Contains(Names(), base) {
		return "", false
	}
	if base == None {
		return None, true
	}
	return base + "@" + edition, true
}

// canonical spells a set as Names does. A part of a country that has no holidays of its own has those of the country.
func canonical(base string) string {
	base = strings.ToUpper(strings.TrimSpace(base))
	switch base {
	case "NONE":
		return None
	case "UK":
		return "GB"
	}
	country, _, part := strings.Cut(base, "-")
	if part && !slices.Contains(Names(), base) {
		return country
	}
	return base
}

// Known reports whether there is such a set.
func Known(name string) bool {
	_, ok := Pin(name)
	return ok
}

// DayOff returns the function that says whether nobody works on a day: weekend or holiday. It is nil for a set that
// does not exist. The result is what disclosure.Evaluate asks for.
func (s *Sets) DayOff(name string) func(civil.Date) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.all[name]; ok {
		return found.off
	}
	pinned, ok := Pin(name)
	if !ok {
		return nil
	}
	found, ok := s.all[pinned]
	if !ok {
		base, _, _ := strings.Cut(pinned, "@")
		found = &set{base: base}
		s.all[pinned] = found
	}
	if len(s.all) < 1000 { // spellings come from outside
		s.all[name] = found
	}
	return found.off
}

// set is one set of one edition.
type set struct {
	base  string
	years [lastYear - firstYear + 1]atomic.Pointer[year]
}

// year holds a bit for each day off that is no weekend, at month times 32 plus day.
type year [7]uint64

func (y *year) add(d civil.Date) {
	bit := int(d.Month)*32 + d.Day
	y[bit/64] |= 1 << (bit % 64)
}

func (y *year) drop(d civil.Date) {
	bit := int(d.Month)*32 + d.Day
	y[bit/64] &^= 1 << (bit % 64)
}

func (y *year) has(d civil.Date) bool {
	bit := int(d.Month)*32 + d.Day
	return bit < len(y)*64 && y[bit/64]&(1<<(bit%64)) != 0
}

func (s *set) off(d civil.Date) bool {
	switch d.Weekday() {
	case time.Saturday:
		return true
	case time.Sunday:
		if s.base != "IL" {
			return true
		}
	case time.Friday:
		if s.base == "IL" {
			return true
		}
	default:
	}
	if d.Year < firstYear || d.Year > lastYear || s.base == None {
		return false
	}
	slot := &s.years[d.Year-firstYear]
	y := slot.Load()
	if y == nil {
		y = compute(s.base, d.Year)
		slot.Store(y) // two that compute it at once store the same
	}
	return y.has(d)
}

// compute finds the days off of a year. A day can be observed in the year before: New Year on a Saturday is free on
// Friday in the United States.
func compute(base string, of int) *year {
	y := &year{}
	if base == "IL" {
		israel(of, y.add)
		return y
	}
	for n := of - 1; n <= of+1; n++ {
		for _, h := range sources()[base] {
			actual, observed := h.Calc(n)
			for _, t := range []time.Time{actual, observed} {
				if !t.IsZero() && t.Year() == of {
					y.add(civil.DateOf(t))
				}
			}
		}
	}
	amend(base, of, y)
	return y
}
