package timeline

import (
	"fmt"
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
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

// opening is the newest open answer of one asset that is not closed.
type opening struct {
	at    civil.When
	state disclosure.ExposureState
}

// SightOf derives what may be said of a case now, in the zone of now.
func SightOf(c *disclosure.Case, now time.Time) Sight {
	var open []opening
	assets := slices.Concat(c.Assets, c.DroppedOpen())
	for i := range assets {
		if a := &assets[i]; a.Closure.At.IsZero() && !a.Streak.LastOpen.IsZero() {
			open = append(open, opening{at: civil.At(a.Streak.LastOpen.In(now.Location())), state: a.Exposure})
		}
	}
	return sightOf(c, open, civil.DateOf(now))
}

// sightOf judges the newest open answers of the assets that are not closed.
func sightOf(c *disclosure.Case, open []opening, asOf civil.Date) Sight {
	var s Sight
	for _, o := range open {
		if s.LastOpen.IsZero() || o.at.Compare(s.LastOpen) > 0 {
			s.LastOpen = o.at
		}
		seen := o.state == disclosure.ExposureOpen || o.state == disclosure.ExposureReopened
		s.StillOpen = s.StillOpen || seen && civil.DaysBetween(o.at.First(), asOf) <= FreshDays
	}
	for _, k := range c.Claims {
		newer := s.Claimed.IsZero() || k.At.Compare(s.Claimed) >= 0
		if k.Kind == disclosure.KindFixClaimed && !k.At.IsZero() && !k.At.SurelyBefore(s.LastOpen) && newer {
			s.Claimed, s.Role, s.Name = k.At, k.Role, k.Name
		}
	}
	return s
}

// lastOpenings returns the newest open answer of each asset that is not shut. The story is sorted.
func lastOpenings(c *disclosure.Case, story []disclosure.Event, assets []string, shut []bool) []opening {
	at := make(map[string]civil.When)
	for i := range story {
		if e := &story[i]; e.SawOpen() {
			at[e.Detail.AssetID] = e.At // the story is sorted
		}
	}
	var open []opening
	for i, id := range assets {
		if w := at[id]; !shut[i] && !w.IsZero() {
			a, _ := c.Asset(id)
			open = append(open, opening{at: w, state: a.Exposure})
		}
	}
	return open
}

// OpenFor says in a few words for how long a case is known to have been open, for boards and cards of the team.
func (s Sight) OpenFor(discovered civil.When) string {
	if s.LastOpen.IsZero() {
		return "not seen open by our own probes"
	}
	text := "last seen open on " + s.LastOpen.First().String()
	if s.StillOpen {
		text = "still open on " + s.LastOpen.First().String()
	}
	span, ok := civil.SpanBetween(discovered, s.LastOpen)
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
