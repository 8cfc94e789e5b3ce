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

// BenchmarkClocks100k computes every clock of 100,000 open cases anew, each with its own history, on all processors.
func BenchmarkClocks100k(b *testing.B) {
	cfg := config.Default()
	rules := command.DefaultRules()
	var err error
	if rules.Clocks, err = app.ClockRules(&cfg); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	cases := make([]*disclosure.Case, 100_000)
	for i := range cases {
		day := civil.Date{Year: 2026, Month: 1, Day: 1}.AddDays(i % 150)
		on := func(n int) civil.When { return day.AddDays(n).When() }
		events := []disclosure.Event{
			{Kind: disclosure.KindDiscovered, At: on(0)},
			{Kind: disclosure.KindContacted, At: on(2), Party: disclosure.Vendor, Channel: disclosure.Email},
			{Kind: disclosure.KindBounced, At: on(2), Party: disclosure.Vendor, Channel: disclosure.Email},
			{Kind: disclosure.KindContacted, At: on(4), Party: disclosure.Vendor, Channel: disclosure.Form},
			{Kind: disclosure.KindContacted, At: on(6), Party: disclosure.Provider, Channel: disclosure.Email},
			{Kind: disclosure.KindExtensionGranted, At: on(9), Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: "publication", Due: on(50)}}},
		}
		for j := range events {
			events[j].Seq = j + 1
		}
		cases[i] = &disclosure.Case{
			ID: disclosure.CaseID(fmt.Sprintf("DL-2026-%04d", i)), Work: disclosure.WorkActive, RecordedAt: now.AddDate(0, -6, 0),
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Country: []string{"DE", "FR", "US"}[i%3]}},
			Assets:  []disclosure.Asset{{ID: "A1"}}, Exposed: disclosure.Exposed{Data: []string{"names"}},
			ClockEvents: disclosure.ClockEventsOf(events),
		}
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
