package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

// asksAndPublishes brings the page out by two people, from the button of the card: the first one asks, the second one reads it,
// approves it and brings it out.
func (w *walk) asksAndPublishes(revision int) {
	w.t.Helper()
	quiet(w.t, w.app) // a fact that comes meanwhile makes another page of it
	w.slack.press(rosa, "Publish …")
	w.form(rosa, "Ask a second person")
	before := len(w.slack.thread())
	w.pressIn(rosa, "Ask a second person")
	var asked slackMessage
	eventually(w.t, "a second person is asked", func() (bool, string) {
		all := w.slack.thread()
		for _, m := range all[min(before, len(all)):] {
			if strings.Contains(m.Blocks, "Preview the page") {
				asked = m
				return true, ""
			}
		}
		return false, strings.Join(w.slack.heard(), "\n")
	})
	told := len(w.slack.heard())
	w.pressAt(lena, asked, "Preview the page")
	eventually(w.t, "the page is shown", func() (bool, string) {
		heard := w.slack.heard()
		return slices.ContainsFunc(heard[told:], func(s string) bool { return strings.Contains(s, "It is on record that you were given them") }), fmt.Sprint(heard[told:])
	})
	w.pressAt(lena, asked, "Read and approve …")
	w.form(lena, "A second person", "needs a second person for this")
	w.sends(lena, nil)
	w.form(lena, "Your approval is on record", "What is read cannot be taken back")
	w.sends(lena, nil)
	w.form(lena, fmt.Sprintf("published, revision %d", revision))
}

// page is the page in the folder of the site.
func (w *walk) page() string {
	w.t.Helper()
	raw, err := os.ReadFile(filepath.Join(w.cfg.Web.Folder, strings.ToLower(string(w.id)), "en", "index.html"))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw)
}

// TestAPageIsCorrectedAndWithdrawnInSlack changes a page that is out twice. Whoever was told what it says is told of each, once.
func TestAPageIsCorrectedAndWithdrawnInSlack(t *testing.T) {
	if testing.Short() {
		t.Skip("the walk of a whole case takes the same ways under the race detector; here most of the time is the drawing of pages")
	}
	t.Parallel()
	w := newWalk(t, nil)
	w.told()
	w.conversed()
	w.fixed()
	w.published()

	const because = "The provider was told on 30 January, not on the 31st."
	w.slack.press(rosa, "Publish …")
	w.form(rosa, "Correct the page …", "It is out.")
	w.pressIn(rosa, "Correct the page …")
	w.form(rosa, "In words for the public", "Out: full, in en")
	w.sends(rosa, map[string]string{"why": because})
	w.form(rosa, "It is on record why the page changes", "Drafted, not sent, to who was told before: D4")
	w.slack.hears("The publication was corrected")
	w.clicked("why the page changes")
	w.approvedAndSent(lena, "D4", 4)
	if got := string(w.arrived()[3].Bytes); !strings.Contains(got, "30 January") {
		t.Errorf("the vendor is not told what changes: %s", got)
	}
	w.clicked("the vendor is told")
	w.later.Store(int64(3*24*time.Hour + 30*time.Hour)) // the newest answer of the probes is old: they are asked with the last press
	w.asksAndPublishes(2)
	if got := w.page(); !strings.Contains(got, because) {
		t.Errorf("the page does not say why it changed: %s", got)
	}
	w.clicked("the corrected page")

	w.slack.press(rosa, "Publish …")
	w.form(rosa, "Withdraw the page …")
	w.pressIn(rosa, "Withdraw the page …")
	w.form(rosa, "In words for the public")
	w.sends(rosa, map[string]string{"why": "The bucket belonged to another company."})
	w.form(rosa, "It is on record that the page is withdrawn", "D5")
	if withdrawn := w.slack.hears("The publication was withdrawn"); !withdrawn.Broadcast {
		t.Error("the channel is not told that the page is withdrawn")
	}
	w.approvedAndSent(lena, "D5", 5)
	w.asksAndPublishes(3)
	if got := w.page(); !strings.Contains(got, "The bucket belonged to another company.") || strings.Contains(got, "Acknowledged") {
		t.Errorf("the page that is withdrawn: %s", got)
	}
	w.clicked("the page is withdrawn")

	w.bucket.Shut(false)
	w.slack.press(rosa, "Probe now")
	if again := w.slack.hears("Open again"); !again.Broadcast {
		t.Error("the channel is not told that it is open again")
	}
	w.nothingIsLeft()
	events, err := w.app.Desk.Events(t.Context(), w.id)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[disclosure.Kind]int{}
	for i := range events {
		counts[events[i].Kind]++
	}
	if counts[disclosure.KindCorrected] != 1 || counts[disclosure.KindWithdrawn] != 1 || counts[disclosure.KindPublished] != 3 {
		t.Errorf("on record: %v", counts)
	}
}
