package casefile

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

// Option changes what [Write] writes.
type Option func(*writer)

// WithID writes the id of the case too, so that it keeps it where it is imported. Without it the case gets the next
// free id there.
func WithID() Option { return func(w *writer) { w.withID = true } }

type writer struct {
	withID bool
}

// Write writes a case and its events as a case file, in the order of entry. Two calls give the same bytes, and so
// does a file that was read and imported again.
//
// What an import writes by itself is left out: the event that records the case, the person who imported it, and
// values that are the default. Contacts and parties stand in their own sections, not in the events that added them.
func Write(out io.Writer, c *disclosure.Case, events []disclosure.Event, format Format, options ...Option) error {
	var w writer
	for _, o := range options {
		o(&w)
	}
	doc := w.document(c, events)
	switch format {
	case YAML:
		return writeYAML(out, doc)
	case JSON:
		return writeJSON(out, doc)
	default:
		return fault.Errorf(fault.Invalid, "unknown form %q of a case file: write yaml or json", format)
	}
}

func (w *writer) document(c *disclosure.Case, events []disclosure.Event) group {
	events = exported(events)
	var section group
	if w.withID {
		section.text("id", string(c.ID))
	}
	section.text("title", c.Title)
	section.text("summary", c.Summary)
	vendor, others := partiesOf(c, events)
	if vendor != nil {
		section.add("vendor", partyGroup(*vendor, false))
	}
	section.list("parties", each(others, func(p disclosure.Party) any { return partyGroup(p, true) }))
	section.list("contacts", each(c.Contacts, contactGroup))
	section.list("assets", each(c.Assets, assetGroup))
	if x := exposedGroup(c.Exposed); len(x) > 0 {
		section.add("exposed", x)
	}
	section.date("embargo", c.Embargo)
	section.flag("rehearsal", c.Rehearsal)

	var doc group
	doc.add("case", section)
	number := make(map[int]int, len(events))
	history := make([]any, 0, len(events))
	for i := range events {
		history = append(history, eventGroup(&events[i], number))
		number[events[i].Seq] = i + 1
	}
	doc.list("events", history)
	return doc
}

// exported returns the events that a file holds, in the order of entry.
func exported(events []disclosure.Event) []disclosure.Event {
	out := make([]disclosure.Event, 0, len(events))
	for i := range events {
		e := &events[i]
		section := e.Kind == disclosure.KindOwnerIdentified && (e.Detail.Contact != nil || e.Detail.Party != nil)
		computed := e.Detail.Clocks != nil // the policy of whoever reads the file computes its own
		if e.Kind != disclosure.KindRecorded && !section && !computed && !e.At.IsZero() {
			out = append(out, *e)
		}
	}
	slices.SortStableFunc(out, func(a, b disclosure.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// partiesOf returns the vendor and the other parties, without those that the import finds in the events anyway: who
// was contacted is a party.
func partiesOf(c *disclosure.Case, events []disclosure.Event) (vendor *disclosure.Party, others []disclosure.Party) {
	for i := range c.Parties {
		p := c.Parties[i]
		switch {
		case p.Role == disclosure.Vendor && vendor == nil:
			vendor = &p
		case p != (disclosure.Party{Role: p.Role, Name: p.Name}) || !contacted(p, events):
			others = append(others, p)
		}
	}
	return vendor, others
}

// contacted reports whether the events name the party as one that was reached.
func contacted(p disclosure.Party, events []disclosure.Event) bool {
	return p.Role != disclosure.Vendor && slices.ContainsFunc(events, func(e disclosure.Event) bool {
		return (e.Kind == disclosure.KindContacted || e.Kind == disclosure.KindEscalated) && !e.Planned &&
			e.Party == p.Role && e.Name == p.Name
	})
}

func partyGroup(p disclosure.Party, withRole bool) group {
	var g group
	if withRole {
		g.text("role", string(p.Role))
	}
	g.text("name", p.Name)
	g.text("country", p.Country)
	g.text("domain", p.Domain)
	g.text("language", p.Language)
	g.flag("do_not_contact", p.DoNotContact)
	return g
}

func contactGroup(k disclosure.Contact) any {
	var g group
	if k.Role != disclosure.Vendor {
		g.text("party", string(k.Role))
	}
	g.text("name", k.Name)
	g.text("channel", string(k.Channel))
	g.text("address", k.Address)
	g.text("found", k.Found)
	g.date("found_at", k.FoundAt)
	g.text("quality", string(k.Quality))
	return g
}

func assetGroup(a disclosure.Asset) any {
	var g group
	g.text("kind", a.Kind)
	g.text("target", a.Target)
	g.text("key", a.Key)
	g.text("noun", a.Noun)
	g.text("owner", a.Owner)
	g.text("host", a.Host)
	if a.Expect != nil {
		expect := group{}
		expect.text("send", a.Expect.Send)
		for _, m := range []struct {
			name  string
			match *disclosure.Match
		}{{"open", a.Expect.Open}, {"closed", a.Expect.Closed}} {
			if m.match != nil {
				expect.add(m.name, matchGroup(m.match))
			}
		}
		g.add("expect", expect)
	}
	return g
}

func matchGroup(m *disclosure.Match) group {
	g := group{}
	g.list("status", each(m.Status, func(code int) any { return count(code) }))
	if len(m.Headers) > 0 {
		headers := group{}
		for _, name := range sortedKeys(m.Headers) {
			headers.add(name, m.Headers[name])
		}
		g.add("headers", headers)
	}
	g.text("body", m.Body)
	return g
}

func exposedGroup(x disclosure.Exposed) group {
	var g group
	if x.Records > 0 {
		g.add("records", count(x.Records))
	}
	g.list("data", each(x.Data, func(s string) any { return s }))
	g.text("note", x.Note)
	g.text("severity", string(x.Severity))
	return g
}

// eventGroup writes one event. number holds the numbers of the events before it in the file.
func eventGroup(e *disclosure.Event, number map[int]int) group {
	var g group
	g.text("kind", string(e.Kind))
	g.date("at", e.At)
	switch {
	case e.Ongoing:
		g.text("until", open)
	case e.Until.IsZero() && deadline(e) != nil:
		g.date("until", deadline(e).Due)
	default:
		g.date("until", e.Until)
	}
	g.flag("planned", e.Planned)
	g.text("party", string(e.Party))
	g.text("name", e.Name)
	g.text("channel", string(e.Channel))
	g.text("actor", e.Actor)
	if e.Actor != "" && (e.Hand.Shown() || e.Hand.Login != "") {
		g.text("how", e.Did())
	}
	if e.Source != disclosure.SourceImport && !record.Proves(e.Source) { // for who reads it, all of it is told by this file
		g.text("source", string(e.Source))
	}
	g.text("ref", e.Ref)
	g.text("text", e.Text)
	if e.Visibility != e.Kind.Info().Visibility {
		g.text("visibility", string(e.Visibility))
	}
	if n := number[e.Corrects]; n > 0 {
		g.add("corrects", count(n))
	}
	return g
}

// deadline returns the publication deadline that an event sets. In a file it is the end of the event's span, which
// is where an import looks for it.
func deadline(e *disclosure.Event) *disclosure.ClockSet {
	k := e.Detail.Clock
	sets := e.Kind == disclosure.KindDeadlineSet || e.Kind == disclosure.KindExtensionGranted
	if sets && k != nil && k.Clause == disclosure.PublicationClause && !k.Due.SurelyBefore(e.At) {
		return k
	}
	return nil
}

func each[T any](all []T, write func(T) any) []any {
	out := make([]any, 0, len(all))
	for _, v := range all {
		out = append(out, write(v))
	}
	return out
}

// group is a list of fields in a fixed order. A value is a string, count, date, bool, group or []any.
type group []fieldValue

type fieldValue struct {
	name  string
	value any
}

type (
	count int64
	date  string
)

func (g *group) add(name string, value any) { *g = append(*g, fieldValue{name, value}) }

// text adds a text that is not empty.
func (g *group) text(name, value string) {
	if value != "" {
		g.add(name, value)
	}
}

func (g *group) date(name string, w civil.When) {
	if !w.IsZero() {
		g.add(name, date(w.String()))
	}
}

func (g *group) flag(name string, value bool) {
	if value {
		g.add(name, true)
	}
}

func (g *group) list(name string, values []any) {
	if len(values) > 0 {
		g.add(name, values)
	}
}

// MarshalJSON writes the fields in their order.
func (g group) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, f := range g {
		if i > 0 {
			b.WriteByte(',')
		}
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false) // an address keeps its ampersand
		if err := e.Encode(f.name); err != nil {
			return nil, fault.Errorf(fault.Internal, "a case file could not be written: %w", err)
		}
		b.WriteByte(':')
		if err := e.Encode(f.value); err != nil {
			return nil, fault.Errorf(fault.Internal, "a case file could not be written: %w", err)
		}
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}

func writeJSON(out io.Writer, doc group) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fault.Errorf(fault.Internal, "a case file could not be written: %w", err)
	}
	return nil
}
