package dbtest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// day0 is when the cases of the suite begin.
var day0 = time.Date(2020, 1, 24, 9, 30, 0, 0, time.UTC)

// Facts are those of a small case. n makes title, vendor and target differ.
func Facts(n int) disclosure.Facts {
	return disclosure.Facts{
		Title:   fmt.Sprintf("Open bucket number%d", n),
		Summary: "A bucket that anybody can list.",
		Parties: []disclosure.Party{{
			Role: disclosure.Vendor, Name: fmt.Sprintf("Vendor%d GmbH", n), Country: "FR", Domain: fmt.Sprintf("vendor%d.example", n),
		}},
		Assets: []disclosure.Asset{{ID: "A1", Kind: "s3", Target: fmt.Sprintf("https://files-%d.s3.example/", n)}},
	}
}

// ID is the id of case n.
func ID(n int) disclosure.CaseID { return disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", n)) }

// Recorded is the event that records a case.
func Recorded(facts disclosure.Facts) disclosure.Event {
	return disclosure.Event{
		Kind: disclosure.KindRecorded, At: civil.At(day0), Actor: "ada", Source: disclosure.SourcePerson,
		Visibility: disclosure.InternalOnly, Detail: disclosure.Detail{Facts: &facts},
	}
}

// Note is an event with a text.
func Note(text string) disclosure.Event {
	return disclosure.Event{
		Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 27), Actor: "ada", Source: disclosure.SourcePerson,
		Visibility: disclosure.InternalOnly, Text: text,
	}
}

// Deadline is an event that keeps what was computed of the publication clock.
func Deadline(due time.Time) disclosure.Event {
	return disclosure.Event{
		Kind: disclosure.KindDeadlineSet, At: civil.At(day0), Source: disclosure.SourceSystem,
		Visibility: disclosure.InternalOnly,
		Detail: disclosure.Detail{Clocks: &disclosure.Clocks{disclosure.PublicationClause: {
			State: disclosure.ClockRunning, What: disclosure.DuePublishLimited, Episode: 1, Due: civil.At(due), Ends: due,
		}}},
	}
}

// Next builds the commit that appends events to a case as somebody saw it; nil stands for a new one.
func Next(id disclosure.CaseID, before *disclosure.Case, events ...disclosure.Event) ledger.Commit {
	out := ledger.Commit{}
	if before != nil {
		out.Expect = before.Version
	} else {
		before = &disclosure.Case{ID: id}
	}
	for i, e := range events {
		e.Seq = out.Expect + i + 1
		e.RecordedAt = day0.Add(time.Duration(e.Seq) * time.Minute)
		before = milestone.Apply(before, e)
		out.Events = append(out.Events, e)
	}
	out.Case = before
	return out
}

// Put commits events and returns the case after them.
func Put(
	t testing.TB, s command.Store, id disclosure.CaseID, before *disclosure.Case, events ...disclosure.Event,
) *disclosure.Case {
	t.Helper()
	c := Next(id, before, events...)
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return c.Case
}

// wantCode fails unless err carries the code.
func wantCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("error %v with code %q, want code %q", err, fault.CodeOf(err), code)
	}
}

// must fails on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asJSON is how values are compared: as they are stored.
func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return string(b)
}
