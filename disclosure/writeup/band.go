package writeup

import (
	"cmp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup/picture"
)

// sighting is a day on which it is known how the exposure stood.
type sighting struct {
	day   civil.Date
	state picture.State // Open, Closed, or Said
}

// band says how the exposure stood on which days: open between two sightings of it open, closed between two of it closed. Between an open
// and a closed one, and after the last one, nobody knows.
func (s *story) band(d *picture.Drawing) {
	t := s.t
	for i := range s.from.Episodes {
		e := &s.from.Episodes[i]
		d.Covers = append(d.Covers, e.From, e.Closed)
		if e.From.IsZero() {
			continue
		}
		end := s.bandEnd(i)
		stretches := s.stretches(e, end)
		if e.Closed.IsZero() && !s.from.AsOf.Before(e.From.First()) {
			d.Covers = append(d.Covers, s.from.AsOf.When())
		}
		s.label(e, stretches)
		d.Band = append(d.Band, stretches...)
	}
	for i := 1; i < len(d.Band); i++ { // a stretch ends where the next one begins
		if before := &d.Band[i-1]; d.Band[i].From.Before(before.To) {
			before.To = d.Band[i].From
		}
	}
	d.Band = slices.DeleteFunc(d.Band, func(b picture.Stretch) bool { return b.To.Before(b.From) })
	for i := range d.Band {
		if b := &d.Band[i]; b.State == picture.Unknown && b.Label == "" {
			b.Label = t.get("p.is.unknown")
		}
	}
}

// bandEnd is the day up to which the band of an episode goes: the next episode, else the last day of the timeline.
func (s *story) bandEnd(episode int) civil.Date {
	if next := episode + 1; next < len(s.from.Episodes) && !s.from.Episodes[next].From.IsZero() {
		return s.from.Episodes[next].From.First()
	}
	e := &s.from.Episodes[episode]
	end := civil.Date{}
	for i := range s.rows {
		if r := &s.rows[i]; !r.Planned && !r.When.IsZero() && r.When.Last().After(end) && !r.When.First().After(s.from.AsOf) {
			end = r.When.Last()
		}
	}
	if e.Closed.IsZero() || end.After(s.from.AsOf) {
		end = s.from.AsOf
	}
	return end
}

// sightings are the days on which the state of an episode is known, in their order.
func (s *story) sightings(e *timeline.Episode, end civil.Date) []sighting {
	out := []sighting{{e.From.Last(), picture.Open}}
	open := func(day civil.Date) { out = append(out, sighting{day, picture.Open}) }
	if !e.LastOpen.IsZero() {
		open(civil.At(e.LastOpen).First())
	}
	if !e.Seen.IsZero() {
		open(e.Seen.First())
	}
	if !e.Closed.IsZero() {
		state := picture.Said
		if e.Verified {
			state = picture.Closed
		}
		out = append(out, sighting{e.Closed.First(), state})
	}
	for i := range s.from.Rows {
		r := &s.from.Rows[i]
		p := r.Event.Detail.Probe
		if r.Kind != disclosure.KindProbed || p == nil || r.When.IsZero() || r.When.SurelyBefore(e.From) || end.Before(r.When.First()) {
			continue
		}
		closed := !e.Closed.IsZero() && !r.When.SurelyBefore(e.Closed)
		switch {
		case p.Verdict == observed.Open:
			open(r.When.First())
		case p.Verdict == observed.Closed && closed && e.Verified: // before that, another asset or an unconfirmed answer
			out = append(out, sighting{r.When.First(), picture.Closed})
		}
	}
	slices.SortStableFunc(out, func(a, b sighting) int {
		return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.state, b.state))
	})
	return out
}

// stretches are what is known of an episode up to a day.
func (s *story) stretches(e *timeline.Episode, end civil.Date) (out []picture.Stretch) {
	all := s.sightings(e, end)
	if first := e.From.First(); first.Before(all[0].day) { // a coarse date: it was open at its end at the latest
		out = append(out, picture.Stretch{From: first, To: all[0].day, State: picture.Unknown})
	}
	for i, now := range all {
		state, to := now.state, now.day
		if last := len(out) - 1; last < 0 || out[last].State != state || out[last].To != now.day {
			out = append(out, picture.Stretch{From: now.day, To: to, State: state})
		}
		if i+1 < len(all) {
			to = all[i+1].day
			if all[i+1].state == state {
				out[len(out)-1].To = to
			} else if now.day.Before(to) {
				out = append(out, picture.Stretch{From: now.day, To: to, State: picture.Unknown})
			}
			continue
		}
		// What was seen holds for as many days as a text may say so.
		if state == picture.Said || civil.DaysBetween(now.day, end) <= timeline.FreshDays && (state == picture.Closed || s.from.Sight.StillOpen) {
			to = end
		}
		if out[len(out)-1].To.Before(to) {
			out[len(out)-1].To = to
		}
		if to.Before(end) {
			out = append(out, picture.Stretch{From: to, To: end, State: picture.Unknown})
		}
	}
	// A sighting of one day between two unknown stretches stays, however thin it is drawn.
	return out
}

// label says at the open stretch of an episode how long it is known to have been open, and at the closed one who says so.
func (s *story) label(e *timeline.Episode, stretches []picture.Stretch) {
	t := s.t
	longest, shut := -1, -1
	for i := range stretches {
		b := &stretches[i]
		switch {
		case b.State == picture.Open && (longest < 0 || civil.DaysBetween(b.From, b.To) > civil.DaysBetween(stretches[longest].From, stretches[longest].To)):
			longest = i
		case shut < 0 && (b.State == picture.Closed || b.State == picture.Said):
			shut = i
		}
	}
	if longest >= 0 && (e.Span != civil.Span{}) {
		stretches[longest].Label = s.openLabel(e)
	}
	if shut >= 0 {
		stretches[shut].Label = t.get("p.is.closed")
		if stretches[shut].State == picture.Said {
			stretches[shut].Label = t.get("p.closed.said", "source", t.according(e.Source))
		}
	}
}

func (s *story) openLabel(e *timeline.Episode) string {
	t := s.t
	switch {
	case !e.Closed.IsZero() && e.Verified:
		return t.get("p.open", "days", t.spanDays(e.Span))
	case !e.Closed.IsZero():
		return t.get("p.open.said", "days", t.spanDays(e.Span), "source", t.according(e.Source))
	case s.from.Sight.StillOpen:
		return t.get("p.still", "days", t.openDays(e.Span), "date", t.civil(e.Seen.First()))
	}
	return t.get("p.seen", "days", t.openDays(e.Span), "date", t.civil(e.Seen.First()))
}
