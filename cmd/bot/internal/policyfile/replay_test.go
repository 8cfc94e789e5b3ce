package policyfile_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/holiday"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

var update = flag.Bool("update", false, "write the golden files")

// story is a history as a source tells it: a line per event, "date kind [party [channel [until]]]".
func story(t *testing.T, country, text string) (*disclosure.Case, []disclosure.Event) {
	t.Helper()
	facts := disclosure.Facts{
		Title: "told", Exposed: disclosure.Exposed{Data: []string{"names"}},
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "the owner", Country: country}},
		Assets:  []disclosure.Asset{{ID: "A1", Kind: "web", Target: "https://store.example/"}},
	}
	var told []disclosure.Event
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		at, err := civil.ParseWhen(f[0])
		if err != nil {
			t.Fatal(err)
		}
		e := disclosure.Event{Kind: disclosure.Kind(f[1]), At: at}
		if len(f) > 2 {
			e.Party = disclosure.Role(f[2])
		}
		if len(f) > 3 {
			e.Channel = disclosure.Channel(f[3])
		}
		if len(f) > 4 {
			if e.Until, err = civil.ParseWhen(f[4]); err != nil {
				t.Fatal(err)
			}
		}
		told = append(told, e)
	}
	env := command.Env{
		Actor: disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}},
		Now:   time.Date(2026, time.January, 2, 9, 0, 0, 0, time.UTC), Rules: command.DefaultRules(),
	}
	d, err := command.Decide(nil, record.Import{ID: "DL-2020-0001", Facts: facts, Events: told}, env)
	if err != nil {
		t.Fatal(err)
	}
	return milestone.Rebuild("DL-2020-0001", d.Events), d.Events
}

// The known cases under the default policy, as their clocks stood at the end of each day on which one of them
// changed. Only what was known on that day is told.
func TestKnownCasesUnderTheDefaultPolicy(t *testing.T) {
	t.Parallel()
	cases, err := txtar.ParseFile("testdata/cases.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases.Files {
		name, country, _ := strings.Cut(file.Name, ".")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole, events := story(t, country, string(file.Data))
			got := replay(t, whole, events)
			golden := "testdata/" + name + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func replay(t *testing.T, c *disclosure.Case, events []disclosure.Event) string {
	t.Helper()
	p := named(t, "exposed-data")
	off := holiday.New().DayOff
	var b strings.Builder
	shown := map[string]string{}
	first := events[1].At.First()
	last := events[len(events)-1].At.First().AddDays(60)
	for d := first; !d.After(last); d = d.AddDays(1) {
		told := *c
		told.ClockEvents = disclosure.ClockEventsOf(until(events, d))
		h := clock.InputOf(&told)
		now := d.AddDays(1).When().Time().Add(-time.Second)
		for _, k := range clock.Evaluate(p, h, now, off, time.UTC) {
			key := fmt.Sprintf("%d %s", k.Episode, k.Clause)
			line := fmt.Sprintf("%s %s: %s", key, k.State, k.Due)
			if k.State == disclosure.ClockNotStarted || line == shown[key] {
				continue
			}
			shown[key] = line
			fmt.Fprintf(&b, "%s  %s, because %s\n", d, line, k.Because)
		}
	}
	return b.String()
}

// until leaves out what had not happened on a day.
func until(events []disclosure.Event, d civil.Date) []disclosure.Event {
	var known []disclosure.Event
	for _, e := range events {
		if e.Kind == disclosure.KindRecorded || !e.At.First().After(d) {
			known = append(known, e)
		}
	}
	return known
}
