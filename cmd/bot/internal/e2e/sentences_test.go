package e2e

import (
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel/mail"
	"daylight/disclosure"
	"daylight/disclosure/inbound"
	"daylight/notify/email"
)

// TestASentenceMeansTheSameOnEveryWay takes each sentence of the table that package inbound keeps through the built bot: as a mail that
// its intake reads, as a comment that GitHub delivers, and as an item of which somebody says with a press in Slack that a person wrote it.
// What is on record afterwards is compared with what the mail says. Each twelfth sentence is enough for a run of all tests;
// DAYLIGHT_SENTENCES=all takes them all, for half a minute. Each intake by itself is held to all of them beside its code.
func TestASentenceMeansTheSameOnEveryWay(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../../../disclosure/inbound/testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for i, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		if i%12 == 0 || os.Getenv("DAYLIGHT_SENTENCES") == "all" {
			lines = append(lines, line)
		}
	}
	hub := newSmallHub(t)
	s := newSceneWith(t, "Slack", func(w *world) { w.hub = hub })
	hooks := httptest.NewServer(s.app.Hooks()["github"])
	t.Cleanup(hooks.Close)
	hub.hook(hooks.URL, hookSecret)
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	if err := s.send(s.id, s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Issue, smallRepo))); err != nil {
		t.Fatal(err)
	}

	mails, ok := app.Own[*mail.Mail](s.app)
	if !ok {
		t.Fatal("there is no mail")
	}
	read := make([]email.Mail, len(lines)) // by mail
	for i, line := range lines {
		_, sentence, _ := strings.Cut(line, "\t")
		raw := fmt.Appendf(nil, "From: Jane <jane@vendor.example>\r\nSubject: sentence %d\r\nMessage-ID: <s%d@vendor.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\n> It is closed now. STOP\r\n", i, i, sentence)
		got, err := mails.Classify(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		read[i] = got.Mail
		if _, err := mails.Import(t.Context(), email.Raw{Bytes: raw, Size: int64(len(raw))}); err != nil {
			t.Fatal(err)
		}
		hub.say(sentence + "\n\n> It is closed now. STOP\n")
		hub.settle()
	}
	s.rest()
	for _, in := range s.inbox() {
		if strings.HasPrefix(in.Subject, "sentence ") {
			s.slack.click(rosa, button{Action: "inbox_person", Value: fmt.Sprintf("%s|%d", s.id, in.ID)})
		}
	}
	s.rest()

	said := map[disclosure.Channel]map[string]disclosure.Event{}
	eventually(t, "every sentence is on record twice", func() (bool, string) {
		events, err := s.app.Desk.Events(t.Context(), s.id)
		if err != nil {
			t.Fatal(err)
		}
		said[disclosure.Email], said[disclosure.Issue] = map[string]disclosure.Event{}, map[string]disclosure.Event{}
		for _, e := range events {
			if e.Detail.Inbox > 0 && e.Kind.Info().Voice == disclosure.VoiceAnswer {
				words, _, _ := strings.Cut(e.Detail.Excerpt, "\n")
				said[e.Channel][words] = e
			}
		}
		return len(said[disclosure.Email]) == len(lines) && len(said[disclosure.Issue]) == len(lines), fmt.Sprint(len(said[disclosure.Email]), len(said[disclosure.Issue]))
	})
	for i, line := range lines {
		_, sentence, _ := strings.Cut(line, "\t")
		want, words := read[i].Says.Kind(), read[i].Says.Words()
		if plain := inbound.Read(sentence); plain.Kind() != want || plain.Words() != words {
			t.Errorf("%q: by mail %s, %q; by itself %s, %q", sentence, want, words, plain.Kind(), plain.Words())
		}
		for channel, way := range map[disclosure.Channel]string{disclosure.Issue: "as a comment", disclosure.Email: "with a press in Slack"} {
			e := said[channel][sentence]
			if kind := e.Kind; kind != want && (kind != disclosure.KindAcknowledged || want != disclosure.KindReplied) || e.Detail.Reason != words && e.Detail.Reason != "" {
				t.Errorf("%q: by mail %s, %q; %s %s, %q", sentence, want, words, way, e.Kind, e.Detail.Reason)
			}
		}
	}
}
