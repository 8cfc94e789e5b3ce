package deadline_test

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/milestone"
)

// recorded is the newest event by which Daylight put clocks on record, of these.
func recorded(t *testing.T, events []disclosure.Event) disclosure.Event {
	t.Helper()
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Detail.Clocks != nil {
			return events[i]
		}
	}
	t.Fatal("no clock went on record")
	return disclosure.Event{}
}

func TestAnEventHoldsTheClocksThatMovedAndNoOther(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	p.Event(disclosure.KindReplied, commandtest.Day20(1, 24), func(e *record.AddEvent) {
		e.Party, e.Name, e.Channel = disclosure.Vendor, "Clinic 7", disclosure.Email
	})
	e := recorded(t, p.Events)
	if keys := slices.Sorted(maps.Keys(*e.Detail.Clocks)); !e.Detail.Moved || !slices.Equal(keys, []string{ofB}) {
		t.Errorf("one vendor answered, and the event holds %v", keys)
	}
	if !strings.Contains(e.Text, "provider (Clinic 7)") || strings.Contains(e.Text, "NextMotion") {
		t.Errorf("it names what moved: %q", e.Text)
	}
	if len(p.C.Clocks) != 2 || p.C.Clocks[ofA].Due != commandtest.Day20(1, 31) {
		t.Errorf("the other one stands: %+v", p.C.Clocks)
	}
	commandtest.WantSameCase(t, p)
}

func TestAnEventOfAnOlderProgramHoldsAllClocks(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	all := disclosure.Clocks{"fix": {State: disclosure.ClockRunning, Due: commandtest.Day20(4, 1)}}
	e := disclosure.Event{Seq: p.C.Version + 1, Kind: disclosure.KindDeadlineSet, At: commandtest.Day20(1, 25), Source: disclosure.SourceSystem, Detail: disclosure.Detail{Clocks: &all}}
	if got := milestone.Apply(p.C, e).Clocks; !maps.Equal(got, all) {
		t.Errorf("%+v", got)
	}
	if len(p.C.Clocks) != 2 {
		t.Errorf("the given case has changed: %+v", p.C.Clocks)
	}
}

// Before clocks belonged to parties, a clock was kept under its clause; a party may also have got its name later. Neither is news.
func TestAClockThatOnlyGotAnotherNameIsNoNewDate(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	old := *p.C.Clone()
	old.Clocks = disclosure.Clocks{"provider": p.C.Clocks[ofA]}
	p.C = &old
	d, err := command.Decide(p.C, record.AddEvent{Kind: disclosure.KindExploited, At: commandtest.Day20(2, 20), Text: "later"}, command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules})
	if err == nil {
		t.Fatalf("a day in the future: %v", commandtest.KindsOf(d))
	}
	d, err = command.Decide(p.C, record.AddEvent{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Name: "Clinic 7", Channel: disclosure.Phone},
		command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules})
	if err != nil {
		t.Fatal(err)
	}
	e := recorded(t, d.Events)
	if e.Text != "dates by the policy p" {
		t.Errorf("nothing moved, and it says %q", e.Text)
	}
	after := milestone.Apply(p.C, d.Events...)
	if keys := slices.Sorted(maps.Keys(after.Clocks)); !slices.Equal(keys, []string{ofB, ofA}) {
		t.Errorf("each has its clock under its name, and the old name is gone: %v", keys)
	}
}

// many is a case whose vendors were told on 24 January.
func many(t testing.TB, n int) *commandtest.Play {
	t.Helper()
	p := commandtest.EmptyPlay(t)
	p.Rules.Clocks = stepRules()
	imp := record.Import{Facts: disclosure.Facts{Title: "x", Assets: []disclosure.Asset{{Kind: "other", Target: "https://portal.example/", Noun: "portal"}}}}
	for i := range n {
		imp.Facts.Parties = append(imp.Facts.Parties, disclosure.Party{Role: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1)})
		imp.Events = append(imp.Events, disclosure.Event{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1), Channel: disclosure.Phone})
	}
	p.Do(commandtest.Ada, imp)
	return p
}

// It counts what is allocated, so nothing runs beside it.
func TestAnEventCostsAsMuchBesideAThousandParties(t *testing.T) {
	size := func(n int) (answer, perEvent int) {
		p := many(t, n)
		d := p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindReplied, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Name: "Clinic 3", Channel: disclosure.Phone, Text: "hello"})
		for i := range d.Events {
			b, err := d.Events[i].Encode()
			if err != nil {
				t.Fatal(err)
			}
			answer += len(b)
		}
		notes := func(of int) command.Batch {
			var b command.Batch
			for range of {
				b = append(b, record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "x"})
			}
			return b
		}
		decide := func(of int) int {
			cmd := notes(of)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := command.Decide(p.C, cmd, command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules}); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			return int(after.TotalAlloc - before.TotalAlloc)
		}
		return answer, (decide(220) - decide(20)) / 200
	}
	few, each := size(10)
	lot, eachOfMany := size(1000)
	if lot > few+200 {
		t.Errorf("what one answer stores: %d bytes beside 10 parties, %d beside 1,000", few, lot)
	}
	if eachOfMany > each+each/4 {
		t.Errorf("one more event of a decision: %d bytes beside 10 parties, %d beside 1,000", each, eachOfMany)
	}
}

// A decision about one of a thousand parties takes at most three times as long for each party of the case as beside ten.
func BenchmarkDecisionBesideParties(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := many(b, n)
			env := command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules}
			cmd := record.AddEvent{Kind: disclosure.KindReplied, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Name: "Clinic 3", Channel: disclosure.Phone, Text: "hello"}
			for b.Loop() {
				if _, err := command.Decide(p.C, cmd, env); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/party")
		})
	}
}
