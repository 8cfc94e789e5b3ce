package app_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/inbound"
	"daylight/disclosure/milestone"
	"daylight/disclosure/stats"
	"daylight/templates"
)

// publicOutputs are all pages and pictures of a case that leave the team, in every form and language, by name.
func (b *bench) publicOutputs(id disclosure.CaseID) map[string]string {
	b.t.Helper()
	out := map[string]string{}
	for _, mode := range disclosure.Modes() {
		for i, lang := range templates.PageLanguages() {
			if testing.Short() && i > 0 {
				break // a page in another language takes the same way
			}
			p, err := b.Desk.Prepare(b.t.Context(), id, mode, lang)
			if err != nil {
				b.t.Fatal(err)
			}
			for name, raw := range p.Files {
				out[fmt.Sprintf("%s/%s/%s", mode, lang, name)] = string(raw)
			}
		}
	}
	return out
}

// TestAnUnverifiedAnswerSaysNothingInPublic: no page, picture or feed of any form and language has a trace of it until somebody has
// looked, and none says in its place that nobody answered. The team sees it at once, and with its mark.
func TestAnUnverifiedAnswerSaysNothingInPublic(t *testing.T) {
	t.Parallel()
	for kind, text := range map[disclosure.Kind]string{
		disclosure.KindAcknowledged: "I will look at the server with our developers today.",
		disclosure.KindFixClaimed:   "We have closed the bucket this morning, please check.",
	} {
		if testing.Short() && kind != disclosure.KindFixClaimed {
			continue // the run without -short renders every page of both
		}
		b, id, l := written(t)
		b.do("alice", id, record.AddEvent{Kind: disclosure.KindContacted, At: b.Desk.Now(), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email})
		b.clock.set(t, "2020-02-11T09:00:00Z")
		before := b.publicOutputs(id)
		b.clock.set(t, "2020-02-13T09:00:00Z")
		item := b.comes(l.from, "Re: your report", text)
		b.clock.set(t, "2020-02-14T09:00:00Z")

		events, err := b.Desk.Events(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		answered := false
		for i := range events {
			if e := &events[i]; e.Detail.Inbox == item {
				answered = answered || e.Kind == kind && milestone.Unproven(e) && e.Visibility == disclosure.InternalOnly
			}
		}
		if !answered {
			t.Fatalf("%s: the answer is not on record with its mark", kind)
		}
		day := map[string]string{"en": "13 February", "de": "13. Februar", "fr": "13 février", "es": "13 de febrero"}
		silent := map[string][]string{"en": {"no answer"}, "de": {"noch keine Antwort", "Eine Antwort haben wir nicht"}, "fr": {"pas encore de réponse", "aucune réponse"}, "es": {"todavía sin respuesta", "No hemos recibido respuesta"}}
		look := func(told bool) {
			t.Helper()
			says := 0
			for name, page := range b.publicOutputs(id) {
				lang := strings.Split(name, "/")[1]
				if strings.Contains(page, "2020-02-13") || strings.Contains(page, day[lang]) {
					if says++; !told {
						t.Errorf("%s: %s names the day of an unverified answer", kind, name)
					}
				}
				if strings.Contains(page, "developers") || strings.Contains(page, "this morning") {
					t.Errorf("%s: %s holds their words", kind, name)
				}
				for _, words := range silent[lang] {
					if !told && strings.Contains(page, words) {
						t.Errorf("%s: %s says that nobody answered", kind, name)
					}
				}
			}
			if told && says == 0 {
				t.Errorf("%s: no page names the day of an answer that somebody has looked at", kind)
			}
		}
		look(false)
		if waits := before["full/en/index.html"]; !strings.Contains(waits, "no answer") {
			t.Errorf("%s: before it came the page does not say that nobody answered: the check is blind", kind)
		}
		x, err := b.Desk.Timeline(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		marked := false
		for _, r := range x.Rows {
			marked = marked || r.Inbox == item && strings.Contains(r.How, "unverified")
		}
		if !marked {
			t.Errorf("%s: the timeline of the team shows no mark", kind)
		}
		if _, err := b.Desk.SayWho(t.Context(), b.who("rita"), item, "", inbound.Person, "I called them"); err != nil {
			t.Fatal(err)
		}
		look(true)
	}
}

// TestAnUnverifiedAnswerCountsOnNoPublicSurface: neither a figure that one may quote nor a comment on a public issue says anything of it
// until somebody has looked.
func TestAnUnverifiedAnswerCountsOnNoPublicSurface(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, func(c *config.Config, o *app.Options) {
		withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}})(c, o)
		o.DialOverride = map[string]string{bucketHost + ":443": "127.0.0.1:1"}
		o.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	b.clock.set(t, "2020-01-27T08:00:00Z")
	id := b.record(nil)
	b.send(id, b.draft(id))
	to := b.sent().from
	b.reported(id)
	b.clock.set(t, "2020-02-13T09:00:00Z")
	item := b.comes(to, "Re: your report", "We have closed the bucket this morning, please check.")
	b.drain()
	b.clock.set(t, "2020-08-14T09:00:00Z")
	figures := func() (answers, unknown, silentOf int) {
		t.Helper()
		st, err := b.Desk.Statistics(t.Context(), stats.ByNothing)
		if err != nil {
			t.Fatal(err)
		}
		return st.All.ToAnswer.N, st.All.ToAnswer.LeftOut.NoEnd, st.All.NoAnswer.Of
	}
	if n, unknown, of := figures(); n != 0 || unknown != 1 || of != 0 {
		t.Errorf("before anybody looked: %d waits, %d unknown, %d that may be silent", n, unknown, of)
	}
	comments := func() string {
		h.mu.Lock()
		defer h.mu.Unlock()
		return strings.ToLower(strings.Join(h.comments, "\n"))
	}
	for _, trace := range []string{"mail", "jeanne", "claim", "answered", "this morning", "2020-02-13t", "13 feb"} {
		if strings.Contains(comments(), trace) {
			t.Errorf("a comment says %q: %s", trace, comments())
		}
	}
	if _, err := b.Desk.SayWho(t.Context(), b.who("rita"), item, "", inbound.Person, "I called them"); err != nil {
		t.Fatal(err)
	}
	if n, unknown, of := figures(); n != 1 || unknown != 0 || of != 1 {
		t.Errorf("after somebody looked: %d waits, %d unknown, %d that may be silent", n, unknown, of)
	}
}
