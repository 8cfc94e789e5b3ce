package github

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

func TestAnswersToAProbeAndTheListOfCommandsReferToThePage(t *testing.T) {
	t.Parallel()
	const page = Page("https://team.example/probes")
	at := time.Date(2020, 2, 4, 18, 0, 0, 0, time.UTC)
	says := func(jobs []ledger.Job) string {
		t.Helper()
		if len(jobs) != 1 {
			t.Fatalf("%d jobs", len(jobs))
		}
		said, _ := writing(t, jobs[0]).writes()
		return said.Text
	}
	asked := func(p Page) string {
		return says(p.React(trackedCase(), trackedCase(), []disclosure.Event{probed(observed.Closed, observed.Weak, observed.ReasonConnRefused, at)}))
	}
	commanded := func(p Page, body string) string {
		in, raw := heard(t, func(i *Item) { i.Comment.Body = body })
		r := testReader()
		r.Page = p
		out, err := r.Interpret(in, raw, func(Item) (Known, error) {
			return Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return says(slices.DeleteFunc(out.Jobs, func(j ledger.Job) bool { return j.Task() == TaskSeen }))
	}
	for name, text := range map[string]func(Page) string{
		"the answer to a probe": asked,
		"/help":                 func(p Page) string { return commanded(p, "/help") },
		"an unknown command":    func(p Page) string { return commanded(p, "/fixd") },
	} {
		if got := text(page); !strings.Contains(got, "Which answers count as closed: <https://team.example/probes>") || markerIn(got) == "" {
			t.Errorf("%s: %s", name, got)
		}
		if got := text(""); strings.Contains(got, "count as closed") {
			t.Errorf("%s refers to a page that nobody named: %s", name, got)
		}
	}
}
