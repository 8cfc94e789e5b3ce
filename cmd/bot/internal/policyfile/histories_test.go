package policyfile_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/holiday"
)

// The histories of silence, refusal and promises, under the default policy, day by day on a moved clock. Their dates were written by
// hand from the clause that gives them, before the code ran. They are never written by the program: a date that differs is a defect
// of one of the two.
func TestHistoriesKeepTheDatesThatTheirClausesGive(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/histories/*.txtar")
	if err != nil || len(files) < 13 {
		t.Fatalf("%d histories, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			h := readHistory(t, file)
			if got := h.live(t); !slices.Equal(got, h.steps) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(h.steps, "\n"))
			}
			for _, s := range h.sentences {
				at, rest, _ := strings.Cut(s, " ")
				key, says, _ := strings.Cut(rest, ": ")
				day, err := civil.ParseDate(at)
				if err != nil {
					t.Fatal(err)
				}
				k, err := clock.Resolve(clock.CurrentClocks(h.on(t, day)), key)
				if err != nil || k == nil || !strings.Contains(k.Because, says) {
					t.Errorf("%s: %+v, %v", s, k, err)
				}
			}
		})
	}
}

// history is one file: what happened, and the steps as "day clause [party or xN] [reminded day]".
type history struct {
	parties          []disclosure.Party
	events           []disclosure.Event
	seen             []civil.Date // answers of ours that found it open
	steps, sentences []string
	policy           clock.Policy
}

// stepLine is a step with the clause's own arithmetic: "2020-03-04 provider A reminded 2020-03-03 | attempt 2020-03-02 + 2".
var stepLine = regexp.MustCompile(`^(\S+) ([a-z_]+)((?: \S+)??(?: reminded \S+)?) \| ([a-z_]+) (\S+) \+ (\d+)$`)

func readHistory(t *testing.T, file string) *history {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h := &history{policy: named(t, "exposed-data"), parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "A", Country: "FR"}}}
	text := map[string]string{}
	for _, f := range a.Files {
		text[f.Name] = string(f.Data)
	}
	if strings.Contains(text["events"], "vendor B") {
		h.parties = append(h.parties, disclosure.Party{Role: disclosure.Vendor, Name: "B", Country: "DE"})
	}
	if n := strings.TrimSpace(text["parties"]); n != "" {
		h.parties = clinics(t, n)
	}
	for line := range strings.Lines(text["events"]) {
		h.happened(t, strings.Fields(line))
	}
	for i := range h.events {
		h.events[i].Seq = i + 1
	}
	for line := range strings.Lines(text["steps"]) {
		h.steps = append(h.steps, h.reasoned(t, strings.TrimSpace(line)))
	}
	slices.Sort(h.steps)
	for line := range strings.Lines(text["sentences"]) {
		h.sentences = append(h.sentences, strings.TrimSpace(line))
	}
	return h
}

// clinics are vendors in 35 countries.
func clinics(t *testing.T, n string) (out []disclosure.Party) {
	t.Helper()
	count, err := strconv.Atoi(n)
	if err != nil {
		t.Fatal(err)
	}
	countries := strings.Fields("AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK UA US CA")
	for i := range count {
		out = append(out, disclosure.Party{Role: disclosure.Vendor, Name: fmt.Sprintf("Clinic-%d", i+1), Country: countries[i%len(countries)]})
	}
	return out
}

// happened reads "day kind [role [party [channel [until]]]]"; the party * is every one of its role.
func (h *history) happened(t *testing.T, f []string) {
	t.Helper()
	at, err := civil.ParseDate(f[0])
	if err != nil {
		t.Fatal(err)
	}
	if f[1] == "seen_open" {
		h.seen = append(h.seen, at)
		return
	}
	e := disclosure.Event{Kind: disclosure.Kind(f[1]), At: at.When()}
	f = append(f, "", "", "", "")
	e.Party, e.Name, e.Channel = disclosure.Role(f[2]), f[3], disclosure.Channel(f[4])
	if f[5] != "" {
		if e.Until, err = civil.ParseWhen(f[5]); err != nil {
			t.Fatal(err)
		}
	}
	if e.Name != "*" {
		h.events = append(h.events, e)
		return
	}
	for _, p := range h.parties {
		e.Name = p.Name
		h.events = append(h.events, e)
	}
}

// reasoned checks what stands beside a step: the clause exists, and its days after what it counts from are the date.
func (h *history) reasoned(t *testing.T, line string) string {
	t.Helper()
	m := stepLine.FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("%q names no clause, or not what gives its date", line)
	}
	c, ok := h.policy.Clause(m[2])
	if !ok {
		t.Fatalf("%q: the policy has no clause %s", line, m[2])
	}
	due, err := civil.ParseDate(m[1])
	if err != nil {
		t.Fatal(err)
	}
	from, err := civil.ParseDate(m[5])
	if err != nil {
		t.Fatal(err)
	}
	days, _ := strconv.Atoi(m[6])
	want := c.Days
	switch m[4] { // what happened decides at once
	case "bounce", "promised", "refused", "disputed", "exploited":
		want = 0
	case "attempt", "last_answer", "fixed", "reopened":
		if !slices.Contains(c.From.Of, clock.Anchor(m[4])) {
			t.Errorf("%q: the clause does not count from %s", line, m[4])
		}
	case "no_word":
	default:
		t.Errorf("%q: %s gives no date", line, m[4])
	}
	if days != want || from.AddDays(days) != due {
		t.Errorf("%q: the clause has %d days", line, want)
	}
	return strings.TrimSpace(m[1] + " " + m[2] + m[3])
}

// on are the clocks at the end of a day, by what was known then.
func (h *history) on(t *testing.T, day civil.Date) []clock.Deadline {
	t.Helper()
	clocks, err := clock.Deadlines(h.known(day), h.env(t, day))
	if err != nil {
		t.Fatal(err)
	}
	return clocks
}

func (h *history) known(day civil.Date) *disclosure.Case {
	c := &disclosure.Case{
		ID: "DL-2020-0001", Imported: true, Work: disclosure.WorkActive, Parties: h.parties, Assets: []disclosure.Asset{{ID: "A1"}},
		Exposed: disclosure.Exposed{Data: []string{"patients"}},
	}
	var known []disclosure.Event
	for _, e := range h.events {
		if !e.At.First().After(day) {
			known = append(known, e)
		}
	}
	c.ClockEvents = disclosure.ClockEventsOf(known)
	for _, seen := range h.seen {
		if !seen.After(day) {
			c.Assets[0].Streak.LastOpen = seen.When().Time().Add(12 * time.Hour)
		}
	}
	return c
}

func (h *history) env(t *testing.T, day civil.Date) clock.Env {
	t.Helper()
	return clock.Env{
		Now: day.AddDays(1).When().Time().Add(-time.Second), Zone: time.UTC,
		Rules: clock.Rules{
			Policies: map[string]clock.Policy{h.policy.Name: h.policy}, Default: h.policy.Name, DaysOff: holiday.New().DayOff,
			Remind: []int{1}, RemindHour: 9 * 60,
		},
	}
}

// live goes through the days and keeps each step that falls due, with the reminder that came before it.
func (h *history) live(t *testing.T) []string {
	t.Helper()
	type ring struct {
		key string
		due civil.When
	}
	over, reminded := map[ring]bool{}, map[ring]civil.Date{}
	count := map[string]int{}
	many := len(h.parties) > 2
	last := h.events[len(h.events)-1].At.First().AddDays(70)
	today := clock.CurrentClocks(h.on(t, h.events[0].At.First()))
	for day := h.events[0].At.First(); !day.After(last); day = day.AddDays(1) {
		tomorrow := clock.CurrentClocks(h.on(t, day.AddDays(1)))
		next := map[string]*clock.Deadline{}
		for i := range tomorrow {
			next[tomorrow[i].Key()] = &tomorrow[i]
		}
		c, env := h.known(day), h.env(t, day)
		for _, k := range today {
			r := ring{fmt.Sprintf("%d/%s", k.Episode, k.Key()), k.Due}
			if n := next[k.Key()]; k.Runs() && n != nil && n.Runs() && n.Due == k.Due {
				for _, j := range clock.ReminderJobs(c, &k, env) {
					if civil.DateOf(j.Due) == day.AddDays(1) {
						reminded[r] = day.AddDays(1)
					}
				}
			}
			if k.State != disclosure.ClockOverdue || over[r] {
				continue
			}
			over[r] = true
			line := fmt.Sprintf("%s %s", k.Due, k.Clause)
			if k.Name != "" && !many {
				line += " " + k.Name
			} else if k.Name != "" {
				line += " x"
			}
			if at, ok := reminded[r]; ok {
				line += " reminded " + at.String()
			}
			count[line]++
		}
		today = tomorrow
	}
	var out []string
	for line, n := range count {
		out = append(out, strings.Replace(line, " x", " x"+strconv.Itoa(n), 1))
	}
	slices.Sort(out)
	return out
}
