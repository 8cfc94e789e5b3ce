package e2e

import (
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/person"
	"daylight/notify/slack/slackserver"
)

// gina has a rank by a user group alone: nobody of the configuration has her Slack id.
const gina = "U0GINA"

// Who has a rank by a user group alone works on a case like anybody else, under their Slack id, and is never the second of two people:
// they are told so before a form opens.
func TestWhoHasARankByAUserGroupAloneWorksOnACaseAndIsNoSecondPerson(t *testing.T) {
	t.Parallel()
	w := newWalk(t, func(w *walk) {
		w.cfg.Slack.Groups = []config.Group{{Group: "@disclosure-leads", Role: "lead"}}
		w.slack.SetAccount(gina, slackserver.Account{Name: "gina"})
		w.slack.SetGroups(slackserver.Group{ID: "S0LEADS", Handle: "disclosure-leads", Users: []string{gina}})
	})
	w.recorded()
	w.slack.press(gina, "Add a contact …")
	w.form(gina, "Where it was found")
	w.sends(gina, map[string]string{"party": "vendor/NextMotion", "address": w.vendor, "found": "security.txt", "quality": "published"})
	w.slack.card("draft the first contact")
	w.slack.press(rosa, "Draft first contact")
	w.slack.card("Approve D1")

	refused := func(press func()) {
		t.Helper()
		before := len(w.slack.heard())
		press()
		eventually(t, "she is told that she is no second person", func() (bool, string) {
			said := strings.Join(w.slack.heard()[before:], "\n")
			return strings.Contains(said, "does not say that "+gina) && strings.Contains(said, "under people"), said
		})
		if v, open := w.slack.Form(gina); open {
			t.Errorf("the form of the second person is shown: %s", v.Raw)
		}
	}
	refused(func() { w.slack.press(gina, "Approve D1") })
	if k := w.load(w.id); k.Drafts[0].State != disclosure.DraftOpen {
		t.Fatalf("the draft is %s", k.Drafts[0].State)
	}
	w.opensHome(gina)
	w.opensHome(lena)

	w.approvedAndSent(lena, "D1", 1)
	w.bucket.Shut(true)
	w.vendorWrites(0, "We have closed the bucket, it is fixed now.")
	w.slack.card("A1 s3: closed")
	w.slack.press(gina, "Draft the heads-up")
	w.slack.card("Approve D2")
	w.approvedAndSent(rosa, "D2", 2)
	w.slack.hears("The heads-up before publication was sent")
	w.later.Store(int64(3 * 24 * time.Hour))

	w.slack.press(rosa, "Publish …")
	w.form(rosa, "The gate", "stops* second person", "heads up: the vendor was told")
	w.pressIn(rosa, "Ask a second person")
	w.form(rosa, "a second person is asked")
	asked := w.slack.hears("A decision waits for a second person")
	refused(func() { w.pressAt(gina, asked, "Read and approve …") })
	w.pressAt(lena, asked, "Preview the page")
	w.preview()
	w.slack.whispered("It is on record that you were given them")
	w.pressAt(lena, asked, "Read and approve …")
	w.form(lena, "A second person", "needs a second person for this")
	w.sends(lena, nil)
	w.form(lena, "Your approval is on record")
	w.slack.press(gina, "Publish …") // what two people approved anybody publishes who may publish
	w.form(gina, "The gate")
	w.pressIn(gina, "Publish")
	w.slack.hears("Published", "discovery to closure")
	w.stepsOf(gina, disclosure.KindOwnerIdentified, disclosure.KindDrafted, disclosure.KindPublished)
}

// opensHome shows somebody what waits for them.
func (w *walk) opensHome(user string) {
	w.t.Helper()
	if err := w.slack.Event(map[string]any{"type": "app_home_opened", "user": user, "tab": "home"}); err != nil {
		w.t.Fatal(err)
	}
	eventually(w.t, "the home says what waits", func() (bool, string) {
		v, _ := w.slack.Home(user)
		said := string(v.Raw)
		return strings.Contains(said, string(w.id)) && !strings.Contains(said, "in the configuration"), said
	})
}

// stepsOf holds that somebody took some steps, and no other one, each under their Slack id.
func (w *walk) stepsOf(user string, want ...disclosure.Kind) {
	w.t.Helper()
	events, err := w.app.Desk.Events(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	left := map[disclosure.Kind]int{}
	for _, kind := range want {
		left[kind]++
	}
	for i := range events {
		e := &events[i]
		if e.Hand.Account != user {
			continue
		}
		left[e.Kind]--
		if e.Hand.Via != person.Slack || e.Hand.Proof != person.BySlack || !strings.Contains(e.Actor, user) {
			w.t.Errorf("%d. %s is by %s, %+v", e.Seq, e.Kind, e.Actor, e.Hand)
		}
	}
	for kind, n := range left {
		if n > 0 {
			w.t.Errorf("%s: %d steps of %s are missing", kind, n, user)
		}
	}
}
