package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/web"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
)

// unknownAgain are the rows of what is looked at once more: after a write, before a send, after a restore, long after an answer.
func unknownAgain() []unknownRow {
	return []unknownRow{
		{
			name: "issue: the repository turns public while an issue is created", what: "changed meanwhile", way: "issue", shows: "not private any more",
			does:  "A repository turns public after it was read and before the issue stands in it. It is read once more after the issue, so that the one write that was on its way is also the last.",
			sees:  "an alert at once, and the doubt in the receipt of the message",
			build: approvedIssue,
			twin:  func(s *scene) { s.mustSend() },
			quiet: "How this report stands",
			drive: func(s *scene) string {
				s.hub.mu.Lock()
				s.hub.flips = true
				s.hub.mu.Unlock()
				s.mustSend()
				if m := s.load(s.id).Messages[0]; !strings.Contains(m.Receipt, "right after it: it is public") {
					s.t.Errorf("the receipt says %q", m.Receipt)
				}
				return ""
			},
		},
		{
			name: "mail: a first contact whose asset was closed and nobody asked", what: "changed meanwhile", way: "mail",
			shows: "withheld", dialogue: "drafted", also: "nobody was told: write D1 anew",
			does:  "A first contact was approved, and the asset was closed since without an answer of ours. The send asks it again, and the message is withheld.",
			sees:  "why, at once, and which text fits; the draft is open again",
			build: shutUnasked,
			twin:  func(s *scene) { s.probeNow(); s.later(5 * time.Second) },
			drive: func(s *scene) string {
				s.mustSend()
				s.later(5 * time.Second)
				return ""
			},
		},
		{
			name: "restore: a reminder that fell due meanwhile", what: "restored", way: "restore", shows: "dropped: 2. Incoming items that wait for you: 0",
			does:  "An old copy works again after a day on which people should have been reminded. They may have been: such reminders are dropped.",
			sees:  "one summary that counts them",
			build: remindedMeanwhile,
			drive: func(s *scene) string { return s.toldByMail() },
		},
		{
			name: "restore: an answer that was read before", what: "restored", way: "restore", shows: "it may have been dealt with already",
			does:  "An old copy knows how far the mailbox was read when it was made, and reads on from there: an answer that was read before comes in again. It moves nothing by itself.",
			sees:  "an item in `bot inbox` that says why it waits",
			build: answerReadBefore,
			drive: func(s *scene) string { s.drain(); return "" },
		},
		callRow("unknown", "CLI", "a configuration without a canary", "`bot init` writes no address to ask: one that we chose would be asked in the team's name. Without one, a name that is gone counts for nothing.",
			"the request for one, in `bot config check` and `bot doctor`", "probe.canary: without an address that always answers", canaryAskedFor),
		{
			name: "probe: the board long after the last open answer", what: "unknown", way: "probe", shows: "asset last seen open",
			does:  "Nobody asked an open asset for a month. The board does not say that it is open.",
			sees:  "\"last seen open\" on the board, with the day on the page of the case",
			build: unaskedForLong,
			drive: func(s *scene) string { return s.lineOfBoard() },
		},
	}
}

// mustSend sends the first draft.
func (s *scene) mustSend() {
	s.t.Helper()
	if err := s.send(s.id, s.load(s.id).Drafts[0]); err != nil {
		s.t.Fatal(err)
	}
}

// later lets time pass and the bot do what is due then.
func (s *scene) later(d time.Duration) {
	s.t.Helper()
	s.time.pass(d)
	s.drain()
}

// approvedIssue is a case with an approved first contact in a repository.
func approvedIssue(t *testing.T) *scene {
	s := newScene(t, "issue")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Issue, smallRepo))
	return s
}

// shutUnasked is a case with an approved first contact whose bucket was shut since its last answer.
func shutUnasked(t *testing.T) *scene {
	s := newScene(t, "mail")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Email, vendorAddress))
	s.bucket.Shut(true)
	s.time.pass(time.Hour)
	return s
}

// lenasMail is where a member of the team is told what is due.
const lenasMail = "lena@people.example"

// remindedMeanwhile is a bot that works again on a copy from before a day on which people were to be reminded.
func remindedMeanwhile(t *testing.T) *scene {
	s := newScene(t, "mail")
	s.cfg.People[1].Mail = lenasMail
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	if err := s.send(s.id, s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Email, vendorAddress))); err != nil {
		t.Fatal(err)
	}
	s.do(s.app, "Lena", s.id, exposure.StopProbing{Text: "asked for by phone"}) // a new answer would move the page
	s.later(6 * time.Hour)
	s.copyThenPutBack(func() {
		s.do(s.app, "Lena", s.id, record.AddEvent{Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 27), Text: "called them"})
	})
	s.time.pass(41 * time.Hour)
	if _, err := s.app.Resume(t.Context(), s.person(s.app, "Lena")); err != nil {
		t.Fatal(err)
	}
	return s
}

// copyThenPutBack copies the database, lets something happen that the copy does not know, and starts the bot on the copy.
func (s *scene) copyThenPutBack(meanwhile func()) {
	s.t.Helper()
	if _, err := s.app.Backup(s.t.Context(), s.backup()); err != nil {
		s.t.Fatal(err)
	}
	meanwhile()
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.putBack()
}

// toldByMail is what Lena is told once work goes on.
func (s *scene) toldByMail() string {
	s.t.Helper()
	before := len(s.letters(lenasMail))
	s.drain()
	s.later(3 * time.Minute) // notices wait for others
	var out strings.Builder
	for _, l := range s.letters(lenasMail)[before:] {
		_, body, _ := strings.Cut(string(l.Bytes), "\r\n\r\n")
		out.WriteString(body)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(out.String(), "=\r\n", "")), " ")
}

// answerReadBefore is a bot that works again on a copy from before the answer of the vendor was read.
func answerReadBefore(t *testing.T) *scene {
	s := written(t, "restore")
	s.copyThenPutBack(func() {
		s.mailed("From: Security <"+vendorAddress+">", "\r\nThank you, I look into it with our developers.\r\n")
		if !s.load(s.id).HasAnswered(disclosure.Vendor, "") {
			t.Fatal("the answer of the vendor did not count")
		}
	})
	if _, err := s.app.Resume(t.Context(), s.person(s.app, "Lena")); err != nil {
		t.Fatal(err)
	}
	return s
}

// canaryAskedFor makes a configuration as a new team does, and returns what the check of it asks for.
func canaryAskedFor(s *scene) string {
	dir := s.elsewhere("new", "")
	if said, code := s.call(s.t.Context(), dir, "init"); code != 0 {
		s.t.Fatal(said)
	}
	written, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil || !strings.Contains(string(written), `canary: "" `) {
		s.t.Errorf("it names a canary: %v\n%s", err, written)
	}
	examined, _ := s.call(s.t.Context(), dir, "doctor")
	if !strings.Contains(examined, "set probe.canary to") {
		s.t.Errorf("the doctor asks for none:\n%s", examined)
	}
	checked, _ := s.call(s.t.Context(), dir, "config", "check")
	return checked
}

// unaskedForLong is a case whose open asset nobody may ask any more, a month later.
func unaskedForLong(t *testing.T) *scene {
	s := newScene(t, "probe")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	s.do(s.app, "Lena", s.id, exposure.StopProbing{Text: "asked for by phone"})
	s.later(31 * 24 * time.Hour)
	return s
}

// lineOfBoard is the row of the board about the case, as a browser gets it.
func (s *scene) lineOfBoard() string {
	s.t.Helper()
	board := s.page("/")
	start := strings.Index(board, "/case/"+string(s.id)+`"`)
	if start < 0 {
		s.t.Fatalf("the board has no line of the case:\n%s", board)
	}
	line := board[strings.LastIndex(board[:start], "<tr"):]
	line, _, _ = strings.Cut(line, "</tr>")
	for _, claim := range []string{"still open", "asset open", "asset reopened"} {
		if strings.Contains(line, claim) {
			s.t.Errorf("the board says %q", claim)
		}
	}
	if day := s.load(s.id).Assets[0].Streak.LastOpen.UTC().Format("2 Jan 2006"); !strings.Contains(s.page("/case/"+string(s.id)), day) {
		s.t.Errorf("the page of the case does not name the day %s of the last answer", day)
	}
	return line
}

// page fetches a page of the board from the site that the bot serves.
func (s *scene) page(path string) string {
	s.t.Helper()
	site, err := web.New(web.Options{Listen: "127.0.0.1:0", Desk: s.app.Desk})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := site.Bind(); err != nil {
		s.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(s.t.Context())
	done := make(chan error, 1)
	go func() { done <- site.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+site.Addr()+path, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	resp, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatal(fmt.Sprint(resp.Status, err))
	}
	return string(body)
}
