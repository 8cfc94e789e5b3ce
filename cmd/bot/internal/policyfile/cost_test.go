package policyfile_test

import (
	"fmt"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/holiday"
)

// told is an open case of some vendors under the default policy, of whom the second answered.
func told(vendors int) *disclosure.Case {
	c := &disclosure.Case{
		ID: "DL-2020-0001", Work: disclosure.WorkActive, Assets: []disclosure.Asset{{ID: "A1"}}, Exposed: disclosure.Exposed{Data: []string{"names"}},
	}
	events := []disclosure.Event{{Kind: disclosure.KindDiscovered, At: day(0)}}
	for v := range vendors {
		name := fmt.Sprintf("vendor %d", v+1)
		c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name, Country: []string{"DE", "FR", "US"}[v%3]})
		events = append(events,
			disclosure.Event{Kind: disclosure.KindContacted, At: day(2), Party: disclosure.Vendor, Name: name, Channel: disclosure.Email},
			disclosure.Event{Kind: disclosure.KindBounced, At: day(2), Party: disclosure.Vendor, Name: name, Channel: disclosure.Email},
			disclosure.Event{Kind: disclosure.KindContacted, At: day(4), Party: disclosure.Vendor, Name: name, Channel: disclosure.Form})
		if v == 1 {
			events = append(events, disclosure.Event{Kind: disclosure.KindAcknowledged, At: day(5), Party: disclosure.Vendor, Name: name, Channel: disclosure.Form})
		}
	}
	events = append(events,
		disclosure.Event{Kind: disclosure.KindContacted, At: day(6), Party: disclosure.Provider, Channel: disclosure.Email},
		disclosure.Event{Kind: disclosure.KindExtensionGranted, At: day(9), Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: "publication", Due: day(50)}}})
	for i := range events {
		events[i].Seq = i + 1
	}
	c.ClockEvents = disclosure.ClockEventsOf(events)
	return c
}

func costEnv(t testing.TB) clock.Env {
	t.Helper()
	p := named(t, "exposed-data")
	return clock.Env{Now: day(12).Time(), Zone: time.UTC, Rules: clock.Rules{
		Policies: map[string]clock.Policy{p.Name: p}, Default: p.Name, DaysOff: holiday.New().DayOff,
	}}
}

// A list of 100,000 cases computes the clocks of each; what a case allocates for it is most of the time.
func TestTheClocksOfACaseAllocateLittle(t *testing.T) {
	env := costEnv(t)
	c := told(1)
	allocated := testing.AllocsPerRun(50, func() {
		if clocks, err := clock.Deadlines(c, env); err != nil || len(clocks) == 0 {
			t.Error(err)
		}
	})
	if allocated > 40 {
		t.Errorf("%v allocations for the clocks of one case, want at most 40", allocated)
	}
}

// Per party, a case with a thousand costs at most three times what one with ten does; and one with three at most twice one with one.
func BenchmarkClocksOfParties(b *testing.B) {
	env := costEnv(b)
	for _, n := range []int{1, 3, 10, 1000} {
		c := told(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := clock.Deadlines(c, env); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/party")
		})
	}
}
