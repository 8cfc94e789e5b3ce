package timeline

import (
	"fmt"
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// FreshDays is for how many civil days after an open answer of ours a text may say "still open". Whoever has not looked
// for longer does not know.
const FreshDays = 7

// Sight is what may be said today of an exposure that has no end on record: nothing that our own probes did not see.
type Sight struct {
	LastOpen  civil.When // newest open answer of ours; zero when there was none
	StillOpen bool       // that answer is fresh, and no newer answer speaks against it
	Claimed   civil.When // the other side says since then that it was closed; zero when nobody does
	Role      disclosure.Role
	Name      string // of the party that claims it
}

// SightOf derives what may be said of a case now, in the zone of now.
func SightOf(c *disclosure.Case, now time.Time) Sight {
	h := milestone.Of(c)
	return sightOf(c, &h, now.Location(), civil.DateOf(now))
}

// sightOf judges the newest open answers of the assets that are not closed. A zone is that of the reader; nil keeps the one in
// which each answer is on record.
func sightOf(c *disclosure.Case, h *milestone.History, zone *time.Location, asOf civil.Date) Sight {
	var s Sight
	ever := c.AssetsEver()
	for i := range h.Seen {
		at := h.Seen[i].At
		if t, ok := at.Instant(); ok && zone != nil {
			at = civil.At(t.In(zone))
		}
		if s.LastOpen.IsZero() || at.Compare(s.LastOpen) > 0 {
			s.LastOpen = at
		}
		seen := false
		if j := slices.IndexFunc(ever, func(a disclosure.Asset) bool { return a.ID == h.Seen[i].Asset }); j >= 0 {
			seen = ever[j].Exposure == disclosure.ExposureOpen || ever[j].Exposure == disclosure.ExposureReopened
		}
		s.StillOpen = s.StillOpen || seen && civil.DaysBetween(at.First(), asOf) <= FreshDays
	}
	if m, by := h.Claim(); !m.IsZero() && !m.At.SurelyBefore(s.LastOpen) {
		s.Claimed, s.Role, s.Name = m.At, by.Role, by.Name
	}
	return s
}

// OpenFor says in a few words for how long a case is known to have been open, for boards and cards of the team.
func (s Sight) OpenFor(discovered milestone.Moment) string {
	if s.LastOpen.IsZero() {
		return "not seen open by our own probes"
	}
	text := "last seen open on " + s.LastOpen.First().String()
	if s.StillOpen {
		text = "still open on " + s.LastOpen.First().String()
	}
	span, ok := milestone.Between(discovered, milestone.Moment{At: s.LastOpen, Bounds: s.LastOpen.Range()})
	switch {
	case !ok:
		return text
	case !span.Exact:
		return fmt.Sprintf("%d to %d days, %s", span.MinDays, span.MaxDays, text)
	case span.Days == 1:
		return "1 day, " + text
	}
	return fmt.Sprintf("%d days, %s", span.Days, text)
}
