package casefile_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/casefile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
)

// lived is a case that this program worked on, with everything that a file does not tell.
func lived(t *testing.T) (*disclosure.Case, []disclosure.Event) {
	t.Helper()
	at := func(s string) civil.When { return parse(t, s) }
	c := &disclosure.Case{
		ID: "DL-2020-0001", Title: "Open bucket", Author: "alice",
		Parties: []disclosure.Party{
			{Role: disclosure.Provider, Name: "AWS"},
			{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"},
			{Role: disclosure.Coordinator, Name: "ANSSI", Country: "FR"},
		},
		Contacts: []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "security@nextmotion.example", Quality: disclosure.QualityGuessed}},
		Assets:   []disclosure.Asset{{ID: "A1", Kind: "s3", Target: "s3://example-bucket", Exposure: disclosure.ExposureClosed, Probes: 9}},
		Embargo:  at("2020-02-10"),
	}
	recorded := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	event := func(seq int, kind disclosure.Kind, when string, change func(*disclosure.Event)) disclosure.Event {
		e := disclosure.Event{Seq: seq, Kind: kind, At: at(when), RecordedAt: recorded, Actor: "alice", Source: disclosure.SourcePerson, Visibility: kind.Info().Visibility}
		if change != nil {
			change(&e)
		}
		return e
	}
	return c, []disclosure.Event{
		event(1, disclosure.KindRecorded, "2020-01-24T09:00:00Z", nil),
		event(2, disclosure.KindDiscovered, "2020-01-24", nil),
		event(3, disclosure.KindOwnerIdentified, "2020-01-24", func(e *disclosure.Event) { e.Detail.Contact = &c.Contacts[0] }),
		event(4, disclosure.KindContacted, "2020-01-27", func(e *disclosure.Event) { e.Party, e.Channel = disclosure.Vendor, disclosure.Email }),
		event(5, disclosure.KindContacted, "2020-01-30", func(e *disclosure.Event) { e.Party, e.Name = disclosure.Provider, "AWS" }),
		event(6, disclosure.KindDeadlineSet, "2020-01-27", func(e *disclosure.Event) {
			e.Detail.Clock = &disclosure.ClockSet{Clause: disclosure.PublicationClause, Due: at("2020-04-26")}
		}),
		event(7, disclosure.KindContacted, "2020-01-28", func(e *disclosure.Event) {
			e.Party, e.Corrects, e.Visibility, e.Source = disclosure.Vendor, 4, disclosure.InternalOnly, disclosure.SourceImport
		}),
		event(8, disclosure.KindNote, "2020-02", func(e *disclosure.Event) {
			e.Ongoing, e.Planned, e.Text = true, true, "A long note: "+strings.Repeat("words ", 12)
		}),
	}
}

func TestALivedCaseIsWrittenWithoutItsBookkeeping(t *testing.T) {
	c, events := lived(t)
	var b bytes.Buffer
	if err := casefile.Write(&b, c, events, casefile.YAML, casefile.WithID()); err != nil {
		t.Fatal(err)
	}
	const want = `case:
  id: DL-2020-0001
  title: Open bucket
  vendor: {name: NextMotion, country: FR}
  parties: [{role: coordinator, name: ANSSI, country: FR}]
  contacts: [{name: NextMotion, channel: email, address: security@nextmotion.example, quality: guessed}]
  assets: [{kind: s3, target: "s3://example-bucket"}]
  embargo: 2020-02-10
events:
  - {kind: discovered, at: 2020-01-24, actor: alice, source: person}
  - {kind: contacted, at: 2020-01-27, party: vendor, channel: email, actor: alice, source: person}
  - {kind: contacted, at: 2020-01-30, party: provider, name: AWS, actor: alice, source: person}
  - {kind: deadline_set, at: 2020-01-27, until: 2020-04-26, actor: alice, source: person}
  - {kind: contacted, at: 2020-01-28, party: vendor, actor: alice, visibility: internal, corrects: 2}
  - kind: note
    at: 2020-02
    until: open
    planned: true
    actor: alice
    source: person
    text: "A long note: words words words words words words words words words words words words "
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestALivedCaseSurvivesExportAndImport(t *testing.T) {
	c, events := lived(t)
	for _, format := range []casefile.Format{casefile.YAML, casefile.JSON} {
		first := written(t, c, events, format)
		f, err := casefile.Parse(strings.NewReader(first), "export")
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Contacts) != 1 || f.Events[4].Corrects != 3 {
			t.Errorf("contacts %+v, correction of %d", f.Contacts, f.Events[4].Corrects)
		}
		imp := f.Import()
		imp.ID = c.ID
		// Somebody who is not in the file imports it.
		env := command.Env{Actor: disclosure.Actor{Name: "zoe", Role: disclosure.Lead}, Now: importedAt, Rules: command.DefaultRules()}
		d, err := command.Decide(nil, imp, env)
		if err != nil {
			t.Fatal(err)
		}
		again := milestone.Rebuild(c.ID, d.Events)
		if second := written(t, again, d.Events, format); second != first {
			t.Errorf("first\n%s\nsecond\n%s", first, second)
		}
		if k := again.Clocks[disclosure.PublicationClause]; k.Due.String() != "2020-04-26" {
			t.Errorf("the deadline was lost: %+v", k)
		}
	}
}

func TestAnUnknownFormIsRefused(t *testing.T) {
	c, events := lived(t)
	if err := casefile.Write(&bytes.Buffer{}, c, events, "toml"); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("error %v", err)
	}
}
