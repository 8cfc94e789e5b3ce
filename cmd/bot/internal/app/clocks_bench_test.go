package app_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
)

// BenchmarkClocks100k computes every clock of 100,000 open cases anew, each with its own history, on all processors: with one vendor
// each, and with three, of whom one answered. The second takes at most twice as long as the first.
func BenchmarkClocks100k(b *testing.B) {
	for _, vendors := range []int{1, 3} {
		b.Run(fmt.Sprintf("vendors=%d", vendors), func(b *testing.B) { benchmarkClocks(b, vendors) })
	}
}

func benchmarkClocks(b *testing.B, vendors int) {
	cfg := config.Default()
	rules := command.DefaultRules()
	var err error
	if rules.Clocks, err = app.ClockRules(&cfg); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	cases := make([]*disclosure.Case, 100_000)
	for i := range cases {
		cases[i] = openCase(i, vendors, now)
	}
	env := command.Env{Now: now, Rules: rules}
	b.ReportAllocs()
	for b.Loop() {
		var all sync.WaitGroup
		n := runtime.GOMAXPROCS(0)
		for first := range n {
			all.Go(func() {
				for i := first; i < len(cases); i += n {
					if clocks, err := clock.Deadlines(cases[i], env.Clock()); err != nil || len(clocks) == 0 {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
	}
}

// openCase is an open case with a history of its own.
func openCase(i, vendors int, now time.Time) *disclosure.Case {
	day := civil.Date{Year: 2026, Month: 1, Day: 1}.AddDays(i % 150)
	on := func(n int) civil.When { return day.AddDays(n).When() }
	c := &disclosure.Case{
		ID: disclosure.CaseID(fmt.Sprintf("DL-2026-%04d", i)), Work: disclosure.WorkActive, RecordedAt: now.AddDate(0, -6, 0),
		Assets: []disclosure.Asset{{ID: "A1"}}, Exposed: disclosure.Exposed{Data: []string{"names"}},
	}
	events := []disclosure.Event{{Kind: disclosure.KindDiscovered, At: on(0)}}
	for v := range vendors {
		name := ""
		if vendors > 1 {
			name = fmt.Sprintf("vendor %d", v+1)
		}
		c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name, Country: []string{"DE", "FR", "US"}[(i+v)%3]})
		events = append(events,
			disclosure.Event{Kind: disclosure.KindContacted, At: on(2), Party: disclosure.Vendor, Name: name, Channel: disclosure.Email},
			disclosure.Event{Kind: disclosure.KindBounced, At: on(2), Party: disclosure.Vendor, Name: name, Channel: disclosure.Email},
			disclosure.Event{Kind: disclosure.KindContacted, At: on(4), Party: disclosure.Vendor, Name: name, Channel: disclosure.Form})
		if v == 1 {
			events = append(events, disclosure.Event{Kind: disclosure.KindAcknowledged, At: on(5), Party: disclosure.Vendor, Name: name, Channel: disclosure.Form})
		}
	}
	events = append(events,
		disclosure.Event{Kind: disclosure.KindContacted, At: on(6), Party: disclosure.Provider, Channel: disclosure.Email},
		disclosure.Event{Kind: disclosure.KindExtensionGranted, At: on(9), Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: "publication", Due: on(50)}}})
	for j := range events {
		events[j].Seq = j + 1
	}
	c.ClockEvents = disclosure.ClockEventsOf(events)
	return c
}
