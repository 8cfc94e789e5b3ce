package github

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/outreach"
)

// shownIn is what the issue shows: our comments in order, and its labels.
func shownIn(h *hub) (comments, labels []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.comments[1] {
		if c["user"].(map[string]any)["id"] == botID {
			text, _, _ := strings.Cut(fmt.Sprint(c["body"]), "\n\n<!--")
			comments = append(comments, text)
		}
	}
	has, _ := h.issues[0]["labels"].([]any)
	for _, l := range has {
		labels = append(labels, fmt.Sprint(l.(map[string]any)["name"]))
	}
	slices.Sort(labels)
	return comments, labels
}

// board is a channel whose issue shows what the test says.
func board(t *testing.T) (h *hub, c *Channel, says *outreach.Standing, text *string) {
	t.Helper()
	h, says, text = newHub(t), &outreach.Standing{Stand: outreach.StandOpen}, new(string)
	*text = "open"
	h.create(bot42, "title", "body")
	m := newMemory(trackedCase())
	c, _ = testChannel(t, h, m, func(o *Options) {
		o.Standing = func(context.Context, *disclosure.Case, disclosure.Tracked) (string, []string) {
			return *text, LabelsOf(*says)
		}
	})
	return h, c, says, text
}

func show(t *testing.T, c *Channel, first bool) ledger.Delivery {
	t.Helper()
	job := ledger.Job{Case: "DL-2020-0001", Attempts: 1, Created: start}
	return c.Show(t.Context(), job, Stands{Issue: repoName + "#1", First: first}, always).Delivery
}

// TestAnIssueShowsHowItsCaseStands: one comment, edited, and labels that follow the case; a claim takes none away.
func TestAnIssueShowsHowItsCaseStands(t *testing.T) {
	t.Parallel()
	h, c, says, text := board(t)
	h.set(func() { h.issues[0]["labels"] = []any{map[string]any{"name": "theirs"}} })
	for _, step := range []struct {
		stand  outreach.Standing
		text   string
		labels string
	}{
		{outreach.Standing{Stand: outreach.StandOpen}, "open", "disclosure/open theirs"},
		{outreach.Standing{Stand: outreach.StandOpen, Claimed: true}, "claimed", "disclosure/claimed disclosure/open theirs"},
		{outreach.Standing{Stand: outreach.StandOpen, Overdue: true}, "late", "disclosure/open disclosure/overdue theirs"},
		{outreach.Standing{Stand: outreach.StandConfirming, Claimed: true}, "confirming", "disclosure/claimed disclosure/open theirs"},
		{outreach.Standing{Stand: outreach.StandUnreachable}, "gone", "theirs"},
		{outreach.Standing{Stand: outreach.StandClosed, Claimed: true, Overdue: true}, "closed", "disclosure/closed theirs"},
		{outreach.Standing{Stand: outreach.StandOpen}, "open again", "disclosure/open theirs"},
	} {
		*says, *text = step.stand, step.text
		for range 2 { // a job that runs twice changes nothing
			if d := show(t, c, true); d.Kind != ledger.Sent {
				t.Fatalf("%+v", d)
			}
		}
		comments, labels := shownIn(h)
		if len(comments) != 1 || comments[0] != step.text || strings.Join(labels, " ") != step.labels {
			t.Errorf("%q shows %q and %q, want %q", step.text, comments, labels, step.labels)
		}
	}
	if n := h.count("POST /repos/" + repoName + "/issues/1/comments"); n != 1 {
		t.Errorf("%d comments were written", n)
	}
	before := h.count("P")
	if show(t, c, false); h.count("P") != before {
		t.Error("what is up to date was written again")
	}
}

// TestTheCommentIsWrittenByItsFirstJobAlone: two jobs that both find none would write two.
func TestTheCommentIsWrittenByItsFirstJobAlone(t *testing.T) {
	t.Parallel()
	h, c, _, _ := board(t)
	if d := show(t, c, false); d.Kind != ledger.Sent {
		t.Errorf("%+v", d)
	}
	if comments, _ := shownIn(h); len(comments) != 0 {
		t.Errorf("%q", comments)
	}
	jobs := ReactStanding(trackedCase(), []disclosure.Event{probed(observed.Open, 0, observed.ReasonOpen, start)})
	later := probed(observed.Open, 0, observed.ReasonOpen, start)
	later.Seq = 30
	again := ReactStanding(trackedCase(), []disclosure.Event{later})
	if len(jobs) != 2 || len(again) != 2 || jobs[0].Key != again[0].Key || jobs[1].Key == again[1].Key {
		t.Errorf("%+v, %+v", jobs, again)
	}
	if none := ReactStanding(trackedCase(), []disclosure.Event{{Seq: 9, Kind: disclosure.KindNote}}); len(none) != 0 {
		t.Errorf("a note is shown: %+v", none)
	}
}

// TestALostAnswerMakesNoSecondComment: it is found by its marker.
func TestALostAnswerMakesNoSecondComment(t *testing.T) {
	t.Parallel()
	h, c, _, text := board(t)
	h.set(func() {
		h.hook = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/comments") {
				return false
			}
			h.set(func() { h.hook = nil })
			h.serve(lost{http.Header{}}, r) // it is written, and nobody hears of it
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = conn.Close()
			}
			return true
		}
	})
	job := ledger.Job{Case: "DL-2020-0001", Attempts: 1, Created: start}
	step := c.Show(t.Context(), job, Stands{Issue: repoName + "#1", First: true}, always)
	if step.Kind != ledger.Retry || step.Phase == "" {
		t.Fatalf("%+v", step)
	}
	*text = "newer"
	job.Phase, job.Attempts = step.Phase, 2
	if step = c.Show(t.Context(), job, Stands{Issue: repoName + "#1", First: true}, always); step.Kind != ledger.Sent {
		t.Fatalf("%+v", step)
	}
	if comments, _ := shownIn(h); len(comments) != 1 || comments[0] != "newer" {
		t.Errorf("%q", comments)
	}
}

// lost is an answer that nobody gets.
type lost struct{ h http.Header }

func (l lost) Header() http.Header       { return l.h }
func (lost) Write(b []byte) (int, error) { return len(b), nil }
func (lost) WriteHeader(int)             {}

// TestNothingIsShownWhereNoWordMayLeave: under a legal threat each word is a person's, and in public nothing is written.
func TestNothingIsShownWhereNoWordMayLeave(t *testing.T) {
	t.Parallel()
	h, c, _, _ := board(t)
	h.set(func() { h.repo["private"], h.repo["visibility"] = false, "public" })
	if d := show(t, c, true); d.Kind != ledger.Permanent || !d.Withheld {
		t.Errorf("%+v", d)
	}
	h.set(func() { h.repo["private"], h.repo["visibility"] = true, "private" })
	threatened := trackedCase()
	threatened.Threatened = closedEvent(start).At
	m := newMemory(threatened)
	c2, _ := testChannel(t, h, m, func(o *Options) {
		o.Standing = func(context.Context, *disclosure.Case, disclosure.Tracked) (string, []string) { return "x", nil }
	})
	if d := show(t, c2, true); d.Kind != ledger.Sent {
		t.Errorf("%+v", d)
	}
	if comments, labels := shownIn(h); len(comments)+len(labels) != 0 {
		t.Errorf("%q %q", comments, labels)
	}
}

// TestACommandIsSeen: a reaction, which may be repeated, and whose refusal troubles nobody.
func TestACommandIsSeen(t *testing.T) {
	t.Parallel()
	h, c, _, _ := board(t)
	job := ledger.Job{Case: "DL-2020-0001", Created: start}
	for range 2 {
		if d := c.See(t.Context(), job, Seen{Comment: repoName + "#1/comment/5"}, always); d.Kind != ledger.Sent {
			t.Errorf("%+v", d)
		}
	}
	if !slices.Equal(h.eyes, []string{"5 eyes", "5 eyes"}) {
		t.Errorf("%q", h.eyes)
	}
	h.set(func() {
		h.hook = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/reactions") {
				answerJSON(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
				return true
			}
			return false
		}
	})
	if d := c.See(t.Context(), job, Seen{Comment: repoName + "#1/comment/6"}, always); d.Kind != ledger.Sent {
		t.Errorf("%+v", d)
	}
}
