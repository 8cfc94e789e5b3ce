package github

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
)

// Whoever asked for time in an issue is told there what was decided, and nobody else is, and never why.
func TestADecisionAboutTimeIsToldWhereItWasAskedFor(t *testing.T) {
	t.Parallel()
	granted := disclosure.Event{Seq: 9, Kind: disclosure.KindExtensionGranted, Party: disclosure.Vendor, Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: "fix", Due: civil.OnDay(2020, time.March, 15), Reason: "ours alone"}}}
	refused := disclosure.Event{Seq: 9, Kind: disclosure.KindExtensionRefused, Party: disclosure.Vendor, Text: "ours alone"}
	set := granted
	set.Kind = disclosure.KindDeadlineSet
	for name, tt := range map[string]struct {
		asked disclosure.Channel // "" is not at all
		event disclosure.Event
		says  string // "" is nothing
	}{
		"granted":                   {disclosure.Issue, granted, "You asked for more time on 2020-02-01. We have decided: **you have it, until 2020-03-15**."},
		"refused":                   {disclosure.Issue, refused, "**the dates stay as they are**"},
		"asked by mail":             {disclosure.Email, granted, ""},
		"nobody asked":              {"", granted, ""},
		"a date that was no answer": {disclosure.Issue, set, ""},
	} {
		before := &disclosure.Case{
			ID: "DL-2020-0001", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Acme"}},
			Issues: []disclosure.Tracked{{Ref: "team/acme#1", Role: disclosure.Vendor, Name: "Acme", Marker: "abc"}},
		}
		if tt.asked != "" {
			before.ClockEvents = []disclosure.ClockEvent{{Seq: 1, Kind: disclosure.KindExtensionRequested, Party: disclosure.Vendor, Name: "Acme", Channel: tt.asked, At: civil.OnDay(2020, time.February, 1)}}
		}
		after := before.Clone()
		after.ClockEvents = append(after.ClockEvents, disclosure.ClockEvent{Seq: 9, Kind: tt.event.Kind, Party: tt.event.Party, Clock: tt.event.Detail.Clock})
		jobs := Page("").React(before, after, []disclosure.Event{tt.event})
		if tt.says == "" {
			if len(jobs) > 0 {
				t.Errorf("%s: %+v", name, jobs)
			}
			continue
		}
		if len(jobs) != 1 {
			t.Errorf("%s: %d jobs", name, len(jobs))
			continue
		}
		c, err := ledger.PayloadOf[Comment](jobs[0])
		if err != nil || c.Issue != "team/acme#1" || !strings.Contains(c.Text, tt.says) || strings.Contains(c.Text, "ours alone") {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}
