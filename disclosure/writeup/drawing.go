package writeup

import (
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup/legible"
	"daylight/disclosure/writeup/picture"
)

// drawing puts into words what the pictures show. Rows without a date are left to the table.
func (s *story) drawing() *picture.Drawing {
	t := s.t
	d := &picture.Drawing{Title: t.get("p.title", "case", legible.Line(string(s.from.Case))), Desc: s.describe(), Words: s.pictureWords()}
	great := s.great()
	for i := range s.rows {
		if r := &s.rows[i]; !r.When.IsZero() {
			d.Marks = append(d.Marks, s.mark(r, great[r.row.Seq]))
		}
	}
	s.band(d)
	s.asked(d)
	return d
}

// card draws the picture that a link to the page is shown with.
func (p *page) card(d *picture.Drawing) ([]byte, error) {
	below := p.Case
	if p.TeamName != "" {
		below += " · " + p.TeamName
	}
	return d.Card(p.Title, below)
}

func (s *story) pictureWords() picture.Words {
	t := s.t
	return picture.Words{
		Empty: t.get("p.empty"), Us: t.get("p.us"), Them: t.get("p.them"), State: t.get("p.state"), Planned: t.get("planned"),
		Together: t.get("p.together"), Open: t.get("p.is.open"), Closed: t.get("p.is.closed"), Said: t.get("p.is.said"), Unknown: t.get("p.is.unknown"),
		Lane: t.lane, Day: t.short, Length: t.long, Counted: t.counted,
	}
}

// lane names a lane of a picture.
func (t *texts) lane(l picture.Lane) string {
	switch l {
	case picture.Finder:
		return t.get("p.lane.finder")
	case picture.Provider:
		return t.get("p.lane.provider")
	case picture.Authorities:
		return t.get("p.lane.authorities")
	case picture.Press:
		return t.get("p.lane.press")
	case picture.Exposure:
		return t.get("p.lane.exposure")
	case picture.Vendor:
	}
	return t.get("p.lane.vendor")
}

// mostInWeeks is up to how many days a time of silence is written in weeks.
const mostInWeeks = 90

// long writes a long time in few words.
func (t *texts) long(days int) string {
	if days <= mostInWeeks {
		return t.count("p.weeks", (days+3)/7)
	}
	return t.count("p.months", int(float64(days)/30.44+0.5))
}

// The weight of a milestone in a picture: more than any other event has.
const greatWeight = 20

// great are the rows of the milestones: what everybody asks for, for each party.
func (s *story) great() map[int]bool {
	h := &s.from.Milestones
	out := h.FirstContacts()
	for _, m := range []milestone.Moment{h.Discovered(), h.Closure().Moment, h.Publication()} {
		out[m.Seq] = true
	}
	for i := range s.rows {
		r := &s.rows[i].row
		out[h.FirstAnswerOf(r.Party, r.Name).Seq] = true
		if r.Kind.Info().Weight >= heaviest {
			out[r.Seq] = true
		}
	}
	delete(out, 0)
	return out
}

// heaviest is the weight of the kinds that a story cannot do without.
const heaviest = 3

// What is counted together in the words of a cluster.
const (
	countedMessage = "message"
	countedAnswer  = "answer"
	countedEvent   = "event"
)

// mark puts a row into a picture.
func (s *story) mark(r *storyRow, great bool) picture.Mark {
	m := picture.Mark{
		When: r.When, Date: r.Date, Label: r.Label, Brief: s.brief(r), Party: string(r.row.Party) + " " + r.row.Name, Sort: countedEvent,
		Lane: s.laneOf(r), Side: r.Side, Planned: r.Planned, Weight: 2 * r.Kind.Info().Weight,
	}
	if great {
		m.Weight = greatWeight
	}
	switch r.Kind.Info().Voice { //nolint:exhaustive // All other voices are counted as events.
	case disclosure.VoiceOutreach:
		m.Sort = countedMessage
	case disclosure.VoiceAnswer:
		m.Sort = countedAnswer
	}
	if words := noteWords(r); words != "" {
		m.Label, m.Brief = words, words
	}
	return m
}

// mostNote is how many characters of a note stand in a picture. The table has all of it.
const mostNote = 240

// noteWords are the words of a note, which say more than that it is one.
func noteWords(r *storyRow) string {
	if r.Kind != disclosure.KindNote || len(r.Text) == 0 {
		return ""
	}
	var all []string
	for _, b := range r.Text {
		all = append(all, nonEmpty(append([]string{b.Text}, b.Items...)...)...)
	}
	words := []rune(strings.Join(all, " "))
	if len(words) <= mostNote {
		return string(words)
	}
	cut := string(words[:mostNote])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " […]"
}

// mostName is how many characters of a party's name a brief label holds, so that it says who and what.
const mostName = 24

// brief is the sentence of a row with a short name.
func (s *story) brief(r *storyRow) string {
	name := []rune(s.g.title(r.row.Name))
	if len(name) <= mostName {
		return r.Label
	}
	short := strings.TrimRight(string(name[:mostName-1]), " ,;:-") + "…"
	return upper(s.t.get(r.key, "party", short, "to", s.t.get("name.to", "name", short), "from", s.t.get("name.from", "name", short), "source", s.t.according(r.row.Source)))
}

// counted are the date and the label of events that a picture counts together.
func (t *texts) counted(of []picture.Mark) (date, label string) {
	first, last := of[0].When.First(), of[0].When.Last()
	n, names := map[string]int{}, map[string]bool{}
	for i := range of {
		m := &of[i]
		if m.When.First().Before(first) {
			first = m.When.First()
		}
		if m.When.Last().After(last) {
			last = m.When.Last()
		}
		n[m.Sort]++
		if _, name, _ := strings.Cut(m.Party, " "); name != "" {
			names[name] = true
		}
	}
	var parts []string
	for _, sort := range []string{countedMessage, countedAnswer, countedEvent} {
		if n[sort] > 0 {
			parts = append(parts, t.count("p.n."+sort, n[sort]))
		}
	}
	label = t.list(parts)
	if all := slices.Sorted(maps.Keys(names)); len(all) > 0 && len(all) <= 2 {
		label += " (" + strings.Join(all, ", ") + ")"
	}
	return t.period(first, last), label
}

// period writes the days from first to last as coarsely as a reader needs them: "May–July 2021".
func (t *texts) period(first, last civil.Date) string {
	month := func(d civil.Date) string { return t.day(readWhen(d.String()[:len("2006-01")])) }
	switch {
	case first == last:
		return t.civil(first)
	case first.Year == last.Year && first.Month == last.Month:
		return month(first)
	case first.Year == last.Year:
		return t.month(first) + "–" + month(last)
	}
	return month(first) + " – " + month(last)
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
