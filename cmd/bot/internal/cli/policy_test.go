package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/holiday"
	"daylight/templates"
)

// call runs the bot in an empty folder.
func call(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	dir := t.TempDir()
	code = Main(t.Context(), append([]string{"--dir", dir}, args...), Streams{In: strings.NewReader(in), Out: &o, Err: &e},
		func(string) string { return "" })
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v left %v %v", args, left, err)
	}
	return code, o.String(), e.String()
}

func TestASimulationPrintsExactlyItsContract(t *testing.T) {
	t.Parallel()
	for _, name := range templates.PolicyNames() {
		code, out, errs := call(t, "", "policy", "simulate", "--policy", name, "--contacted", "2020-01-01", "--json")
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitOK {
			t.Fatalf("%s: %d %s %v", name, code, errs, err)
		}
		if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, []string{"clauses", "policy", "publish_full", "publish_limited"}) {
			t.Errorf("%s has the keys %v", name, keys)
		}
		for _, k := range got["clauses"].([]any) {
			clause := k.(map[string]any)
			if keys := slices.Sorted(maps.Keys(clause)); !slices.Equal(keys, []string{"because", "clause", "due", "state"}) {
				t.Errorf("%s: a clause has the keys %v", name, keys)
			}
			if due, ok := clause["due"].(string); ok {
				if _, err := time.Parse(time.DateOnly, due); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestAPolicyIsReadFromAFileOrAStream(t *testing.T) {
	t.Parallel()
	text, _ := templates.Policy("cert-cc")
	file := filepath.Join(t.TempDir(), "ours")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"cert-cc", file, "-"} {
		code, out, errs := call(t, string(text), "policy", "simulate", "--policy", word, "--contacted", "2020-01-01", "--json")
		if code != exitOK || !strings.Contains(out, `"publish_full": "2020-02-15"`) {
			t.Errorf("%s: %d %s%s", word, code, out, errs)
		}
	}
}

func TestEveryMistakeOfAPolicyIsPrinted(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("policy: p\ntitle: T\nsource: s\nversion: v\nclauses:\n")
	for range 60 {
		b.WriteString("  - {name: \"\\e[31m!\", due: fix, anchor: attempt, days: 1}\n")
	}
	code, out, errs := call(t, b.String(), "policy", "check", "-")
	if n := strings.Count(errs, "is no name"); code != exitUsage || out != "" || n != 60 {
		t.Errorf("%d, %d names: %s", code, n, errs)
	}
	if strings.ContainsRune(errs, 0x1b) {
		t.Error("a file moves the cursor")
	}
}

func TestAPolicyOfSomebodyElseMovesNoCursor(t *testing.T) {
	t.Parallel()
	const text = "policy: p\ntitle: \"a\\e]0;x\\ab\"\nsource: \"s\\e[1m\"\nversion: \"\\e[2J1\"\nclauses:\n" +
		"  - {name: fix, due: fix, anchor: attempt, days: 1, step: {role: vendor, template: follow_up, draft: \"a\\e[31m\"}}\n"
	for _, args := range [][]string{{"show", "-"}, {"simulate", "--policy", "-", "--contacted", "2020-01-01"}} {
		if code, out, errs := call(t, text, append([]string{"policy"}, args...)...); code != exitOK || strings.ContainsRune(out, 0x1b) {
			t.Errorf("%v: %d %q %s", args, code, out, errs)
		}
	}
}

func TestAPolicyThatIsTooLargeIsNotRead(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{policyfile.MaxSize + 1: "at most", 4*policyfile.MaxSize + 1: "longer than"} {
		if code, _, errs := call(t, strings.Repeat("#", size), "policy", "check", "-"); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%d %s", code, errs)
		}
	}
}

func TestWhatEveryClauseSaysIsInWords(t *testing.T) {
	t.Parallel()
	for _, w := range disclosure.DueKinds() {
		if text := whatText(w); text == string(w) || text == "" {
			t.Errorf("%s has no words", w)
		}
	}
	for _, f := range clock.ConditionFacts() {
		c := clock.Condition{Fact: f}
		if f.Relative() {
			c.Clause = "fix"
		}
		if text := conditionText(c); text == c.String() && f != clock.IsFixed || text == "" || strings.Contains(text, "_") {
			t.Errorf("%s is said as %q", f, text)
		}
	}
	all, err := policyfile.Shipped(holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		for j := range all[i].Clauses {
			if c := &all[i].Clauses[j]; whenText(c) == "" || strings.Contains(sentenceOf(c), "  ") {
				t.Errorf("%s %s: %q", all[i].Name, c.Name, sentenceOf(c))
			}
		}
	}
}

func TestHowADateComesAboutInWords(t *testing.T) {
	t.Parallel()
	attempt, fixed := clock.AnchorAttempt, clock.AnchorFixed
	for _, c := range []struct {
		want string
		c    clock.Clause
	}{
		{"1 day after the closure", clock.Clause{Days: 1, From: clock.AnchorRule{Of: []clock.Anchor{fixed}}}},
		{
			"on the day of the latest of the first attempt to reach the vendor and the closure",
			clock.Clause{From: clock.AnchorRule{Take: clock.TakeLatest, Of: []clock.Anchor{attempt, fixed}}},
		},
		{
			"5 working days after the earliest of the first attempt to reach the vendor and the closure; with the holidays of the owner's country",
			clock.Clause{
				Days: 5, Unit: civil.WorkingDays, Holidays: clock.OwnerHolidays,
				From: clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{attempt, fixed}},
			},
		},
		{
			"on the day of clause fix, at 09:05; not earlier than 2 days after the closure",
			clock.Clause{
				Hour: 545, From: clock.AnchorRule{Clause: "fix"},
				Floor: &clock.Relation{Days: 2, From: clock.AnchorRule{Of: []clock.Anchor{fixed}}},
			},
		},
	} {
		if got := whenText(&c.c); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	both := clock.Clause{Grace: 3, MaxExtension: 10}
	if got := extensionText(&both); got != "3 days of grace on request, 10 days in all; beyond that two people" {
		t.Error(got)
	}
	if got := stopsText([]clock.Stop{clock.StopReply, clock.StopPromise, clock.StopClosed, clock.StopNothing}); !strings.HasSuffix(got, "the closure, or nothing") {
		t.Error(got)
	}
	if pauseText(clock.PauseNever) != "never" || pauseText(clock.PauseAny) == "" || pauseText(clock.PauseOurs) != "" {
		t.Error("pauses")
	}
}

func TestADateThatComesOrGoesIsAChange(t *testing.T) {
	t.Parallel()
	day := civil.OnDay(2020, time.March, 1)
	for _, c := range []struct {
		old, renewed civil.When
		want         string
	}{
		{day, day, "–"},
		{civil.When{}, civil.When{}, "–"},
		{day, civil.OnDay(2020, time.March, 15), "+14"},
		{day, civil.When{}, "changed"},
		{civil.When{}, day, "changed"},
	} {
		if got := sideBySide("x", c.old, c.renewed, "")[3]; got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.old, c.renewed, got, c.want)
		}
	}
}

func TestTheStatesOfASimulationAreThoseOfToday(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := &session{dir: t.TempDir(), getenv: func(string) string { return "" }, Streams: Streams{Out: &out, Err: &out}, clock: func() time.Time { return time.Date(2020, 1, 5, 23, 0, 0, 0, time.UTC) }}
	if err := s.simulate(&simulation{policy: "cert-cc", contacted: "2020-01-01"}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasPrefix(got, "cert-cc, as of 2020-01-05\n") || !strings.Contains(got, "running") {
		t.Error(got)
	}
}
