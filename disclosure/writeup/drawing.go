package writeup

import (
	"cmp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup/legible"
	"daylight/disclosure/writeup/picture"
)

// drawing puts into words what the pictures show. Rows without a date are left to the table.
func (s *story) drawing() *picture.Drawing {
	t := s.t
	d := &picture.Drawing{
		Title: t.get("p.title", "case", legible.Line(string(s.from.Case))), Desc: s.describe(),
		Words: picture.Words{
			Empty: t.get("p.empty"), Us: t.get("p.us"), Them: t.get("p.them"), State: t.get("p.state"),
			More: func(n int) string { return t.get("p.more", "n", t.number(int64(n))) }, Day: t.short,
		},
	}
	rows := make([]storyRow, 0, len(s.rows))
	for i := range s.rows {
		if !s.rows[i].When.IsZero() {
			rows = append(rows, s.rows[i])
		}
	}
	slices.SortStableFunc(rows, func(a, b storyRow) int { return a.When.Compare(b.When) })
	rows = s.alike(rows)
	for i := range rows {
		r := &rows[i]
		date := t.day(r.When)
		if r.Planned {
			date += " (" + t.get("planned") + ")"
		}
		d.Marks = append(d.Marks, picture.Mark{
			When: r.When, Date: date, Label: r.Label, Side: r.Side, Planned: r.Planned, Weight: r.Kind.Info().Weight,
		})
	}
	s.exposures(d)
	s.asked(d)
	return d
}

// mostAlike is how many rows that differ only in their party have a mark each.
const mostAlike = 3

// alike puts rows of one day that say the same of many parties into one mark with their number: forty marks that all say "First
// message to" are read by nobody. The table names each of them.
func (s *story) alike(rows []storyRow) []storyRow {
	type what struct {
		date, key string
		kind      disclosure.Kind
		role      disclosure.Role
	}
	of := func(r *storyRow) what { return what{r.Date, r.key, r.Kind, r.row.Party} }
	count := map[what]int{}
	for i := range rows {
		if r := &rows[i]; r.row.Name != "" && s.t.get(r.key) != "" {
			count[of(r)]++
		}
	}
	out := rows[:0]
	for i := range rows {
		r := rows[i]
		switch n := count[of(&r)]; {
		case r.row.Name == "" || n >= 0 && n <= mostAlike:
			out = append(out, r)
		case n > mostAlike: // the first of them
			count[of(&r)] = -1
			role := "role." + string(cmp.Or(r.row.Party, disclosure.Vendor))
			r.Label = s.t.number(int64(n)) + " × " + upper(s.t.get(r.key, "party", s.t.get(role), "to", s.t.get(role+".to"), "from", s.t.get(role+".from"), "source", s.t.according(r.row.Source)))
			out = append(out, r)
		}
	}
	return out
}

// exposures adds the stretches of exposure.
func (s *story) exposures(d *picture.Drawing) {
	t := s.t
	for _, e := range s.from.Episodes {
		d.Covers = append(d.Covers, e.From, e.Closed)
		if e.From.IsZero() {
			continue
		}
		span := picture.Span{From: e.From.First(), Exposure: true}
		if e.Closed.IsZero() {
			if !s.from.AsOf.Before(span.From) {
				d.Covers = append(d.Covers, s.from.AsOf.When())
			}
			if (e.Span == civil.Span{}) {
				continue
			}
			key := "p.seen"
			if span.Open = s.from.Sight.StillOpen; span.Open {
				key = "p.still"
			}
			span.To = e.Seen.First()
			span.Label = t.get(key, "days", t.openDays(e.Span), "date", t.civil(e.Seen.First()))
		} else {
			span.To = e.Closed.First()
			key := "p.open"
			if !e.Verified {
				key = "p.open.said"
			}
			span.Label = t.get(key, "days", t.spanDays(e.Span), "source", t.according(e.Source))
		}
		d.Spans = append(d.Spans, span)
	}
}

// asked adds the two spans that everybody asks for.
func (s *story) asked(d *picture.Drawing) {
	for _, x := range []struct{ name, label string }{
		{timeline.ContactToClosure, "p.contact"}, {timeline.ContactToAcknowledgement, "p.reply"},
	} {
		length := s.from.Durations[x.name]
		if length == nil || length.Open || length.To == nil {
			continue
		}
		from, to := readWhen(length.From), readWhen(*length.To)
		if from.IsZero() || to.IsZero() {
			continue
		}
		took := s.t.length(length)
		span := picture.Span{From: from.First(), To: to.First(), Label: s.t.get(x.label, "days", took)}
		if x.name == timeline.ContactToClosure {
			span.Brief = took
		}
		d.Spans = append(d.Spans, span)
	}
}

// describe says in a sentence what the picture shows.
func (s *story) describe() string {
	var first, last civil.When
	n := 0
	for i := range s.rows {
		w := s.rows[i].When
		if w.IsZero() {
			continue
		}
		n++
		if first.IsZero() || w.Compare(first) < 0 {
			first = w
		}
		if last.IsZero() || w.Compare(last) > 0 {
			last = w
		}
	}
	if n == 0 {
		return s.t.get("p.empty")
	}
	return s.t.get("p.desc", "n", s.t.number(int64(n)), "from", s.t.day(first), "to", s.t.day(last))
}
