package writeup

import (
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup/picture"
)

// story is a timeline in words: the rows that a circle of readers may see, each with its sentence.
type story struct {
	t     *texts
	g     *guard
	names map[disclosure.Role]string // names of parties that rows do not repeat
	rows  []storyRow
	// from is the untouched timeline.
	from timeline.Timeline
}

// storyRow is a row in words.
type storyRow struct {
	When     civil.When
	Date     string // with the end of a span, and whether it is only planned
	Time     string // machine-readable start, "" where HTML has no form for it
	Kind     disclosure.Kind
	Side     disclosure.Side // one of the three
	Label    string          // one sentence, generated
	Text     []block
	Source   string
	Planned  bool
	Corrects bool
	// Contradicts says in words that the source of the row gives a date which does not fit the rest; "" where it fits.
	Contradicts string
	key         string // of the sentence
	row         timeline.Row
}

// newStory puts the rows that are visible to scope into words. Rows about the approval of a publication are left out
// for the public: the files that are approved would change by being approved.
func newStory(t *texts, g *guard, c *disclosure.Case, tl timeline.Timeline, scope disclosure.Visibility) *story {
	s := &story{t: t, g: g, names: map[disclosure.Role]string{}, from: tl}
	for i := range c.Parties { // what names nobody is about the only party of its role, and where there are several about none of them
		role := c.Parties[i].Role
		if p, sole := c.SoleParty(role); sole && p.Name != "" {
			s.names[role] = g.title(p.Name)
		}
	}
	firsts := tl.Milestones.FirstContacts()
	for i := range tl.Rows {
		r := &tl.Rows[i]
		if !visible(r.Visibility, scope) || scope == disclosure.Public && r.Kind == disclosure.KindPublishApproved {
			continue
		}
		key := r.Kind.TextKey()
		if r.Kind == disclosure.KindContacted && firsts[r.Seq] {
			key += ".first"
		}
		s.rows = append(s.rows, s.row(r, key))
	}
	return s
}

// visible reports whether what has visibility v may be shown to the circle.
func visible(v, circle disclosure.Visibility) bool {
	switch circle {
	case disclosure.Public:
		return v == disclosure.Public
	case disclosure.ForVendor:
		return v == disclosure.Public || v == disclosure.ForVendor
	case disclosure.InternalOnly:
		return true
	default:
		return v == disclosure.Public
	}
}

func (s *story) row(r *timeline.Row, key string) storyRow {
	out := storyRow{
		When: whenOf(*r), Kind: r.Kind, Side: sideOf(r), Planned: r.Planned,
		Corrects: r.Corrects > 0, Source: s.source(r), row: *r,
	}
	out.Date, out.Time = s.t.span(out.When, r.Until), datetime(out.When)
	if r.Planned {
		out.Date += " (" + s.t.get("planned") + ")"
	}
	if s.from.Contradicts(r.Seq) {
		out.Contradicts = s.t.get("contradicts")
	}
	name, to, from := s.party(r.Party, r.Name)
	switch {
	case r.Kind == disclosure.KindClosed && r.Reported:
		key += ".reported"
	case r.Kind == disclosure.KindProbed && r.Event.Detail.Probe != nil && r.Event.Detail.Probe.Verdict != observed.Inconclusive:
		key += "." + r.Event.Detail.Probe.Verdict.String()
	}
	out.key = key
	out.Label = upper(s.t.get(key, "party", name, "to", to, "from", from, "source", s.t.according(r.Source)))
	if out.Label == "" { // a kind without a sentence of its own
		out.Label = upper(s.g.line(strings.ReplaceAll(string(r.Kind), "_", " ")))
	}
	if s.mayQuote(r) {
		out.Text = s.g.blocks(r.Text)
	}
	return out
}

// mayQuote reports whether the text of a row is part of the story. What somebody wrote to us in private is not, and a
// statement has its own section. A strict mode quotes nobody.
func (s *story) mayQuote(r *timeline.Row) bool {
	if r.Text == "" || s.g.strict {
		return false
	}
	switch r.Kind { //nolint:exhaustive // All other kinds carry words of the team or of a public source.
	case disclosure.KindStatement, disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindAutoReplied, disclosure.KindUnclear,
		disclosure.KindBounced:
		return false
	}
	return !r.Source.Private() && !machine(r.Source)
}

// machine reports whether a text was made by Daylight: the row's own sentence says the same, in the reader's
// language.
func machine(s disclosure.Source) bool {
	return s == disclosure.SourceOwnMail || s == disclosure.SourceOwnProbe || s == disclosure.SourceSystem
}

// sideOf says which side a row comes from. An unknown one is ours: nothing is put on others by a missing word.
func sideOf(r *timeline.Row) disclosure.Side {
	switch side := r.Kind.Info().Side; side {
	case disclosure.SideState, disclosure.SideThem, disclosure.SideUs:
		return side
	}
	return disclosure.SideUs
}

// party names a party: as the subject of a sentence, as its recipient, as its sender.
func (s *story) party(role disclosure.Role, name string) (subject, to, from string) {
	t := s.t
	if role == "" {
		role = disclosure.Vendor
	}
	name = s.g.title(name)
	if name == "" {
		name = s.names[role]
	}
	if name == "" {
		key := "role." + string(role)
		if t.get(key) == "" {
			key = "role." + string(disclosure.Vendor)
		}
		return t.get(key), t.get(key + ".to"), t.get(key + ".from")
	}
	fromKey := "name.from"
	if first, _ := utf8.DecodeRuneInString(strings.ToLower(name)); strings.ContainsRune("aeiouyéèêàâîïôûü", first) {
		fromKey = "name.from_vowel"
	}
	if role != disclosure.Vendor && t.words.Roles[string(role)] != "" {
		name = t.get("name.as", "name", name, "role", t.words.Roles[string(role)])
	}
	return name, t.get("name.to", "name", name), t.get(fromKey, "name", name)
}

// source names where a row is known from; an article by its host.
func (s *story) source(r *timeline.Row) string {
	from := r.Source
	if from == disclosure.SourceOwnProbe && (r.Reported || r.Kind == disclosure.KindProbed && r.Event.Detail.Probe == nil) {
		from = disclosure.SourceImport // a file that mentions our checks is not a check of ours
	}
	name := s.t.get("src." + string(from))
	if name == "" {
		return ""
	}
	open := r.Source == disclosure.SourcePress || r.Kind == disclosure.KindPubliclyReported || r.Kind == disclosure.KindStatement
	if host := s.g.hostOf(r.Ref); host != "" && open && !s.g.strict {
		name = s.t.get("src.at", "source", name, "host", host)
	}
	return upper(name)
}

// according names the source, inside a sentence, of something that no probe of ours saw. Where an imported file says that
// a probe saw it, the file is the source.
func (t *texts) according(s disclosure.Source) string {
	if s == disclosure.SourceOwnProbe {
		s = disclosure.SourceImport
	}
	if text := t.get("acc." + string(s)); text != "" {
		return text
	}
	return t.get("acc." + string(disclosure.SourcePerson))
}

// Mark is the class of a row's mark on the page.
func (r storyRow) Mark() string { return string(r.Side) }

// tells returns the row of a milestone. What the readers of the page may not see has none, and the page says nothing in its place.
func (s *story) tells(m milestone.Moment) (storyRow, bool) {
	if m.IsZero() {
		return storyRow{}, false
	}
	for i := range s.rows {
		if r := &s.rows[i]; r.row.Seq == m.Seq && !r.Planned {
			return *r, true
		}
	}
	return storyRow{}, false
}

// laneOf says with whom a row is: the party that it names or that its sentence speaks of.
func (s *story) laneOf(r *storyRow) picture.Lane {
	switch {
	case r.Side == disclosure.SideState:
		return picture.Exposure
	case r.Kind == disclosure.KindPubliclyReported:
		return picture.Press
	}
	switch r.row.Party {
	case disclosure.Vendor:
		return picture.Vendor
	case disclosure.Provider, disclosure.Platform:
		return picture.Provider
	case disclosure.Coordinator, disclosure.Regulator:
		return picture.Authorities
	case disclosure.Press:
		return picture.Press
	case disclosure.Finder:
		return picture.Finder
	}
	if r.Kind == disclosure.KindRegulatorTold {
		return picture.Authorities
	}
	if sentence := s.t.get(r.key); r.Side == disclosure.SideThem || strings.Contains(sentence, "{to}") || strings.Contains(sentence, "{party}") || strings.Contains(sentence, "{from}") {
		return picture.Vendor // as the sentence says
	}
	return picture.Finder
}
