package writeup

import (
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
)

// durationRow is a derived duration in words.
type durationRow struct {
	Name   string
	Label  string
	Days   string
	Work   string
	Note   string
	Strong bool // the headline figure
}

// durations puts the derived durations into words, in their fixed order. Those that cannot be computed are left out,
// and so are those that wait for a publication: a report need not say that it is not published yet.
func (s *story) durations() []durationRow {
	var out []durationRow
	for _, name := range timeline.DurationNames() {
		d := s.from.Durations[name]
		if d == nil || d.Open && !waits(name) {
			continue
		}
		row := durationRow{Name: name, Label: s.t.get("d." + name), Strong: name == timeline.ContactToClosure}
		if row.Label == "" {
			continue
		}
		row.Days, row.Work = s.t.length(d), ""
		if d.WorkingDays != nil {
			row.Work = s.t.number(int64(*d.WorkingDays))
		}
		if d.Open {
			row.Note = s.t.openUntil(s.from.Sight, s.t.lengthAfter(d))
			if name == timeline.ContactToAcknowledgement {
				row.Note = s.t.get("no_answer", "days", s.t.lengthAfter(d), "date", s.t.civil(s.from.AsOf))
			}
		}
		out = append(out, row)
	}
	return out
}

// waits reports whether an open duration of the name is worth showing.
func waits(name string) bool {
	switch name {
	case timeline.ContactToAcknowledgement, timeline.ContactToClosure, timeline.DiscoveryToClosure:
		return true
	}
	return false
}

// length writes a duration in days, or its bounds where a date is coarser than a day.
func (t *texts) length(d *timeline.Duration) string {
	switch {
	case d == nil:
		return ""
	case d.Days != nil:
		return t.count("day", *d.Days)
	case d.AtLeast != nil && d.AtMost != nil && *d.AtLeast != *d.AtMost:
		return t.get("days.between", "min", t.number(int64(*d.AtLeast)), "max", t.number(int64(*d.AtMost)))
	case d.AtLeast != nil:
		return t.count("day", *d.AtLeast)
	}
	return ""
}

// lengthAfter is [texts.length] after a preposition that German inflects for.
func (t *texts) lengthAfter(d *timeline.Duration) string {
	if d != nil && d.Days != nil {
		return t.count("dayafter", *d.Days)
	}
	return t.length(d)
}

// lengthWork writes days together with working days.
func (t *texts) lengthWork(d *timeline.Duration) string {
	text := t.length(d)
	if d == nil || d.Days == nil || d.WorkingDays == nil {
		return text
	}
	return t.get("with_work", "days", text, "work", t.count("work", *d.WorkingDays))
}

// episodeRow is one stretch of exposure in words.
type episodeRow struct {
	From, FromTime string
	To, ToTime     string
	Days           string
}

// episodes lists the stretches of exposure when there was more than one.
func (s *story) episodes() []episodeRow {
	if len(s.from.Episodes) < 2 {
		return nil
	}
	out := make([]episodeRow, 0, len(s.from.Episodes))
	for _, e := range s.from.Episodes {
		row := episodeRow{From: s.t.date(e.From), FromTime: datetime(e.From)}
		if e.Closed.IsZero() {
			row.To = s.t.openUntil(s.from.Sight, s.t.openDays(e.Span))
			out = append(out, row)
			continue
		}
		row.To, row.ToTime = s.t.date(e.Closed), datetime(e.Closed)
		if !e.Verified {
			row.To = s.t.get("reported_as", "date", row.To, "source", s.t.according(e.Source))
		}
		row.Days = s.t.spanDays(e.Span)
		out = append(out, row)
	}
	return out
}

// spanDays writes the days of a span; nothing where it is not known.
func (t *texts) spanDays(span civil.Span) string {
	switch {
	case span == civil.Span{}:
		return ""
	case span.Exact || span.MinDays == span.MaxDays:
		return t.count("day", span.Days)
	}
	return t.get("days.between", "min", t.number(int64(span.MinDays)), "max", t.number(int64(span.MaxDays)))
}

// openDays writes the days of a span that has not ended, after a preposition.
func (t *texts) openDays(span civil.Span) string {
	if span.MinDays != span.MaxDays {
		return t.get("days.between", "min", t.number(int64(span.MinDays)), "max", t.number(int64(span.MaxDays)))
	}
	return t.count("dayafter", span.Days)
}

// openTime is how long the case is known to have been open: from the discovery to the closure, or the sum of the
// stretches when there were several. It is nil when that is not known.
func openTime(tl timeline.Timeline) *timeline.Duration {
	if len(tl.Episodes) < 2 {
		return tl.Durations[timeline.DiscoveryToClosure]
	}
	total := &timeline.Duration{}
	days := 0
	for _, e := range tl.Episodes {
		total.Open = total.Open || e.Closed.IsZero()
		if !e.Span.Exact {
			return nil
		}
		days += e.Span.Days
	}
	total.Days = &days
	return total
}
