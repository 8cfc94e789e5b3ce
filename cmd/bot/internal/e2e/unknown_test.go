package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateUnknown = flag.Bool("update", false, "write docs/unknown.md from the table")

// unknownRow is one case in which Daylight does not know. Its row drives the built bot through the real way in, and then
// everything that [scene.standing] holds is as before, but for one item that a person sees.
type unknownRow struct {
	name string // of the subtest: the way in, and the case in a few words
	what string // stranger, machine, unknown, never seen, restored or changed meanwhile
	way  string // mail, issue, Slack, CLI, import, restore or probe
	does string // for the page
	sees string // for the page: what a person sees
	// build sets the scene; nil takes a case whose vendor was written to by the way in.
	build func(t *testing.T) *scene
	// twin does in a second scene what would have moved anyway, such as a message that was on its way; the scene of drive is
	// compared with it. nil compares with what was before.
	twin func(s *scene)
	// drive does it. What it returns is what the person who did it was told at once, "" for nothing.
	drive func(s *scene) (told string)
	// shows stands in the one item.
	shows string
	// word stands in the one comment that we write all the same, "" for none.
	word string
	// quiet stands in a line that the twin says outside and that must not be said here, "" for none.
	quiet string
	// recorded says that what came in stands in the timeline as the word of whoever said it, on the page too.
	recorded bool
	// also stands in another item about the same draft, which waits once more because its approval is taken back, and in that of a
	// finding that nobody was told of because of it; "" for none.
	also string
	// asks stands in the jobs by which assets are asked once more, "" for none: a question ends nothing.
	asks string
	// dialogue is what the dialogue with the vendor is called afterwards, "" for what it was called before: a machine of
	// theirs was heard, or an approval is taken back.
	dialogue string
}

// unknownRows is the table. scripts/guards has, for each row, the line of code that it guards.
func unknownRows() []unknownRow {
	return slices.Concat(unknownMails(), unknownIssues(), unknownChats(), unknownProbes(), unknownSites(), unknownCalls(), unknownBeginnings(), unknownGrounds(), unknownNames(), unknownAgain())
}

func TestWhatIsNotKnownMovesNothing(t *testing.T) {
	t.Parallel()
	ran := map[string]int{}
	for _, row := range unknownRows() {
		if ran[row.way]++; testing.Short() && ran[row.way] > 2 {
			continue // the race detector has two rows of each way in; the plain run has all
		}
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			build := row.build
			if build == nil {
				build = func(t *testing.T) *scene { return written(t, row.way) }
			}
			s := build(t)
			before := s
			if row.twin != nil {
				before = build(t)
				row.twin(before)
			}
			s.holds(row, before)
		})
	}
}

// holds drives a row and compares it with what another scene, or this one before, holds.
func (s *scene) holds(row unknownRow, other *scene) {
	t := s.t
	t.Helper()
	before, saw := other.standing(row.way), other.seen()
	told := row.drive(s)
	after := s.standing(row.way)
	if other != s {
		other.unnumbered(before)
		s.unnumbered(after)
	}
	said := 0
	for _, line := range strings.Split(after["outbox"], "\n") {
		if row.word != "" && strings.Contains(line, row.word) && !strings.Contains(before["outbox"], line) {
			after["outbox"] = strings.Replace(after["outbox"], line+"\n", "", 1)
			said++
		}
	}
	if row.word != "" && said != 1 {
		t.Errorf("we said %q %d times", row.word, said)
	}
	for _, line := range strings.Split(before["outbox"], "\n") {
		if row.quiet != "" && strings.Contains(line, row.quiet) { // the twin says it, and here it must not be said
			before["outbox"] = strings.Replace(before["outbox"], line+"\n", "", 1)
		}
	}
	if row.dialogue != "" {
		if !strings.Contains(after["dialogue"], `"`+row.dialogue+`"`) {
			t.Errorf("the dialogue is %s, want %s", after["dialogue"], row.dialogue)
		}
		after["dialogue"] = before["dialogue"]
	}
	if row.asks != "" {
		after["jobs"] = withoutJobs(t, after["jobs"], row.asks)
	}
	if row.recorded {
		after["history"], after["page"] = before["history"], before["page"]
	}
	for name := range before {
		if diff := cmp.Diff(before[name], after[name]); diff != "" {
			t.Errorf("the %s moved:\n%s", name, diff)
		}
	}
	shown := slices.DeleteFunc(s.seen(), func(line string) bool {
		return slices.Contains(saw, line) || row.also != "" && strings.Contains(line, row.also)
	})
	if told != "" && !strings.Contains(told, row.shows) {
		t.Errorf("who did it was told %q, which does not say %q", told, row.shows)
	}
	if told != "" && len(shown) == 0 { // else it waits as an item besides
		shown = append(shown, told)
	}
	t.Logf("a person sees %q", shown)
	if len(shown) != 1 || !strings.Contains(shown[0], row.shows) {
		t.Errorf("a person sees %d items %q, want one that says %q", len(shown), shown, row.shows)
	}
}

// withoutJobs takes the jobs out of a list that say a word. There has to be one.
func withoutJobs(t *testing.T, list, word string) string {
	t.Helper()
	var jobs []string
	if err := json.Unmarshal([]byte(list), &jobs); err != nil {
		t.Fatal(err)
	}
	rest := slices.DeleteFunc(slices.Clone(jobs), func(j string) bool { return strings.Contains(j, word) })
	if len(rest) == len(jobs) {
		t.Errorf("nothing is asked: no job says %q", word)
	}
	text, err := json.MarshalIndent(rest, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// TestThePageOfTheUnknownIsTheTable holds docs/unknown.md equal to the table; -update writes it.
func TestThePageOfTheUnknownIsTheTable(t *testing.T) {
	t.Parallel()
	const page = "../../../../docs/unknown.md"
	var out strings.Builder
	out.WriteString(unknownHead)
	names := map[string]bool{}
	for _, r := range unknownRows() {
		if names[r.name] {
			t.Errorf("two rows are called %q", r.name)
		}
		names[r.name] = true
		if !strings.HasPrefix(r.name, r.way+": ") || r.does == "" || r.sees == "" || r.shows == "" {
			t.Errorf("%q says too little: %+v", r.name, r)
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", r.what, r.way, r.does, r.sees, strings.TrimPrefix(r.name, r.way+": "))
	}
	if *updateUnknown {
		if err := os.WriteFile(page, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(out.String(), string(got)); diff != "" {
		t.Errorf("the page is not the table: run this test with -update\n%s", diff)
	}
}

const unknownHead = `# What Daylight does when it does not know

Where Daylight does not know, it takes the answer that does no harm: nothing moves, and a person sees it. No state, clock, job,
message or public page follows from any of the rows below.

The page is written from the table of ` + "`TestWhatIsNotKnownMovesNothing`" + ` in ` + "`cmd/bot/internal/e2e`" + `. Each row is a subtest that drives
the whole bot through the way in. ` + "`go run ./scripts/guards`" + ` switches off the line of code that each row guards, one after the
other, and demands that the row fails.

| Case | Comes in by | What happens | What a person sees | Row |
|---|---|---|---|---|
`
