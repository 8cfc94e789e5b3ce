package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// Timeline is the derived history of a case: rows in the order in which things happened, durations and the
// contradictions found. Every page and every answer about dates comes from it.
type Timeline struct {
	Case      disclosure.CaseID    `json:"case"`
	Title     string               `json:"title"`
	Headline  string               `json:"headline"` // of the case; the caller sets it
	Rows      []Row                `json:"events"`
	Durations map[string]*Duration `json:"durations"` // every name of DurationNames; nil where it cannot be told
	Episodes  []Episode            `json:"episodes,omitempty"`
	Sight     Sight                `json:"-"`
	// Milestones are what durations, episodes and sight come from.
	Milestones milestone.History `json:"-"`
	Lint       []Finding         `json:"lint"`
	// Parties are those of the case, for rows that name none of their own.
	Parties []disclosure.Party `json:"-"`
	AsOf    civil.Date         `json:"as_of"` // open durations count up to this day
}

// Row is an event as a reader sees it.
type Row struct {
	Seq        int                   `json:"seq"`
	Kind       disclosure.Kind       `json:"kind"`
	At         string                `json:"at"` // RFC 3339 for minute precision, else the civil date, month, quarter or year
	Precision  civil.Precision       `json:"precision"`
	Until      *string               `json:"until"` // null: no span; "open": the span has no end yet
	Planned    bool                  `json:"planned"`
	Party      disclosure.Role       `json:"party"`
	Name       string                `json:"name,omitempty"`
	Channel    disclosure.Channel    `json:"channel,omitempty"`
	Actor      string                `json:"actor,omitempty"`
	Hand       person.Hand           `json:"hand,omitzero"`
	How        string                `json:"how,omitempty"` // who did it and what shows it, in words: "by bob in Slack"
	Source     disclosure.Source     `json:"source"`
	Ref        string                `json:"ref,omitempty"`
	Text       string                `json:"text"`
	Excerpt    string                `json:"excerpt,omitempty"` // of what was received; for the team only, never published
	Visibility disclosure.Visibility `json:"visibility"`
	RecordedAt string                `json:"recorded_at"` // RFC 3339, UTC
	Corrects   int                   `json:"corrects,omitempty"`
	Inbox      int64                 `json:"inbox,omitempty"`    // the item of the inbox that it was read from
	Reported   bool                  `json:"reported,omitempty"` // a closed that no probe of ours saw

	When  civil.When       `json:"-"`
	Event disclosure.Event `json:"-"`
}

// UntilOpen is the text of [Row.Until] for a span whose end is still open.
const UntilOpen = "open"

// Episode is one stretch of exposure: from the discovery or a re-opening to a closure. Closed is zero while no end is on
// record; how long it lasted is then known up to Seen. What our own probes saw end is an interval: it ended after LastOpen
// and not after Closed.
type Episode struct {
	From     civil.When        `json:"from,omitzero"`
	LastOpen time.Time         `json:"last_open,omitzero"`      // of the asset whose closure ended the episode
	Seen     civil.When        `json:"last_seen_open,omitzero"` // without an end: the newest open answer of ours
	Closed   civil.When        `json:"closed,omitzero"`
	Verified bool              `json:"verified"`
	Source   disclosure.Source `json:"source,omitempty"`

	Span civil.Span `json:"-"` // from From to Closed, else to Seen; zero where that is not known
}

// Build derives the timeline of a case from its events. It is pure: the same events and the same day give
// the same bytes. asOf is today in the team's zone; durations that have no end yet count up to it.
//
// Rows come in the order in which things happened: by [civil.When.Compare], then in the order of entry. An event that a
// later one corrects is not part of the story any more and has no row; [Lint] names it, and the event log keeps it.
func Build(c *disclosure.Case, events []disclosure.Event, asOf civil.Date) Timeline {
	story := CurrentEvents(events)
	slices.SortStableFunc(story, ByTime)

	rows := make([]Row, len(story))
	for i := range story {
		rows[i] = rowOf(story[i])
	}
	h := milestone.OfEvents(c, events)
	return Timeline{
		Case:       c.ID,
		Title:      c.Title,
		Rows:       rows,
		Durations:  durationsOf(&h, asOf),
		Episodes:   episodesOf(&h),
		Sight:      sightOf(c, &h, nil, asOf),
		Lint:       Lint(c, events, asOf),
		Milestones: h,
		Parties:    c.Parties,
		AsOf:       asOf,
	}
}

// CurrentEvents returns the events that no other event corrects. A correction that names itself or a later event
// corrects nothing.
func CurrentEvents(events []disclosure.Event) []disclosure.Event {
	replaced := supersededBy(events)
	story := make([]disclosure.Event, 0, len(events))
	for i := range events {
		if _, gone := replaced[events[i].Seq]; !gone {
			story = append(story, events[i])
		}
	}
	return story
}

// supersededBy maps the sequence number of each corrected event to that of its correction, the newest if there
// are several.
func supersededBy(events []disclosure.Event) map[int]int {
	known := make(map[int]bool, len(events))
	for i := range events {
		known[events[i].Seq] = true
	}
	replaced := make(map[int]int)
	for i := range events {
		if e := &events[i]; e.Corrects > 0 && e.Corrects < e.Seq && known[e.Corrects] {
			replaced[e.Corrects] = max(replaced[e.Corrects], e.Seq)
		}
	}
	return replaced
}

// ByTime orders events as a reader sees them.
func ByTime(a, b disclosure.Event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) }

func rowOf(e disclosure.Event) Row {
	how := ""
	if e.Hand != (person.Hand{}) { // an older record keeps the name alone, which stands beside
		how = e.Did()
	}
	if milestone.Unproven(&e) {
		how = strings.TrimPrefix(how+", unverified", ", ")
	}
	return Row{
		Seq: e.Seq, Kind: e.Kind, At: e.At.RFC3339(), Precision: e.At.Precision(), Until: untilOf(e),
		Planned: e.Planned, Party: e.Party, Name: e.Name, Channel: e.Channel, Actor: e.Actor,
		Hand: e.Hand, How: how,
		Source: e.Source, Ref: e.Ref, Text: e.Text, Excerpt: e.Detail.Excerpt, Visibility: e.Visibility,
		RecordedAt: e.RecordedAt.UTC().Format(time.RFC3339), Corrects: e.Corrects, Inbox: e.Detail.Inbox,
		Reported: e.IsClosure() && !e.OfOwnProbes(),
		When:     e.At, Event: e,
	}
}

func untilOf(e disclosure.Event) *string {
	switch {
	case e.Ongoing:
		return new(UntilOpen)
	case e.Until.IsZero():
		return nil
	default:
		return new(e.Until.RFC3339())
	}
}
