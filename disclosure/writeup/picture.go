package writeup

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
)

// The picture repeats the table and adds nothing to it: marks on a line, the exposure as a bar, and the spans that
// readers ask for. Marks differ in form and not only in colour, and every label is text.

// maxMarks bounds the marks of a picture. What does not fit is counted in a note; the table has it all.
const maxMarks = 40

// mark is an event of the picture.
type mark struct {
	first, last int // civil days, relative to the start of the picture; they differ for coarse dates
	date        string
	label       string
	side        side
	planned     bool
	kind        disclosure.Kind
}

// bar is a span of the picture.
type bar struct {
	from, to int
	label    string
	open     bool // it has not ended yet
	exposure bool
	lane     int
}

// scene is what there is to draw, before it has coordinates.
type scene struct {
	id         string
	start      civil.Date
	length     int // days, at least 1
	marks      []mark
	bars       []bar
	more       int
	title      string
	desc       string
	emptyLabel string
}

// scene picks and dates what the picture shows. Rows without a date are left to the table.
func (s *story) scene(id string) *scene {
	sc := &scene{id: id, title: s.t.get("p.title", "case", clean(string(s.from.Case))), desc: s.describe(), emptyLabel: s.t.get("p.empty")}
	rows := make([]storyRow, 0, len(s.rows))
	for i := range s.rows {
		if !s.rows[i].When.IsZero() {
			rows = append(rows, s.rows[i])
		}
	}
	slices.SortStableFunc(rows, func(a, b storyRow) int { return a.When.Compare(b.When) })
	rows = s.alike(rows)
	if len(rows) > maxMarks {
		sc.more = len(rows) - maxMarks
		rows = weightiest(rows)
	}
	var first, last civil.Date
	widen := func(w civil.When) {
		if w.IsZero() {
			return
		}
		if first.IsZero() || w.First().Before(first) {
			first = w.First()
		}
		if last.IsZero() || w.Last().After(last) {
			last = w.Last()
		}
	}
	for i := range rows {
		widen(rows[i].When)
	}
	for _, e := range s.from.Episodes {
		widen(e.From)
		widen(e.Closed)
		if e.Closed.IsZero() && !e.From.IsZero() && !s.from.AsOf.Before(e.From.First()) {
			widen(s.from.AsOf.When())
		}
	}
	if first.IsZero() {
		return sc
	}
	sc.start, sc.length = first, max(1, civil.DaysBetween(first, last))
	for i := range rows {
		r := &rows[i]
		date := s.t.day(r.When)
		if r.Planned {
			date += " (" + s.t.get("planned") + ")"
		}
		sc.marks = append(sc.marks, mark{
			first: sc.day(r.When.First()), last: sc.day(r.When.Last()), date: date, label: shorten(r.Label, 64),
			side: r.Side, planned: r.Planned, kind: r.Kind,
		})
	}
	s.bars(sc)
	return sc
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

func (sc *scene) day(d civil.Date) int { return civil.DaysBetween(sc.start, d) }

// bars adds the stretches of exposure and the two spans that everybody asks for.
func (s *story) bars(sc *scene) {
	t := s.t
	for _, e := range s.from.Episodes {
		if e.From.IsZero() {
			continue
		}
		b := bar{from: sc.day(e.From.First()), exposure: true}
		if e.Closed.IsZero() {
			if (e.Span == civil.Span{}) {
				continue
			}
			key := "p.seen"
			if b.open = s.from.Sight.StillOpen; b.open {
				key = "p.still"
			}
			b.to = sc.day(e.Seen.First())
			b.label = t.get(key, "days", t.openDays(e.Span), "date", t.civil(e.Seen.First()))
		} else {
			b.to = sc.day(e.Closed.First())
			b.label = t.get("p.open", "days", t.spanDays(e.Span))
		}
		if b.to >= b.from {
			sc.bars = append(sc.bars, b)
		}
	}
	lane := 1
	for _, x := range []struct{ name, label string }{
		{timeline.ContactToClosure, "p.contact"}, {timeline.ContactToAcknowledgement, "p.reply"},
	} {
		d := s.from.Durations[x.name]
		if d == nil || d.Open || d.To == nil {
			continue
		}
		from, to := readWhen(d.From), readWhen(*d.To)
		if from.IsZero() || to.IsZero() || from.First().Before(sc.start) || sc.day(to.First()) > sc.length {
			continue
		}
		b := bar{from: sc.day(from.First()), to: sc.day(to.First()), lane: lane, label: t.get(x.label, "days", t.length(d))}
		if b.to >= b.from {
			sc.bars = append(sc.bars, b)
			lane++
		}
	}
}

// weightiest keeps the events that carry the story, in their order.
func weightiest(rows []storyRow) []storyRow {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rows[b].Kind.Info().Weight, rows[a].Kind.Info().Weight) })
	keep := order[:maxMarks]
	slices.Sort(keep)
	out := make([]storyRow, 0, maxMarks)
	for _, i := range keep {
		out = append(out, rows[i])
	}
	return out
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

// shorten cuts a label at a word.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	cut := string(runes[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// canvas writes SVG. Numbers are whole or have one decimal, so that no floating-point digits depend on a machine.
type canvas struct{ b bytes.Buffer }

func (c *canvas) put(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// text writes a line of text.
func (c *canvas) text(x, y float64, class, anchor, s string) {
	c.put(`<text x="%s" y="%s" class="%s"`, num(x), num(y), class)
	if anchor != "" {
		c.put(` text-anchor="%s"`, anchor)
	}
	c.put(">%s</text>\n", escape(s))
}

// dot draws the mark of an event: a disc for us, a ring for others, a diamond for the exposure itself.
func (c *canvas) dot(x, y float64, s side, planned bool) {
	class := "tl-" + storyRow{Side: s}.Mark()
	if planned {
		class += " tl-planned"
	}
	switch s {
	case sideState:
		c.put(`<path class="%s" d="M%s %sl7 7l-7 7l-7 -7z"/>`+"\n", class, num(x), num(y-7))
	case sideThem, sideUs:
		c.put(`<circle class="%s" cx="%s" cy="%s" r="5"/>`+"\n", class, num(x), num(y))
	}
}

// open starts a picture of a size.
func (c *canvas) open(sc *scene, width, height float64) {
	c.put(`<svg xmlns="http://www.w3.org/2000/svg" class="tl tl-%s" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="tl-%s-title tl-%s-desc">`+"\n",
		sc.id, num(width), num(height), num(width), num(height), sc.id, sc.id)
	c.put(`<title id="tl-%s-title">%s</title>`+"\n", sc.id, escape(sc.title))
	c.put(`<desc id="tl-%s-desc">%s</desc>`+"\n", sc.id, escape(sc.desc))
	c.put("<style>%s</style>\n", style)
	c.put(`<defs><pattern id="tl-%s-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="tl-hatch" width="2" height="7"/></pattern></defs>`+"\n", sc.id)
}

func (c *canvas) close() []byte {
	c.put("</svg>\n")
	return c.b.Bytes()
}

// standalone returns a picture as a file of its own.
func standalone(svg []byte) []byte {
	return append([]byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"), svg...)
}

// style holds the colours of a picture, light and dark. Every text has a contrast of at least 4.5 to 1 to what is
// behind it, every mark of at least 3 to 1.
const style = `.tl{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;max-width:100%;height:auto}` +
	`.tl text{fill:#1d1f21}.tl .tl-date{font-size:12px;fill:#565b61}.tl .tl-label{font-size:14px}.tl .tl-strong{font-size:14px;font-weight:600}` +
	`.tl .tl-small{font-size:12px;fill:#565b61}.tl .tl-pole{stroke:#b9bdc2;stroke-width:1}.tl .tl-axis{stroke:#565b61;stroke-width:1.5}` +
	`.tl .tl-us{fill:#1d1f21;stroke:#fff;stroke-width:1.5}.tl .tl-them{fill:#fff;stroke:#1d1f21;stroke-width:2}.tl .tl-state{fill:#b23a0e;stroke:#fff;stroke-width:1.5}` +
	`.tl .tl-planned{stroke-dasharray:2 2}.tl .tl-coarse{stroke:#565b61;stroke-width:5;stroke-linecap:round;opacity:.45}` +
	`.tl .tl-bar{fill:#b23a0e}.tl .tl-hatch{fill:#fff;opacity:.22}.tl .tl-on{fill:#fff;font-size:13px;font-weight:600}` +
	`.tl .tl-span{fill:none;stroke:#22577a;stroke-width:2}.tl .tl-beside{font-size:13px;font-weight:600}` +
	`@media (prefers-color-scheme:dark){.tl text{fill:#e8e6e3}.tl .tl-date,.tl .tl-small{fill:#a9adb3}.tl .tl-pole{stroke:#4d5258}.tl .tl-axis{stroke:#a9adb3}` +
	`.tl .tl-us{fill:#e8e6e3;stroke:#16181a}.tl .tl-them{fill:#16181a;stroke:#e8e6e3}.tl .tl-state{fill:#f0874f;stroke:#16181a}` +
	`.tl .tl-coarse{stroke:#a9adb3}.tl .tl-bar{fill:#f0874f}.tl .tl-hatch{fill:#16181a}.tl .tl-on{fill:#16181a}.tl .tl-span{stroke:#7fb8dc}}` +
	`@media print{.tl .tl-hatch{opacity:.35}}`

// escape makes text safe for XML.
func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(printable(s, false))); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}

// num writes a coordinate.
func num(f float64) string { return strconv.FormatFloat(float64(int64(f*10+0.5))/10, 'f', -1, 64) }
