package timelinetest

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
)

// RecordedAt is when the histories of these tests were typed in.
var RecordedAt = time.Date(2024, 5, 2, 9, 0, 0, 0, time.UTC)

// History reads one event per line: kind, date and then key=value pairs (party, name, source, text, until, asset,
// ref, corrects), or the words planned, verified, ongoing, open (an open answer of ours), ours, theirs and resolved.
func History(t testing.TB, lines ...string) []disclosure.Event {
	t.Helper()
	events := []disclosure.Event{{
		Seq: 1, Kind: disclosure.KindRecorded, At: civil.At(RecordedAt), RecordedAt: RecordedAt,
		Visibility: disclosure.InternalOnly,
	}}
	for _, line := range lines {
		fields := strings.Split(line, "|")
		when, err := civil.ParseWhen(strings.TrimSpace(fields[1]))
		if err != nil {
			t.Fatal(err)
		}
		e := disclosure.Event{
			Seq: len(events) + 1, Kind: disclosure.Kind(strings.TrimSpace(fields[0])), At: when, RecordedAt: RecordedAt,
			Source: disclosure.SourceImport, Visibility: disclosure.Public,
		}
		for _, f := range fields[2:] {
			key, value, _ := strings.Cut(strings.TrimSpace(f), "=")
			set(t, &e, key, value)
		}
		events = append(events, e)
	}
	return events
}

func set(t testing.TB, e *disclosure.Event, key, value string) {
	t.Helper()
	var err error
	switch key {
	case "party":
		e.Party = disclosure.Role(value)
	case "name":
		e.Name = value
	case "source":
		e.Source = disclosure.Source(value)
	case "text":
		e.Text = value
	case "until":
		e.Until, err = civil.ParseWhen(value)
	case "ongoing":
		e.Ongoing = true
	case "planned":
		e.Planned = true
	case "internal":
		e.Visibility = disclosure.InternalOnly
	case "asset":
		e.Detail.AssetID = value
	case "corrects":
		for _, c := range value {
			e.Corrects = e.Corrects*10 + int(c-'0')
		}
	case "verified":
		e.Source = disclosure.SourceOwnProbe
		e.Detail.Closure = &disclosure.Closure{At: e.At, Verified: true, Source: disclosure.SourceOwnProbe}
	case "open":
		e.Source = disclosure.SourceOwnProbe
		e.Detail.Probe = &observed.Observation{Verdict: observed.Open, Started: e.At.Time()}
	case "ours": // a message of ours that was accepted
		e.Source, e.Hand.Via = disclosure.SourceOwnMail, person.Engine
		e.Detail.Message, e.Detail.State = &disclosure.Message{State: disclosure.MessageSent, Contact: "C1"}, disclosure.MessageSent
	case "theirs": // a mail of theirs, from an address that is known
		e.Source, e.Hand.Via = disclosure.SourceVendorMail, person.Engine
	case "resolved": // a message of which a person says that it arrived
		e.Source = disclosure.SourcePerson
		e.Detail.Message, e.Detail.State = &disclosure.Message{State: disclosure.MessageSent, Contact: "C1"}, disclosure.MessageSent
	case "ref":
		e.Ref = value
	case "recorded":
		e.RecordedAt, err = time.Parse(time.DateOnly, value)
	case "work":
		e.Detail.Work = disclosure.Work(value)
	default:
		t.Fatalf("unknown field %q", key)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Day reads a civil date.
func Day(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
