package writeup

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
)

// ending is how the exposure stands, over all assets of a case.
type ending struct {
	closed   bool // somebody or something says so
	verified bool // our own probes do
	claimed  bool // an imported source tells no more than the other side's word
	closure  disclosure.Closure
	gone     bool // unreachable, which is not closed
	places   int  // from how many places it is not reachable; 0 is not known
	goneAt   civil.When
	unseen   bool // our own probes never saw one of the assets open: a person confirmed its target
	state    disclosure.ExposureState
	sight    timeline.Sight // what may be said where no end is on record
}

// endingOf reads the closure among the milestones, and how the assets stand.
func endingOf(c *disclosure.Case, tl timeline.Timeline) ending {
	e := ending{state: worst(c), sight: tl.Sight}
	k := tl.Milestones.Closure()
	e.closed, e.verified, e.claimed = !k.IsZero(), k.Proven(), k.Kind == milestone.Claimed
	e.closure = disclosure.Closure{At: k.At, Verified: k.Proven(), Source: k.Source}
	e.closure.LastOpen, _ = k.LastOpen.Instant()
	for i := range c.Assets {
		a := &c.Assets[i].Closure
		e.unseen = e.unseen || a.Verified && c.Assets[i].ConfirmedBy != "" && !c.Assets[i].SeenOpen()
	}
	e.gone = !e.verified && e.state == disclosure.ExposureUnreachable
	if e.gone {
		e.closed = false
		e.unreachable(c)
	}
	return e
}

// unreachable says since when and from how many places nothing answers: all of the assets, from the fewest places.
func (e *ending) unreachable(c *disclosure.Case) {
	for i := range c.Assets {
		s := &c.Assets[i].Streak
		if c.Assets[i].Exposure != disclosure.ExposureUnreachable {
			continue
		}
		if len(s.Places) == 0 { // it was reported, or recorded before places were kept
			e.places = 0
			return
		}
		if at := civil.At(s.FirstWeak.UTC()); e.goneAt.IsZero() || e.goneAt.First().Before(at.First()) {
			e.goneAt = at
		}
		if e.places == 0 || len(s.Places) < e.places {
			e.places = len(s.Places)
		}
	}
}

// notReachable is the text about what is not reachable, with places and date where both are known.
func (e ending) notReachable(t *texts, key string) (text string, fill []string) {
	if e.places == 0 {
		return key, nil
	}
	return key + ".since", []string{"places", t.count("places", e.places), "date", t.civil(e.goneAt.First())}
}

// worst returns the state of the asset that is furthest from being closed.
func worst(c *disclosure.Case) disclosure.ExposureState {
	order := []disclosure.ExposureState{
		disclosure.ExposureReopened, disclosure.ExposureOpen, disclosure.ExposureSuspected,
		disclosure.ExposureUnverifiable, disclosure.ExposureUnreachable, disclosure.ExposureNotSeenOpen,
		disclosure.ExposureUnconfirmed,
		disclosure.ExposureAttested, disclosure.ExposureClosed, disclosure.ExposureDestroyed,
	}
	assets := slices.Concat(c.Assets, c.DroppedOpen())
	for _, state := range order {
		for i := range assets {
			if assets[i].Exposure == state {
				return state
			}
		}
	}
	return disclosure.ExposureUnconfirmed
}

// status puts the ending into words.
func (e ending) status(t *texts) string {
	switch {
	case e.verified && e.unseen:
		return t.get("st.closed_unseen")
	case e.verified:
		return t.get("st.closed")
	case e.closed && e.state == disclosure.ExposureAttested:
		return t.get("st.attested")
	case e.closed && e.state != disclosure.ExposureDestroyed:
		return t.get("st.reported", "source", t.according(e.closure.Source))
	case e.state == disclosure.ExposureClosed: // the assets know more than the timeline
		return t.get("st.closed")
	}
	open := e.state == disclosure.ExposureOpen || e.state == disclosure.ExposureReopened
	switch {
	case !open || e.sight.StillOpen:
		return t.get("st." + string(e.state))
	case e.sight.LastOpen.IsZero():
		return t.get("st.unseen")
	}
	return t.get("st.seen", "date", t.civil(e.sight.LastOpen.First()))
}

// openUntil says how long an exposure without an end is known to have lasted. "Still open" takes an open answer of ours that
// is fresh.
func (t *texts) openUntil(s timeline.Sight, days string) string {
	key := "last_seen_open"
	switch {
	case s.LastOpen.IsZero():
		return t.get("not_confirmed")
	case s.StillOpen:
		key = "still_open"
	}
	return t.get(key, "days", days, "date", t.civil(s.LastOpen.First()))
}

// openAs names the time for which something was open: as known where our own checks saw each end of it, else by who says so. It reports
// whether somebody only says so.
func (t *texts) openAs(key string, tl timeline.Timeline, end ending) (label string, said bool) {
	source := end.closure.Source
	said = end.closed && !end.verified
	for i := range tl.Episodes {
		if e := &tl.Episodes[i]; !said && !e.Closed.IsZero() && !e.Verified {
			said, source = true, e.Source
		}
	}
	if said {
		return t.get(key+".said", "source", t.according(source)), true
	}
	return t.get(key), false
}

// when writes the date of the closure: as an interval where two probes enclose it, with its source where no probe
// saw it.
func (e ending) when(t *texts) string {
	switch {
	case !e.closed:
		return ""
	case e.verified:
		if between := t.interval(e.closure); between != "" {
			return between
		}
		return t.date(e.closure.At)
	}
	return t.get("reported_as", "date", t.date(e.closure.At), "source", t.according(e.closure.Source))
}
