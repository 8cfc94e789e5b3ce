package writeup_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
)

// histories is how many random cases are played; DAYLIGHT_HISTORIES asks for more.
func histories(t *testing.T) int {
	n := 2000
	if testing.Short() {
		n = 50
	}
	if text := os.Getenv("DAYLIGHT_HISTORIES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// TestStillOpenIsOnlySaidWithAnOpenAnswerOfTheLastSevenDays plays random histories through the real commands and looks at the
// page of a random later day, in each language in turn.
func TestStillOpenIsOnlySaidWithAnOpenAnswerOfTheLastSevenDays(t *testing.T) {
	r := newRenderer(t)
	said := map[bool]int{}
	languages := slices.Sorted(maps.Keys(stillOpen))
	for i := range histories(t) {
		rng := rand.New(rand.NewPCG(uint64(i), 7))
		p := playHistory(t, rng)
		asOf := civil.DateOf(p.Now.AddDate(0, 0, rng.IntN(14)))
		fresh := sawOpenWithin(p.Events, asOf, timeline.FreshDays)
		tl := timeline.Build(p.C, p.Events, asOf)
		lang := languages[i%len(languages)]
		mode := []disclosure.Mode{disclosure.Full, disclosure.Limited}[rng.IntN(2)]
		files, err := r.Render(writeup.Input{Case: p.C, Timeline: tl, Mode: mode, Lang: lang, Team: team})
		if err != nil {
			t.Fatalf("history %d: %v", i, err)
		}
		for name, text := range files {
			says := strings.Contains(strings.ToLower(string(text)), stillOpen[lang])
			if says && !fresh {
				t.Fatalf("history %d, %s, %s as of %s says %q without an open answer of the last %d days: %s",
					i, name, lang, asOf, stillOpen[lang], timeline.FreshDays, kindsOf(p.Events))
			}
			said[says]++
		}
		if words := tl.Sight.OpenFor(tl.Milestones.Discovered()); strings.Contains(words, "still open") && !fresh {
			t.Fatalf("history %d: the card says %q", i, words)
		}
		for name, d := range tl.Durations {
			if d != nil && d.Open && strings.HasSuffix(name, "_to_closure") && (d.LastOpen == nil || tl.Sight.LastOpen.IsZero()) {
				t.Fatalf("history %d: %s has no end and was never seen open", i, name)
			}
		}
	}
	if said[true] == 0 || said[false] == 0 {
		t.Errorf("%d files say it and %d do not: the test is blind", said[true], said[false])
	}
}

// playHistory plays up to 25 steps of what can happen to a case.
func playHistory(t *testing.T, rng *rand.Rand) *commandtest.Play {
	p := commandtest.NewPlay(t).At(27, 9)
	for range 2 + rng.IntN(24) {
		p.Now = p.Now.Add(time.Duration(1+rng.IntN(60)) * time.Hour)
		today := civil.DateOf(p.Now)
		day := today.AddDays(-rng.IntN(6)).When()
		switch what := []string{"open", "open", "strong", "strong", "weak", "local", "nothing", "claim", "report", "reopen", "close"}[rng.IntN(11)]; what {
		case "claim":
			tryEvent(p, disclosure.KindFixClaimed, day)
		case "report":
			tryEvent(p, disclosure.KindClosed, day)
		case "reopen":
			tryEvent(p, disclosure.KindReopened, day)
		case "close":
			for range 4 {
				p.Now = p.Now.Add(9 * time.Hour)
				p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
			}
		default:
			p.Probe(commandtest.See(what, p.Now), disclosure.ProbeForSchedule)
		}
	}
	return p
}

// tryEvent enters an event by hand; what the rules refuse is not part of the history.
func tryEvent(p *commandtest.Play, kind disclosure.Kind, at civil.When) {
	_, _ = p.Try(commandtest.Ada, record.AddEvent{Kind: kind, At: at, Party: disclosure.Vendor, Source: disclosure.SourcePress})
}

// sawOpenWithin looks for the answer itself, in the events alone.
func sawOpenWithin(events []disclosure.Event, asOf civil.Date, days int) bool {
	for i := range events {
		o := events[i].Detail.Probe
		if events[i].Kind == disclosure.KindProbed && o != nil && o.Verdict == observed.Open && !o.Local {
			if civil.DaysBetween(events[i].At.First(), asOf) <= days { // the day of the team's zone
				return true
			}
		}
	}
	return false
}

func kindsOf(events []disclosure.Event) string {
	var out []string
	for i := range events {
		out = append(out, events[i].At.String()+" "+string(events[i].Kind))
	}
	return strings.Join(out, ", ")
}
