package github

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

func outgoing(t testing.TB) ledger.Outgoing {
	t.Helper()
	id, to, raw, err := Compose(ComposeInput{
		Address: repoName, Subject: "Open storage with patient files", Body: "Since 2020-01-24 <b>everybody</b> can list it & read it.",
	})
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Outgoing{
		Case: "DL-2020-0001", Bytes: raw,
		Message: disclosure.Message{Key: "DL-2020-0001/first_contact/C1/1", ID: id, To: to, Channel: disclosure.Issue, Role: disclosure.Vendor, Name: "NextMotion"},
	}
}

// goingOn is a message that goes on in the issue of the tracked case.
func goingOn(t testing.TB) ledger.Outgoing {
	t.Helper()
	id, to, raw, err := Compose(ComposeInput{Address: repoName, Issue: repoName + "#1", Subject: "Re: storage", Body: "Thank you. It is still open."})
	if err != nil {
		t.Fatal(err)
	}
	out := outgoing(t)
	out.Bytes, out.ID, out.To, out.Key = raw, id, to, "DL-2020-0001/reply/C1/2"
	return out
}

func TestAMessageGoesOnInTheIssueOfItsParty(t *testing.T) {
	t.Parallel()
	tracked := func(ref string, role disclosure.Role, name string) disclosure.Tracked {
		return disclosure.Tracked{Ref: ref, Role: role, Name: name}
	}
	first, other := tracked(repoName+"#1", disclosure.Vendor, "NextMotion"), tracked(repoName+"#3", disclosure.Vendor, "NextMotion")
	for _, tt := range []struct {
		name   string
		issues []disclosure.Tracked
		to     disclosure.Contact
		want   string
	}{
		{"there is none yet", nil, disclosure.Contact{Role: disclosure.Vendor, Name: "NextMotion", Address: repoName}, ""},
		{"the issue of the party", []disclosure.Tracked{first}, disclosure.Contact{Role: disclosure.Vendor, Name: "NextMotion", Address: repoName}, repoName + "#1"},
		{"in another spelling", []disclosure.Tracked{first}, disclosure.Contact{Role: disclosure.Vendor, Name: "nextmotion", Address: strings.ToUpper(repoName)}, repoName + "#1"},
		{"the newest of several", []disclosure.Tracked{first, other}, disclosure.Contact{Role: disclosure.Vendor, Name: "NextMotion", Address: repoName}, repoName + "#3"},
		{"of another party", []disclosure.Tracked{first}, disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Address: repoName}, ""},
		{"in another repository", []disclosure.Tracked{first}, disclosure.Contact{Role: disclosure.Vendor, Name: "NextMotion", Address: "o/r"}, ""},
	} {
		if got := IssueOf(&disclosure.Case{Issues: tt.issues}, tt.to); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if _, _, _, err := Compose(ComposeInput{Address: repoName, Issue: "o/r#1", Body: "x"}); err == nil {
		t.Error("a comment of another repository was frozen")
	}
	h := newHub(t)
	h.create(bot42, "t", "b")
	c, _ := testChannel(t, h, newMemory())
	d := c.Send(t.Context(), goingOn(t), always)
	if d.Kind != ledger.Sent || !d.Joined || d.Ref != repoName+"#1/comment/1" {
		t.Errorf("%+v", d)
	}
}

func testJob(task ledger.Task) ledger.Job {
	c := Comment{Issue: repoName + "#1", Text: english().comment("hello", jobMarker("m", string(task)))}
	job := ledger.NewJob(ledger.QueueSend, "DL-2020-0001/"+string(task)+"/9", writingFor(task, c))
	job.ID, job.Case, job.Created = 1, "DL-2020-0001", start
	return job
}

// writing reads the payload of a job that writes in an issue.
func writing(t testing.TB, job ledger.Job) Writing {
	t.Helper()
	var w Writing
	var err error
	switch job.Task() {
	case TaskClose:
		w, err = ledger.PayloadOf[Close](job)
	case TaskReopen:
		w, err = ledger.PayloadOf[Reopen](job)
	default:
		w, err = ledger.PayloadOf[Comment](job)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestSendCreatesTheFrozenIssue(t *testing.T) {
	t.Parallel()
	h, m, out := newHub(t), newMemory(), outgoing(t)
	var sent []byte
	h.hook = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost {
			var b bytes.Buffer
			_, _ = b.ReadFrom(r.Body)
			sent = bytes.TrimSpace(b.Bytes())
			r.Body = nopCloser{bytes.NewReader(sent)}
		}
		return false
	}
	c, _ := testChannel(t, h, m)
	var phases []string
	d := c.Send(t.Context(), out, func(_ context.Context, phase string) error {
		phases = append(phases, phase)
		if h.count("POST") != 0 {
			t.Error("the phase was marked after the request")
		}
		return nil
	})
	if d.Kind != ledger.Sent || d.Ref != repoName+"#1" {
		t.Fatalf("got %v %q %s", d.Kind, d.Ref, d.Reason)
	}
	if len(phases) != 1 || phases[0] != PhaseCreate {
		t.Errorf("phases %v", phases)
	}
	if !bytes.Equal(sent, out.Bytes) {
		t.Errorf("sent\n%s\nfrozen\n%s", sent, out.Bytes)
	}
	if got := m.cursors[pinName(repoName)]; got != "1001" {
		t.Errorf("the repository was remembered as %q", got)
	}
}

func TestSendDoesNothingWhenThePhaseCannotBeRecorded(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	c, _ := testChannel(t, h, newMemory())
	d := c.Send(t.Context(), outgoing(t), func(context.Context, string) error { return errStore })
	if d.Kind != ledger.Retry || h.count("POST") != 0 {
		t.Fatalf("got %v, %d posts", d.Kind, h.count("POST"))
	}
}

func TestSendRefusesBytesThatAreNotTheApprovedIssue(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	c, _ := testChannel(t, h, newMemory())
	for name, change := range map[string]func(o *ledger.Outgoing){
		"no JSON":        func(o *ledger.Outgoing) { o.Bytes = []byte("hello") },
		"another marker": func(o *ledger.Outgoing) { o.ID = strings.Repeat("0", markerSize) },
		"no marker":      func(o *ledger.Outgoing) { o.Bytes = []byte(`{"title":"a","body":"b"}`) },
		"no repository":  func(o *ledger.Outgoing) { o.To = "vendor@example.com" },
	} {
		out := outgoing(t)
		change(&out)
		if d := c.Send(t.Context(), out, always); d.Kind != ledger.Permanent {
			t.Errorf("%s: %v", name, d.Kind)
		}
	}
	if h.count("") != 0 {
		t.Error("requests went out")
	}
}

// unknownOutcomes are ways in which a create goes through, or not, without an answer that tells.
func unknownOutcomes(h *hub, after bool) map[string]func(w http.ResponseWriter, r *http.Request) bool {
	create := func(r *http.Request) {
		if after {
			r.Header.Set("Authorization", "Bearer very-secret-token")
			h.serveQuietly(r)
		}
	}
	cut := func(w http.ResponseWriter) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	}
	return map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"the connection is cut": func(w http.ResponseWriter, r *http.Request) bool { create(r); cut(w); return true },
		"502":                   func(w http.ResponseWriter, r *http.Request) bool { create(r); w.WriteHeader(502); return true },
		"the answer is cut": func(w http.ResponseWriter, r *http.Request) bool {
			create(r)
			w.Header().Set("Content-Length", "900")
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"number":`))
			return true
		},
		"the answer names no issue": func(w http.ResponseWriter, r *http.Request) bool {
			create(r)
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{}`))
			return true
		},
	}
}

// serveQuietly does what a request asks without anybody getting the answer.
func (h *hub) serveQuietly(r *http.Request) {
	h.mu.Lock()
	h.hook = nil
	h.mu.Unlock()
	h.serve(discard{http.Header{}}, r)
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header       { return d.h }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

func TestAnUnknownOutcomeNeverMakesASecondIssue(t *testing.T) {
	t.Parallel()
	for _, arrived := range []bool{true, false} {
		for name := range unknownOutcomes(&hub{}, false) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h := newHub(t)
				h.create(bot42, "an older one", "text "+markerLine(strings.Repeat("a", markerSize)))
				fail := unknownOutcomes(h, arrived)[name]
				failing := true
				h.hook = func(w http.ResponseWriter, r *http.Request) bool {
					if r.Method != http.MethodPost || !failing {
						return false
					}
					failing = false
					return fail(w, r)
				}
				c, _ := testChannel(t, h, newMemory())
				out, phase := outgoing(t), ""
				mark := func(_ context.Context, name string) error { phase = name; return nil }
				d := c.Send(t.Context(), out, mark)
				if d.Kind != ledger.Uncertain || phase != PhaseCreate {
					t.Fatalf("first attempt: %v in phase %s: %s", d.Kind, phase, d.Reason)
				}
				d = c.Find(t.Context(), out)
				if arrived && (d.Kind != ledger.Sent || d.Ref != repoName+"#2") || !arrived && (d.Kind != ledger.Retry || d.After != 0) {
					t.Fatalf("the look: %v %s %s", d.Kind, d.Ref, d.Reason)
				}
			})
		}
	}
}

func TestSendClassifiesAnUnknownOutcomeAsUncertain(t *testing.T) {
	t.Parallel()
	for name := range unknownOutcomes(&hub{}, false) {
		h := newHub(t)
		fail := unknownOutcomes(h, false)[name]
		h.hook = func(w http.ResponseWriter, r *http.Request) bool { return r.Method == http.MethodPost && fail(w, r) }
		c, _ := testChannel(t, h, newMemory())
		if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Uncertain {
			t.Errorf("%s: %v %s", name, d.Kind, d.Reason)
		}
	}
}

func TestFindCountsAMarkerOnlyFromUs(t *testing.T) {
	t.Parallel()
	h, out := newHub(t), outgoing(t)
	h.create(dev77, "forged", "text "+markerLine(out.ID))
	h.issues = append(h.issues, h.create(bot42, "pull", markerLine(out.ID)))
	h.issues[1]["pull_request"] = map[string]any{"url": "x"}
	c, _ := testChannel(t, h, newMemory())
	if d := c.Find(t.Context(), out); d.Kind != ledger.Retry || d.After != 0 {
		t.Fatalf("got %v %s: %s", d.Kind, d.Ref, d.Reason)
	}
}

func TestFindReadsEveryPage(t *testing.T) {
	t.Parallel()
	h, out := newHub(t), outgoing(t)
	h.create(bot42, "ours", "text\n\n"+markerLine(out.ID))
	for range 250 {
		h.create(dev77, "other", "x")
	}
	c, _ := testChannel(t, h, newMemory())
	if d := c.Find(t.Context(), out); d.Kind != ledger.Sent || d.Ref != repoName+"#1" {
		t.Fatalf("got %v %s: %s", d.Kind, d.Ref, d.Reason)
	}
}

func TestFindIsUncertainWhenTheListIsTooLong(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	for range maxPages*page + 1 {
		h.create(dev77, "other", "x")
	}
	c, _ := testChannel(t, h, newMemory())
	if d := c.Find(t.Context(), outgoing(t)); d.Kind != ledger.Uncertain {
		t.Fatalf("got %v: %s", d.Kind, d.Reason)
	}
}

func TestFindWaitsWhileGitHubIsDown(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.hook = func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(503); return true }
	c, _ := testChannel(t, h, newMemory())
	if d := c.Find(t.Context(), outgoing(t)); d.Kind != ledger.Retry || d.After == 0 {
		t.Fatalf("got %v after %v: %s", d.Kind, d.After, d.Reason)
	}
}

func TestWritesKeepAGap(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.create(bot42, "t", "b")
	c, p := testChannel(t, h, newMemory())
	for range 3 {
		if d := c.comment(t.Context(), Ref{"daylight-bot", "vendor-intake", 1}, "x", always); d.Kind != ledger.Sent {
			t.Fatal(d.Reason)
		}
	}
	if len(p.spent) != 2 || p.spent[0] != time.Second {
		t.Fatalf("waited %v", p.spent)
	}
}

func TestACommentIsWrittenOnceAndTheStateIsSet(t *testing.T) {
	t.Parallel()
	for task, state := range map[ledger.Task]string{TaskClose: "closed", TaskReopen: "open", TaskComment: "open"} {
		t.Run(string(task), func(t *testing.T) {
			t.Parallel()
			h := newHub(t)
			h.create(bot42, "t", "b")
			if task == TaskReopen {
				h.issues[0]["state"] = "closed"
			}
			broken := true
			h.hook = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodPost || !broken {
					return false
				}
				broken = false
				h.serveQuietly(r) // it goes through, and the answer is lost
				w.WriteHeader(504)
				return true
			}
			c, _ := testChannel(t, h, newMemory())
			job := testJob(task)
			mark := func(_ context.Context, phase string) error { job.Phase = phase; return nil }
			if d := c.Run(t.Context(), job, writing(t, job), mark); d.Kind != ledger.Retry || d.After == 0 {
				t.Fatalf("first: %v %s", d.Kind, d.Reason)
			}
			for range 2 { // the second repeats a job whose end could not be stored
				d := c.Run(t.Context(), job, writing(t, job), mark)
				if d.Kind != ledger.Sent || d.Ref != repoName+"#1/comment/1" {
					t.Fatalf("then: %v %s %s", d.Kind, d.Ref, d.Reason)
				}
			}
			if len(h.comments[1]) != 1 || h.issues[0]["state"] != state {
				t.Fatalf("%d comments, state %v", len(h.comments[1]), h.issues[0]["state"])
			}
		})
	}
}

func TestACommentOfSomebodyElseWithOurMarkerDoesNotCount(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.create(bot42, "t", "b")
	job := testJob(TaskComment)
	job.Phase = PhaseComment
	said := writing(t, job).(Comment)
	h.say(1, dev77, said.Text)
	c, _ := testChannel(t, h, newMemory())
	if d := c.Run(t.Context(), job, said, always); d.Kind != ledger.Retry || !strings.Contains(d.Reason, "was not written") {
		t.Fatalf("got %v: %s", d.Kind, d.Reason)
	}
}

func TestComposeRefusesWhatGitHubWouldNotTake(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]ComposeInput{
		"no repository":    {Address: "vendor@example.com", Subject: "s", Body: "b"},
		"walking upwards":  {Address: "owner/..", Subject: "s", Body: "b"},
		"no title":         {Address: repoName, Body: "b"},
		"no body":          {Address: repoName, Subject: "s", Body: " \n"},
		"long title":       {Address: repoName, Subject: strings.Repeat("é", maxTitle+1), Body: "b"},
		"long body":        {Address: repoName, Subject: "s", Body: strings.Repeat("x", maxBody-10)},
		"line in title":    {Address: repoName, Subject: "a\nb", Body: "b"},
		"control in body":  {Address: repoName, Subject: "s", Body: "a\x1b[31m"},
		"broken UTF-8":     {Address: repoName, Subject: "s", Body: "\xff"},
		"a foreign marker": {Address: repoName, Subject: "s", Body: "b " + markerLine(strings.Repeat("1", markerSize))},
		"no randomness":    {Address: repoName, Subject: "s", Body: "b", Random: strings.NewReader("")},
	} {
		if _, _, _, err := Compose(in); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	a, _, rawA, _ := Compose(ComposeInput{Address: repoName, Subject: "s", Body: "b\r\nc"})
	b, _, _, _ := Compose(ComposeInput{Address: repoName, Subject: "s", Body: "b\r\nc"})
	if a == b || len(a) != markerSize {
		t.Errorf("markers %q and %q", a, b)
	}
	if want := `{"title":"s","body":"b\nc\n\n<!-- daylight:` + a + ` -->"}`; string(rawA) != want {
		t.Errorf("froze %s", rawA)
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.hook = func(w http.ResponseWriter, _ *http.Request) bool {
		answerJSON(w, 401, map[string]any{"message": "Bad credentials very-secret-token"})
		return true
	}
	c, _ := testChannel(t, h, newMemory())
	_, err := c.Self(t.Context())
	if err == nil || strings.Contains(err.Error(), "very-secret") {
		t.Fatalf("got %v", err)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), "very-secret") {
			t.Fatal("the cause holds the token")
		}
	}
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }
