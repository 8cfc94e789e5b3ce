package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/notify/email"
	"daylight/templates"
)

// comes stores a mail and lets the bot read it.
func (b *bench) comes(to, subject, text string) int64 {
	b.t.Helper()
	raw := fmt.Appendf(nil, "From: Jeanne <jeanne@nextmotion.example>\r\nTo: %s\r\nSubject: %s\r\nDate: Mon, 27 Jan 2020 08:00:00 +0000\r\n"+
		"Message-ID: <%s@nextmotion.example>\r\n\r\n%s\r\n", to, subject, strings.ReplaceAll(subject, " ", "-"), text)
	blob, err := disclosure.NewBlob(raw, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	key := "mail/" + subject
	id, fresh, err := b.Store().Receive(b.t.Context(), ledger.Inbound{
		Channel: disclosure.Email, Key: key, Received: b.clock.Now(), Raw: blob.Ref, From: "jeanne@nextmotion.example", Subject: subject,
	}, blob, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{}).At(b.clock.Now()))
	if err != nil || !fresh {
		b.t.Fatal(fresh, err)
	}
	b.drain()
	return id
}

func (b *bench) inbound(id int64) ledger.Inbound {
	b.t.Helper()
	in, _, err := b.Desk.Inbound(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return in
}

func TestAMailThatFitsNoCaseWaitsForAPerson(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	lost := b.comes("team@daylight.invalid", "your message", "We have closed the bucket.\r\n\r\n> On Monday you wrote:\r\n> secret")
	spam := b.comes("team@daylight.invalid", "cheap watches", "Buy now.")
	waiting, err := b.Desk.Inbox(t.Context(), false)
	if err != nil || len(waiting) != 2 || waiting[0].State != ledger.InboundWaiting {
		t.Fatalf("%+v %v", waiting, err)
	}

	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, id, disclosure.KindPublished, "")
	refuses(t, err, fault.Invalid, "published")
	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, "DL-1999-0001", "", "")
	refuses(t, err, fault.NotFound)
	_, err = b.Desk.AssignInbound(t.Context(), b.who("vera"), lost, id, "", "")
	refuses(t, err, fault.Forbidden)
	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), 999, id, "", "")
	refuses(t, err, fault.NotFound)
	if in := b.inbound(lost); in.State != ledger.InboundWaiting {
		t.Fatalf("a refusal moved the item: %+v", in)
	}

	c, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, id, "", disclosure.Vendor)
	if err != nil {
		t.Fatal(err)
	}
	events, err := b.Desk.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if last := events[len(events)-1]; c.Version != last.Seq || last.Kind != disclosure.KindDeadlineSet || last.Visibility != disclosure.InternalOnly {
		t.Errorf("their word starts the clock of a further one, for the team alone: %+v, case at %d", last, c.Version)
	}
	e := events[len(events)-2]
	if e.Kind != disclosure.KindFixClaimed || e.Detail.Writer != "jeanne@nextmotion.example" || e.Party != disclosure.Vendor || e.Detail.Inbox != lost {
		t.Errorf("on record: %+v", e)
	}
	if !strings.Contains(e.Detail.Excerpt, "closed the bucket") || strings.Contains(e.Detail.Excerpt, "secret") || e.Text != "" {
		t.Errorf("the team reads %q, the public %q", e.Detail.Excerpt, e.Text)
	}
	if in := b.inbound(lost); in.State != ledger.InboundMatched || in.Case != id || !strings.Contains(in.Note, "rita") {
		t.Errorf("the item is %+v", in)
	}
	_, err = b.Desk.AssignInbound(t.Context(), b.who("rita"), lost, id, "", "")
	refuses(t, err, fault.Conflict, string(id))
	refuses(t, b.Desk.IgnoreInbound(t.Context(), b.who("rita"), lost, ""), fault.Conflict, string(id))

	refuses(t, b.Desk.IgnoreInbound(t.Context(), b.who("vera"), spam, "spam"), fault.Forbidden)
	if err := b.Desk.IgnoreInbound(t.Context(), b.who("rita"), spam, "spam"); err != nil {
		t.Fatal(err)
	}
	if in := b.inbound(spam); in.State != ledger.InboundIgnored || in.Note != "ignored by rita: spam" {
		t.Errorf("the item is %+v", in)
	}
	if waiting, err = b.Desk.Inbox(t.Context(), false); err != nil || len(waiting) != 0 {
		t.Errorf("still waiting: %+v %v", waiting, err)
	}
	if all, err := b.Desk.Inbox(t.Context(), true); err != nil || len(all) != 2 {
		t.Errorf("%d are kept: %v", len(all), err)
	}
	// What was ignored by mistake can still be assigned.
	if _, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), spam, id, disclosure.KindFixClaimed, ""); err != nil {
		t.Error(err)
	}
}

// A code that a vendor mistyped is a suggestion for whoever looks, and moves nothing. Who may not see the case is told nothing.
func TestAMistypedCodeIsSuggestedAndMovesNothing(t *testing.T) {
	t.Parallel()
	b, open, secret, _ := restricted(t, nil)
	alice, bob := b.Desk.As(person.ReaderNamed("alice")), b.Desk.As(person.ReaderNamed("bob"))
	third := b.record(func(f *disclosure.Facts) {
		f.Assets = []disclosure.Asset{{Kind: "s3", Target: "https://other-bucket.s3.eu-west-3.amazonaws.com/"}}
	})
	b.do("alice", third, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "it@nextmotion.example", Found: "site"}})
	if open != "DL-2020-0001" || secret != "DL-2020-0002" || third != "DL-2020-0003" {
		t.Fatal(open, secret, third)
	}
	for subject, c := range map[string]struct{ alice, bob []disclosure.CaseID }{
		"Re: DL-2020-OO01":           {[]disclosure.CaseID{open}, []disclosure.CaseID{open}},
		"Re: LD-2020-0001":           {[]disclosure.CaseID{open}, []disclosure.CaseID{open}},
		"your DL 2020 000l, please":  {[]disclosure.CaseID{open}, []disclosure.CaseID{open}},
		"Re: DL-2020-0002":           {[]disclosure.CaseID{secret}, []disclosure.CaseID{third}},
		"Re: DL-2020-0004 (theirs)":  {[]disclosure.CaseID{third}, []disclosure.CaseID{third}}, // of three, the one that knows the sender
		"Re: DL-2020-0099":           {nil, nil},
		"Re: the bucket of 2020-001": {nil, nil},
	} {
		in := b.inbound(b.comes("team@daylight.invalid", subject, "We have closed it."))
		if in.Case != "" || in.State != ledger.InboundWaiting {
			t.Errorf("%s: matched by itself: %+v", subject, in)
		}
		for who, want := range map[*desk.Desk][]disclosure.CaseID{alice: c.alice, bob: c.bob} {
			got, err := who.Suggested(t.Context(), in)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v is suggested to %s, not %v: %v", subject, got, who.Reader().Name(), want, err)
			}
		}
	}
	events, err := b.Desk.Events(t.Context(), open)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Detail.Inbox != 0 {
			t.Errorf("the case was touched: %+v", e)
		}
	}
}

// The table holds what is done with a request to stop: whoever asks plainly is answered by a draft, once, in their language.
func TestAPlainStopByMailIsAnsweredByADraft(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		lang, text string
		want       string // begins the subject; "" for no draft
	}{
		"in English":       {"en", "STOP\r\n", "We have stopped our checks"},
		"in German":        {"de", "Guten Tag,\r\nbitte keine weiteren Prüfungen.\r\nMfG Jeanne", "Wir haben unsere Prüfungen eingestellt"},
		"in French":        {"fr", "Bonjour,\r\nSTOP\r\nJeanne", "Nous avons cessé nos vérifications"},
		"nothing of it":    {"en", "Thank you, we look into it.", ""},
		"somebody refuses": {"en", "We will not STOP working on it.", ""},
	} {
		b := newBench(t, nil)
		id := b.record(nil)
		b.do("alice", id, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "jeanne@nextmotion.example"}})
		b.do("alice", id, record.EditParty{Name: "NextMotion", Language: &c.lang})
		item := b.comes("team@daylight.invalid", "stop", c.text)
		if _, err := b.Desk.AssignInbound(t.Context(), b.who("rita"), item, id, disclosure.KindReplied, disclosure.Vendor); err != nil {
			t.Fatal(rule, err)
		}
		b.drain()
		k := b.load(id)
		if len(k.Messages) > 0 {
			t.Errorf("%s: a message was made without a person: %+v", rule, k.Messages)
		}
		if c.want == "" {
			if len(k.Drafts) > 0 || k.Assets[0].Stopped {
				t.Errorf("%s: %+v, stopped %v", rule, k.Drafts, k.Assets[0].Stopped)
			}
			continue
		}
		if len(k.Drafts) != 1 || !k.Assets[0].Stopped || !strings.HasPrefix(k.Drafts[0].Subject, c.want) || k.Drafts[0].Lang != c.lang || k.Drafts[0].State != disclosure.DraftOpen {
			t.Errorf("%s: %+v, stopped %v", rule, k.Drafts, k.Assets[0].Stopped)
			continue
		}
		_, body, err := b.Desk.DraftText(t.Context(), id, k.Drafts[0].ID)
		if err != nil || !strings.Contains(body, string(id)) || strings.Contains(body, "<no value>") {
			t.Errorf("%s: %v\n%s", rule, err, body)
		}
	}
}

func TestEverySurfaceShowsAStoppedAssetAsStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	k := b.do("alice", id, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}})
	c := b.do("alice", id, exposure.StopProbing{Asset: k.Assets[0].ID, Text: "asked by phone"})
	list, err := b.Desk.List(t.Context(), ledger.Filter{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	set, _ := b.Desk.Texts()
	said := map[string]string{"list and board": list[0].Headline, "head of case show, page and card": agenda.Headline(c)}
	for lang, words := range map[string]string{"en": "no longer checked", "de": "nicht mehr geprüft", "fr": "ne vérifions plus"} {
		data := templates.MailData{
			Case: id, Team: templates.Team{Name: "Daylight test team", Site: "https://daylight.example", Signer: "Alice"}, Party: "NextMotion",
			Discovered: c.Discovered, FirstContact: c.Discovered, AsOf: b.Desk.Today(),
		}
		for i := range c.Assets {
			data.Assets = append(data.Assets, templates.AssetFacts{Asset: c.Assets[i]})
		}
		_, body, err := set.IssueBody(lang, data)
		if err != nil || !strings.Contains(body, words) {
			t.Errorf("an issue in %s: %v\n%s", lang, err, body)
		}
	}
	for surface, text := range said {
		if !strings.HasSuffix(text, "checks stopped") {
			t.Errorf("%s: %q", surface, text)
		}
	}
}
