package github

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

var update = flag.Bool("update", false, "write the golden files")

func probed(verdict observed.Verdict, strength observed.Strength, reason observed.Reason, at time.Time) disclosure.Event {
	return disclosure.Event{
		Seq: 20, Kind: disclosure.KindProbed, At: civil.At(at), RecordedAt: at,
		Detail: disclosure.Detail{
			AssetID: "A1", Probe: &observed.Observation{Verdict: verdict, Strength: strength, Reason: reason, Started: at},
			Request: &disclosure.ProbeRequest{Reason: "claim", Channel: disclosure.Issue, Ref: repoName + "#1/comment/5"},
		},
	}
}

func closedEvent(at time.Time) disclosure.Event {
	return disclosure.Event{
		Seq: 21, Kind: disclosure.KindClosed, At: civil.At(at), RecordedAt: at,
		Detail: disclosure.Detail{AssetID: "A1", Closure: &disclosure.Closure{
			At: civil.At(at), LastOpen: at.Add(-15 * time.Hour), Verified: true, Source: disclosure.SourceOwnProbe,
		}},
	}
}

func TestReactSaysInTheIssueWhatHappened(t *testing.T) {
	t.Parallel()
	feb4, feb5 := time.Date(2020, 2, 4, 18, 0, 0, 0, time.UTC), time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
	two := func(c *disclosure.Case) { c.Assets = append(c.Assets, disclosure.Asset{ID: "A2", Kind: "http"}) }
	claims := func(refs ...string) func(*disclosure.Case) {
		return func(c *disclosure.Case) {
			for _, r := range refs {
				c.Claims = append(c.Claims, disclosure.Claim{Kind: disclosure.KindFixClaimed, Ref: repoName + "#1/" + r})
			}
		}
	}
	for name, tc := range map[string]struct {
		change func(c *disclosure.Case)
		events []disclosure.Event
		task   ledger.Task // "" is no job
	}{
		"open":               {nil, []disclosure.Event{probed(observed.Open, observed.NoStrength, observed.ReasonOpen, feb4)}, TaskComment},
		"open_two_assets":    {two, []disclosure.Event{probed(observed.Open, observed.NoStrength, observed.ReasonOpen, feb4)}, TaskComment},
		"open_after_closing": {claims("comment/5", "closed/1"), []disclosure.Event{probed(observed.Open, 0, observed.ReasonOpen, feb4)}, TaskReopen},
		"open_closed_twice":  {claims("closed/1", "closed/2"), []disclosure.Event{probed(observed.Open, 0, observed.ReasonOpen, feb4)}, TaskComment},
		"first_closed": {
			func(c *disclosure.Case) { c.Assets[0].Streak.Strong = 1 },
			[]disclosure.Event{probed(observed.Closed, observed.Strong, observed.ReasonAccessDenied, feb5)},
			TaskComment,
		},
		"second_closed": {
			func(c *disclosure.Case) { c.Assets[0].Streak.Strong = 2 },
			[]disclosure.Event{probed(observed.Closed, observed.Strong, observed.ReasonAccessDenied, feb5)},
			TaskComment,
		},
		"still_closed": {
			func(c *disclosure.Case) { c.Assets[0].Closure.Verified = true },
			[]disclosure.Event{probed(observed.Closed, observed.Strong, observed.ReasonAccessDenied, feb5)},
			TaskComment,
		},
		"weak":         {nil, []disclosure.Event{probed(observed.Closed, observed.Weak, observed.ReasonConnRefused, feb5)}, TaskComment},
		"inconclusive": {nil, []disclosure.Event{probed(observed.Inconclusive, 0, observed.ReasonTimeoutRead, feb5)}, TaskComment},
		"closed": {
			nil, []disclosure.Event{probed(observed.Closed, observed.Strong, observed.ReasonAccessDenied, feb5), closedEvent(feb5)}, TaskClose,
		},
		"partly_closed": {two, []disclosure.Event{closedEvent(feb5)}, TaskComment},
		"reopened": {nil, []disclosure.Event{
			probed(observed.Open, 0, observed.ReasonOpen, feb5),
			{Seq: 22, Kind: disclosure.KindReopened, At: civil.At(feb5), RecordedAt: feb5, Detail: disclosure.Detail{AssetID: "A1"}},
		}, TaskReopen},
		"asked_by_a_person": {nil, []disclosure.Event{func() disclosure.Event {
			e := probed(observed.Open, 0, observed.ReasonOpen, feb4)
			e.Detail.Request = &disclosure.ProbeRequest{Reason: "person", By: "ana"}
			return e
		}()}, ""},
		"asked_in_a_foreign_issue": {nil, []disclosure.Event{func() disclosure.Event {
			e := probed(observed.Open, 0, observed.ReasonOpen, feb4)
			e.Detail.Request.Ref = "somebody/public#3"
			return e
		}()}, ""},
		"reported_closed": {nil, []disclosure.Event{{Seq: 3, Kind: disclosure.KindClosed, At: civil.At(feb5), Source: disclosure.SourcePress}}, ""},
		"without_issue":   {func(c *disclosure.Case) { c.Issues = nil }, []disclosure.Event{closedEvent(feb5)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := trackedCase(), trackedCase()
			before.Assets[0].Closure.Verified = true
			after.Assets[0].Target = "https://example-bucket.s3.eu-west-3.amazonaws.com/"
			if tc.change != nil {
				tc.change(after)
			}
			jobs := Page("").React(before, after, tc.events)
			if again := Page("").React(before, after, tc.events); len(jobs) != len(again) || len(jobs) > 0 && jobs[0].Args() != again[0].Args() {
				t.Error("not the same twice")
			}
			if tc.task == "" {
				if len(jobs) != 0 {
					t.Fatalf("%d jobs", len(jobs))
				}
				return
			}
			if len(jobs) != 1 || jobs[0].Task() != tc.task || jobs[0].Queue != ledger.QueueSend {
				t.Fatalf("got %+v", jobs)
			}
			said, _ := writing(t, jobs[0]).writes()
			text := said.Text
			if said.Issue != repoName+"#1" {
				t.Errorf("said in %s", said.Issue)
			}
			if strings.Contains(text, "amazonaws") {
				t.Error("the text names the target")
			}
			if commandOf(text) != "" {
				t.Error("the text would be read as a command")
			}
			golden(t, name+".md", text)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestJobsOfDifferentEventsHaveDifferentMarkers(t *testing.T) {
	t.Parallel()
	c := trackedCase()
	seen := map[string]bool{}
	for seq := range 50 {
		e := probed(observed.Open, 0, observed.ReasonOpen, start)
		e.Seq = seq
		said, _ := writing(t, Page("").React(nil, c, []disclosure.Event{e})[0]).writes()
		id := markerIn(said.Text)
		if len(id) != markerSize || seen[id] {
			t.Fatalf("marker %q", id)
		}
		seen[id] = true
	}
}

func TestParseRef(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"a/b#1": "a/b#1", "A-b/c.d_e#12/comment/5": "A-b/c.d_e#12", "a/b#1/closed/99": "a/b#1",
		"a/b": "", "a/b#0": "", "a/b#-1": "", "a/..#1": "", "../b#1": "", "a/b/c#1": "", "a/b?x#1": "", "": "", "a/b#99999999999": "",
	} {
		r, ok := ParseRef(s)
		if ok != (want != "") || ok && r.String() != want {
			t.Errorf("%q: %v %t", s, r, ok)
		}
	}
}

func TestNewReportsEveryMistake(t *testing.T) {
	t.Parallel()
	_, err := New(Options{
		BaseURL: "http://api.example.com", Repositories: map[string]Repository{"nonsense": {}},
	}, newMemory().ports())
	for _, want := range []string{"base URL", "token", "clock", "nonsense"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %q", err, want)
		}
	}
}
