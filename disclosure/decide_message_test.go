package disclosure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

func TestAMessageGoesFromDraftToContact(t *testing.T) {
	p := newPlay(t)
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	want := func(dialogue disclosure.Dialogue, draft disclosure.DraftState) {
		t.Helper()
		if got := p.c.Dialogue[vendorMail]; got != dialogue {
			t.Fatalf("dialogue is %s, want %s", got, dialogue)
		}
		if d, _ := p.c.Draft("D1"); d.State != draft {
			t.Fatalf("draft is %s, want %s", d.State, draft)
		}
	}
	p.draft(disclosure.FirstContact, "C1")
	want(disclosure.DialogueDrafted, disclosure.DraftOpen)
	p.do(ada, p.approval("D1"))
	want(disclosure.DialogueApproved, disclosure.DraftApproved)
	if p.c.Work != disclosure.WorkActive {
		t.Fatalf("an approval makes a case active, it is %s", p.c.Work)
	}
	p.at(27, 10)
	d := p.do(ada, disclosure.SendDraft{ID: "D1"})
	want(disclosure.DialogueQueued, disclosure.DraftSent)
	key := string(playID) + "/first_contact/C1/1"
	if len(d.Jobs) != 1 || d.Jobs[0].Key != key || d.Jobs[0].Task != disclosure.TaskSendMail || d.Jobs[0].Queue != disclosure.QueueSend {
		t.Fatalf("jobs %+v", d.Jobs)
	}
	d = p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Receipt: "250 queued"}})
	want(disclosure.DialogueSent, disclosure.DraftSent)
	if kindsOf(d) != "contacted deadline_set" || p.c.FirstContact.First().String() != "2020-01-27" {
		t.Fatalf("%s, first contact %s", kindsOf(d), p.c.FirstContact)
	}
	if k := p.c.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockRunning || k.Due.String() != "2020-02-26" {
		t.Fatalf("clock %+v", k)
	}
	if m := p.message(key); m.State != disclosure.MessageSent || m.Receipt != "250 queued" || m.SentAt != p.now {
		t.Fatalf("message %+v", m)
	}
	if due := d.Jobs[0]; due.Task != disclosure.TaskDeadline || due.Due != time.Date(2020, 2, 26, 23, 0, 0, 0, time.UTC) {
		t.Fatalf("the timer rings when the day is over in Paris, not at %s", due.Due)
	}
}

func TestAnEditTakesTheApprovalBack(t *testing.T) {
	p := newPlay(t)
	p.draft(disclosure.FirstContact, "C1")
	p.do(ada, p.approval("D1"))
	p.do(rita, disclosure.EditDraft{ID: "D1", Subject: "Changed", Body: "b2"})
	if m := p.c.Messages[0]; m.State != disclosure.MessageCancelled {
		t.Fatalf("the approved message is %s", m.State)
	}
	p.refused(ada, disclosure.SendDraft{ID: "D1"}, disclosure.Refused, "not approved")
	d, _ := p.c.Draft("D1")
	if d.Revision != 2 || d.Author != "rita" || d.State != disclosure.DraftOpen || d.Message != "" {
		t.Fatalf("draft %+v", d)
	}
	p.do(ada, p.approval("D1"))
	got := p.do(ada, disclosure.SendDraft{ID: "D1"})
	if got.Jobs[0].Key != string(playID)+"/first_contact/C1/2" {
		t.Fatalf("the second approval needs a key of its own, got %s", got.Jobs[0].Key)
	}
}

func TestADiscardedDraftLeavesNoTraceInTheDialogue(t *testing.T) {
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	t.Run("drafted", func(t *testing.T) {
		p := newPlay(t)
		p.draft(disclosure.FirstContact, "C1")
		p.do(rita, disclosure.DiscardDraft{ID: "D1"})
		if got := p.c.Dialogue[vendorMail]; got != disclosure.DialogueNone {
			t.Fatalf("dialogue is %s", got)
		}
		p.refused(rita, disclosure.DiscardDraft{ID: "D1"}, disclosure.Conflict, "discarded")
		p.refused(ada, disclosure.SendDraft{ID: "D1"}, disclosure.Conflict, "discarded")
	})
	t.Run("approved", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, p.approval(p.draft(disclosure.FirstContact, "C1")))
		p.do(rita, disclosure.DiscardDraft{ID: "D1"})
		d, _ := p.c.Draft("D1")
		if p.c.Messages[0].State != disclosure.MessageCancelled || d.State != disclosure.DraftDiscarded || d.Message != "" {
			t.Fatalf("%+v %+v", p.c.Messages[0], d)
		}
		if got := p.c.Dialogue[vendorMail]; got != disclosure.DialogueNone {
			t.Fatalf("dialogue is %s", got)
		}
	})
	t.Run("another one is still there", func(t *testing.T) {
		p := newPlay(t)
		p.draft(disclosure.FirstContact, "C1")
		p.draft(disclosure.FreeText, "C1")
		p.do(rita, disclosure.DiscardDraft{ID: "D2"})
		if got := p.c.Dialogue[vendorMail]; got != disclosure.DialogueDrafted {
			t.Fatalf("dialogue is %s", got)
		}
	})
}

func TestAFollowUpTakesNobodysAnswerBack(t *testing.T) {
	p := newPlay(t)
	p.sent(disclosure.FirstContact, "C1")
	p.do(robot, reply("thanks, we look"))
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	key := p.queued(disclosure.FollowUp, "C1")
	p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent}})
	if got := p.c.Dialogue[vendorMail]; got != disclosure.DialogueAcknowledged {
		t.Fatalf("dialogue is %s", got)
	}
	if d := p.do(robot, reply("still looking")); kindsOf(d) != "replied" {
		t.Fatalf("the second answer is a reply, not %s", kindsOf(d))
	}
}

func reply(text string) disclosure.RecordInbound {
	return disclosure.RecordInbound{
		Kind: disclosure.KindReplied, Channel: disclosure.Email, Source: disclosure.SourceVendorMail, Ref: "<r@vendor>", Text: text,
	}
}

func TestWhatComesIn(t *testing.T) {
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	started := func(t *testing.T) (*play, string) {
		p := newPlay(t)
		return p, p.sent(disclosure.FirstContact, "C1")
	}
	t.Run("the first word of a person acknowledges, later ones are replies", func(t *testing.T) {
		p, key := started(t)
		answer := reply("we are on it")
		answer.Answers = p.message(key).ID
		d := p.do(robot, answer)
		if kindsOf(d) != "acknowledged" || d.Events[0].Name != "NextMotion" || d.Events[0].Text != "" || d.Events[0].Detail.Excerpt != "we are on it" {
			t.Fatalf("%+v", d.Events)
		}
		if kindsOf(p.do(robot, reply("more"))) != "replied" || p.c.Dialogue[vendorMail] != disclosure.DialogueEngaged {
			t.Fatalf("dialogue %s", p.c.Dialogue[vendorMail])
		}
	})
	t.Run("an answer on another channel is no second acknowledgement", func(t *testing.T) {
		p, _ := started(t)
		p.do(robot, reply("we are on it"))
		other := reply("here too")
		other.Channel, other.Source = disclosure.Issue, disclosure.SourceIssue
		if d := p.do(robot, other); kindsOf(d) != "replied" {
			t.Fatalf("got %s", kindsOf(d))
		}
	})
	t.Run("an automatic answer acknowledges nothing", func(t *testing.T) {
		p, _ := started(t)
		auto := disclosure.RecordInbound{Kind: disclosure.KindAutoReplied, Channel: disclosure.Email, Text: "out of office"}
		if d := p.do(robot, auto); kindsOf(d) != "auto_replied" || p.c.Dialogue[vendorMail] != disclosure.DialogueAutoReplied {
			t.Fatalf("%s, %s", kindsOf(d), p.c.Dialogue[vendorMail])
		}
		if d := p.do(robot, reply("hello")); kindsOf(d) != "acknowledged" {
			t.Fatalf("got %s", kindsOf(d))
		}
		p.do(robot, auto)
		if got := p.c.Dialogue[vendorMail]; got != disclosure.DialogueAcknowledged {
			t.Fatalf("an automatic answer must not take a person's word back: %s", got)
		}
	})
	t.Run("a statement in public is no answer to us", func(t *testing.T) {
		p, _ := started(t)
		p.event(disclosure.KindStatement, day20(1, 24))
		if d := p.do(robot, reply("hello")); kindsOf(d) != "acknowledged" {
			t.Fatalf("got %s", kindsOf(d))
		}
	})
	t.Run("a bounce marks the contact that it names", func(t *testing.T) {
		p, _ := started(t)
		p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindBounced, Channel: disclosure.Email, Contact: "Security@NextMotion.example"})
		k, _ := p.c.Contact("C1")
		if k.Quality != disclosure.QualityBounced || p.c.Dialogue[vendorMail] != disclosure.DialogueBounced {
			t.Fatalf("%s %s", k.Quality, p.c.Dialogue[vendorMail])
		}
		if d := p.do(robot, reply("wrong address, but here we are")); kindsOf(d) != "acknowledged" {
			t.Fatalf("got %s", kindsOf(d))
		}
		p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{
			Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Quality: disclosure.QualityPublished,
		}})
		if k, _ = p.c.Contact("C1"); k.Quality != disclosure.QualityPublished || len(p.c.Contacts) != 1 {
			t.Fatalf("a mailbox that works again is added again: %+v", p.c.Contacts)
		}
	})
	t.Run("a bounce that names nobody marks the contact of its message", func(t *testing.T) {
		p, key := started(t)
		p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindBounced, Answers: key})
		if k, _ := p.c.Contact("C1"); k.Quality != disclosure.QualityBounced || p.c.Dialogue[vendorMail] != disclosure.DialogueBounced {
			t.Fatalf("%s", k.Quality)
		}
	})
	t.Run("a bounce of another party's mail is that party's", func(t *testing.T) {
		p, _ := started(t)
		p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}})
		p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindBounced, Channel: disclosure.Email, Contact: "abuse@aws.example"})
		if p.c.Dialogue[vendorMail] != disclosure.DialogueSent || p.c.Dialogue[disclosure.KeyFor(disclosure.Provider, "AWS", disclosure.Email)] != disclosure.DialogueBounced {
			t.Fatalf("%v", p.c.Dialogue)
		}
	})
	t.Run("a claim asks every asset at once and moves no exposure", func(t *testing.T) {
		p, _ := started(t)
		p.do(ada, disclosure.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}})
		p.do(rita, disclosure.StopProbing{Asset: "A2"})
		before := p.exposure("A1")
		d := p.do(robot, disclosure.RecordInbound{
			Kind: disclosure.KindFixClaimed, Channel: disclosure.Issue, Source: disclosure.SourceIssue, Ref: "team/nextmotion#1", Text: "/fixed",
		})
		// Now, after an hour and after a day; and the clock that follows from the claim.
		if len(d.Jobs) != 4 || d.Jobs[3].Task != disclosure.TaskDeadline || d.Jobs[0].Args.Asset != "A1" || d.Jobs[0].Due.After(p.now) {
			t.Fatalf("jobs %+v", d.Jobs)
		}
		if a := d.Jobs[0].Args.Asked; a.Reason != disclosure.AskedClaim || a.By != "vendor" || a.Channel != disclosure.Issue || a.Ref != "team/nextmotion#1" {
			t.Fatalf("asked %+v", a)
		}
		if p.exposure("A1") != before || len(p.c.Claims) != 1 || p.c.Claims[0].Kind != disclosure.KindFixClaimed {
			t.Fatalf("exposure %s, claims %+v", p.exposure("A1"), p.c.Claims)
		}
		again := p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindFixClaimed, Channel: disclosure.Issue, Ref: "team/nextmotion#1", Text: "/fixed"})
		if again.Jobs[0].Key == d.Jobs[0].Key {
			t.Fatal("a second claim at the same moment needs a probe of its own")
		}
		for i, wait := range []time.Duration{time.Hour, 24 * time.Hour} {
			j := d.Jobs[i+1]
			if !j.Due.Equal(p.now.Add(wait)) || j.Args.Asset != "A1" || j.Args.Asked.Ref != "" || again.Jobs[i+1].Key != j.Key {
				t.Fatalf("job %+v: it comes once a day, after %s, and answers nobody", j, wait)
			}
		}
	})
	t.Run("a date in the future is the sender's clock", func(t *testing.T) {
		p, _ := started(t)
		late := reply("from 2031")
		late.At = disclosure.OnDay(2031, 1, 1)
		if d := p.do(robot, late); d.Events[0].At.First().Year != 2020 {
			t.Fatalf("recorded at %s", d.Events[0].At)
		}
	})
	t.Run("bytes that are no text are made text before they are stored", func(t *testing.T) {
		p, _ := started(t)
		d := p.do(robot, reply("caf\xe9 \xff"))
		if d.Events[0].Detail.Excerpt != "caf\ufffd \ufffd" {
			t.Fatalf("%q", d.Events[0].Detail.Excerpt)
		}
	})
	t.Run("an ended case still takes what comes in", func(t *testing.T) {
		p, _ := started(t)
		p.do(ada, disclosure.RejectCase{})
		p.do(robot, reply("hello?"))
	})
}

func TestOutcomesOfADelivery(t *testing.T) {
	t.Run("refused: the contact is marked and the next one may be written to", func(t *testing.T) {
		p := newPlay(t)
		key := p.queued(disclosure.FirstContact, "C1")
		d := p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Permanent, Reason: "550 no such user"}})
		if kindsOf(d) != "bounced deadline_set" || p.message(key).State != disclosure.MessageFailed || !p.c.FirstContact.IsZero() {
			t.Fatalf("%s, %s, first contact %s", kindsOf(d), p.message(key).State, p.c.FirstContact)
		}
		p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "info@nextmotion.example"}})
		p.draft(disclosure.FirstContact, "C2")
	})
	t.Run("an issue that could not be opened leaves the contact as it is", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/nextmotion"}})
		key := p.queued(disclosure.FirstContact, "C2")
		p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Permanent, Reason: "the repository is public"}})
		p.draft(disclosure.FirstContact, "C2")
		if got := p.c.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Issue)]; got == disclosure.DialogueQueued {
			t.Fatal("a message that failed is not queued any more")
		}
	})
	t.Run("an issue is tracked", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/nextmotion"}})
		key := p.queued(disclosure.FirstContact, "C2")
		d := p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Ref: "team/nextmotion#7"}})
		if len(p.c.Issues) != 1 || p.c.Issues[0].Ref != "team/nextmotion#7" || p.c.Issues[0].Marker != p.message(key).ID {
			t.Fatalf("issues %+v", p.c.Issues)
		}
		if d.Events[0].Ref != "team/nextmotion#7" || d.Events[0].Source != disclosure.SourceIssue {
			t.Fatalf("event %+v", d.Events[0])
		}
	})
	t.Run("unknown: a person says that it arrived", func(t *testing.T) {
		p := newPlay(t)
		key := p.queued(disclosure.FirstContact, "C1")
		p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Reason: "cut after the dot"}})
		if p.message(key).State != disclosure.MessageUncertain || !p.c.FirstContact.IsZero() {
			t.Fatalf("%+v", p.message(key))
		}
		d := p.do(ada, disclosure.ResolveMessage{Message: key, Arrived: true, Text: "they called"})
		if kindsOf(d) != "contacted deadline_set" || p.message(key).State != disclosure.MessageSent {
			t.Fatalf("%s %s", kindsOf(d), p.message(key).State)
		}
	})
	t.Run("unknown again and again: each resend is a job of its own", func(t *testing.T) {
		p := newPlay(t)
		key := p.queued(disclosure.FirstContact, "C1")
		seen := map[string]bool{key: true}
		for range 3 {
			p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Reason: "again cut"}})
			d := p.do(ada, disclosure.ResolveMessage{Message: key, Text: "nothing there"})
			if len(d.Jobs) != 1 || seen[d.Jobs[0].Key] || d.Jobs[0].Args.Message != key {
				t.Fatalf("jobs %+v, seen %v", d.Jobs, seen)
			}
			seen[d.Jobs[0].Key] = true
		}
	})
	t.Run("unknown, and the mail came back: it is not sent again", func(t *testing.T) {
		p := newPlay(t)
		key := p.queued(disclosure.FirstContact, "C1")
		p.do(robot, disclosure.RecordDelivery{Message: key})
		p.do(robot, disclosure.RecordInbound{Kind: disclosure.KindBounced, Answers: key})
		d := p.do(ada, disclosure.ResolveMessage{Message: key, Text: "it bounced"})
		if len(d.Jobs) != 0 || p.message(key).State != disclosure.MessageFailed {
			t.Fatalf("jobs %+v, message %s", d.Jobs, p.message(key).State)
		}
		p.do(ada, disclosure.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown}) // nothing is in the way any more
	})
	t.Run("unknown, on a case that is not ours any more: it is not sent again", func(t *testing.T) {
		p := newPlay(t)
		key := p.queued(disclosure.FirstContact, "C1")
		p.do(robot, disclosure.RecordDelivery{Message: key})
		p.do(ada, disclosure.HandOver{To: "CERT-FR"})
		if d := p.do(ada, disclosure.ResolveMessage{Message: key}); len(d.Jobs) != 0 {
			t.Fatalf("jobs %+v", d.Jobs)
		}
	})
	t.Run("a heads-up is no first contact of a vendor who was written to", func(t *testing.T) {
		p := newPlay(t)
		p.sent(disclosure.FirstContact, "C1")
		first := p.c.FirstContact
		p.at(44, 9)
		p.sent(disclosure.PrePublication, "C1")
		if p.c.FirstContact != first || p.c.HeadsUp.IsZero() || p.c.Publication != disclosure.PublicationHeadsUp {
			t.Fatalf("%s %s %s", p.c.FirstContact, p.c.HeadsUp, p.c.Publication)
		}
	})
}

func TestPartiesGoByOneName(t *testing.T) {
	contacts := func(name, address string) disclosure.AddContact {
		return disclosure.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: name, Channel: disclosure.Email, Address: address}}
	}
	t.Run("another spelling is the same party", func(t *testing.T) {
		p := newPlay(t)
		p.do(ada, contacts("NEXTMOTION", "info@nextmotion.example"))
		if k, _ := p.c.Contact("C2"); k.Name != "NextMotion" || len(p.c.Parties) != 1 {
			t.Fatalf("contact %+v, parties %+v", k, p.c.Parties)
		}
	})
	t.Run("a vendor who gets a name later keeps what was said of it", func(t *testing.T) {
		p := emptyPlay(t)
		p.do(ada, disclosure.Record{ID: playID, Facts: disclosure.Facts{
			Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Country: "FR", DoNotContact: false}},
		}})
		p.do(ada, contacts("", "a@vendor.example"))
		p.sent(disclosure.FirstContact, "C1")
		p.do(ada, disclosure.AddContact{
			Party:   disclosure.Party{Role: disclosure.Vendor, Name: "NextMotion", Domain: "nextmotion.net"},
			Contact: disclosure.Contact{Channel: disclosure.Email, Address: "b@vendor.example"},
		})
		v := p.c.Vendor()
		if len(p.c.Parties) != 1 || v.Name != "NextMotion" || v.Country != "FR" || v.Domain != "nextmotion.net" {
			t.Fatalf("parties %+v", p.c.Parties)
		}
		named := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
		if len(p.c.Dialogue) != 1 || p.c.Dialogue[named] != disclosure.DialogueSent {
			t.Fatalf("dialogue %v", p.c.Dialogue)
		}
		if _, ok := p.c.Reached[disclosure.KeyOf(disclosure.Vendor, "NextMotion")]; !ok || len(p.c.Reached) != 1 {
			t.Fatalf("reached %v", p.c.Reached)
		}
		if k, _ := p.c.Contact("C1"); k.Name != "NextMotion" {
			t.Fatalf("contact %+v", k)
		}
	})
	t.Run("two providers stay two", func(t *testing.T) {
		p := newPlay(t)
		for _, name := range []string{"AWS", "OVH"} {
			p.event(disclosure.KindContacted, day20(1, 24), func(e *disclosure.AddEvent) { e.Party, e.Name = disclosure.Provider, name })
		}
		if len(p.c.Parties) != 3 || len(p.c.Reached) != 2 || !p.c.FirstContact.IsZero() {
			t.Fatalf("parties %+v, reached %v", p.c.Parties, p.c.Reached)
		}
		p.event(disclosure.KindReplied, day20(1, 24), func(e *disclosure.AddEvent) { e.Party, e.Name = disclosure.Provider, "ovh" })
	})
	t.Run("an escalation to nobody in particular is no contact with the vendor", func(t *testing.T) {
		p := newPlay(t)
		p.event(disclosure.KindEscalated, day20(1, 24), func(e *disclosure.AddEvent) { e.Party = "" })
		if !p.c.FirstContact.IsZero() {
			t.Fatalf("first contact %s", p.c.FirstContact)
		}
	})
	t.Run("the vendor's name does not matter for who answered", func(t *testing.T) {
		p := newPlay(t)
		p.event(disclosure.KindContacted, day20(1, 24), func(e *disclosure.AddEvent) { e.Party = "" })
		p.event(disclosure.KindAcknowledged, day20(1, 24), func(e *disclosure.AddEvent) { e.Party = "" })
		for key := range p.c.Reached {
			if key != disclosure.KeyOf(disclosure.Vendor, "NextMotion") {
				t.Fatalf("reached %v", p.c.Reached)
			}
		}
		if p.c.Headline() != "acknowledged" {
			t.Fatalf("headline %s", p.c.Headline())
		}
	})
}

func TestImportsKeepWhatTheSourceSays(t *testing.T) {
	p := emptyPlay(t)
	p.now = time.Date(2021, 1, 1, 9, 0, 0, 0, time.UTC)
	p.do(rita, disclosure.Import{ID: playID, Facts: nextMotionFacts(), Events: []disclosure.Event{
		{Kind: disclosure.KindClosed, At: day20(2, 5), Source: disclosure.SourcePress, Detail: disclosure.Detail{Closure: &disclosure.Closure{Verified: true}}},
		{Kind: disclosure.KindAcknowledged, At: day20(1, 1), Party: disclosure.Vendor}, // before everything
		{Kind: disclosure.KindDiscovered, At: day20(3, 1)},
		{Kind: disclosure.KindContacted, At: day20(1, 30), Party: disclosure.Provider, Name: "AWS"},
		{Kind: disclosure.KindDeadlineSet, At: day20(1, 30), Until: day20(4, 1)},
		{Kind: disclosure.KindDeadlineSet, At: day20(1, 30)},
		{Kind: disclosure.KindStatement, At: disclosure.OnDay(2099, 1, 1), Party: disclosure.Vendor, Planned: true},
	}})
	if len(p.events) != 8 || len(p.jobs) != 0 || !p.c.Imported || p.c.Work != disclosure.WorkActive {
		t.Fatalf("%d events, jobs %v, %s", len(p.events), p.jobs, p.c.Work)
	}
	a, _ := p.c.Asset("A1")
	if a.Closure.Verified || a.Exposure != disclosure.ExposureUnconfirmed || a.Closure.Source != disclosure.SourcePress || p.c.AllClosed() {
		t.Fatalf("a closure that a file tells of is a reported one: %+v", a)
	}
	if p.c.Headline() != "reported closed" || p.events[1].Source != disclosure.SourcePress || p.events[2].Source != disclosure.SourceImport {
		t.Fatalf("%s", p.c.Headline())
	}
	if len(p.c.Clocks) != 0 {
		t.Fatalf("what ended before its day has no clock: %+v", p.c.Clocks)
	}
	for _, e := range []disclosure.Event{
		{Kind: "fixed", At: day20(1, 1)}, {Kind: disclosure.KindNote}, {Kind: disclosure.KindNote, At: day20(1, 1), Party: "vendr"},
	} {
		_, err := disclosure.Decide(nil, disclosure.Import{ID: playID, Facts: nextMotionFacts(), Events: []disclosure.Event{e}},
			disclosure.Env{Actor: rita, Now: p.now})
		if disclosure.CodeOf(err) != disclosure.Invalid {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestATextOfTheSenderIsKeptOutOfSubjectsAndKeys(t *testing.T) {
	p := newPlay(t)
	p.sent(disclosure.FirstContact, "C1")
	p.do(robot, reply(strings.Repeat("long ", 100)))
	for _, j := range p.jobs {
		if strings.Contains(j.Key, "long") {
			t.Fatalf("key %q", j.Key)
		}
	}
}

func TestTheFirstWordToAPartyIsAFirstContactWhateverItIsCalled(t *testing.T) {
	p := newPlay(t)
	p.rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	author := disclosure.Actor{Name: rita.Name, Role: disclosure.Lead}
	for _, template := range []disclosure.Template{disclosure.FollowUp, disclosure.FreeText, disclosure.PrePublication} {
		p.refused(author, p.approval(p.draft(template, "C1")), disclosure.Refused, "second person")
	}
	p.sent(disclosure.FirstContact, "C1")
	p.do(author, p.approval(p.draft(disclosure.FollowUp, "C1"))) // the rule asks for no second person here
}

func TestBlanksAndCapitalsMakeNoSecondPerson(t *testing.T) {
	p := newPlay(t)
	p.rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	same := disclosure.Actor{Name: strings.ToUpper(rita.Name) + " ", Role: disclosure.Lead}
	p.refused(same, p.approval(p.draft(disclosure.FirstContact, "C1")), disclosure.Refused, "second person")
	author := disclosure.Actor{Name: strings.ToUpper(p.c.Author), Role: disclosure.Lead}
	p.refused(author, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"}, disclosure.Refused, "second person")
}

func TestWhatWaitsToBeSentIsWithheldWhenItMayNotLeaveAnyMore(t *testing.T) {
	p := newPlay(t)
	p.draft(disclosure.FirstContact, "C1")
	p.do(ada, p.approval("D1"))
	p.do(ada, disclosure.SendDraft{ID: "D1"})
	p.do(ada, disclosure.RejectCase{Text: "no exposure"})
	m := p.c.Messages[0]
	err := p.c.MayStillSend(m)
	if disclosure.CodeOf(err) != disclosure.Refused {
		t.Fatalf("a rejected case may still send: %v", err)
	}
	d := p.do(robot, disclosure.RecordDelivery{
		Message: m.Key, Withheld: true, Delivery: disclosure.Delivery{Kind: disclosure.Permanent, Reason: err.Error()},
	})
	if kindsOf(d) != "note" || p.message(m.Key).State != disclosure.MessageCancelled {
		t.Fatalf("%s, message %s", kindsOf(d), p.message(m.Key).State)
	}
	if k, _ := p.c.Contact("C1"); k.Quality == disclosure.QualityBounced || !p.c.FirstContact.IsZero() {
		t.Fatalf("nothing was tried, and the record says that it was: %+v", k)
	}
	if got := p.c.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)]; got != disclosure.DialogueDrafted {
		t.Fatalf("the dialogue is %s", got)
	}
}

func TestTheTimelineSaysThatADryRunReachedNobody(t *testing.T) {
	p := newPlay(t)
	key := p.queued(disclosure.FirstContact, "C1")
	d := p.do(robot, disclosure.RecordDelivery{
		Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Receipt: "0001.eml", DryRun: true},
	})
	if text := d.Events[0].Text; !strings.Contains(text, "dry run") {
		t.Fatalf("the event says %q", text)
	}
}

func TestAKnownPartyCanAskToBeLeftAlone(t *testing.T) {
	p := newPlay(t)
	p.draft(disclosure.FirstContact, "C1")
	p.do(ada, p.approval("D1"))
	k, _ := p.c.Contact("C1")
	alone := disclosure.AddContact{
		Contact: disclosure.Contact{Role: k.Role, Channel: k.Channel, Address: k.Address},
		Party:   disclosure.Party{Role: disclosure.Vendor, DoNotContact: true},
	}
	p.do(rita, alone)
	if v := p.c.Vendor(); !v.DoNotContact || v.Name != "NextMotion" || len(p.c.Contacts) != 1 {
		t.Fatalf("%+v, %d contacts", v, len(p.c.Contacts))
	}
	if got := p.c.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)]; got != disclosure.DialogueDoNotContact {
		t.Fatalf("the dialogue is %s", got)
	}
	p.refused(ada, disclosure.SendDraft{ID: "D1"}, disclosure.Refused, "not to be contacted")
	p.refused(rita, alone, disclosure.Conflict, "already")
}

func TestADeadlineIsBroughtForwardByALeadOnly(t *testing.T) {
	p := newPlay(t)
	p.sent(disclosure.FirstContact, "C1")
	sooner := disclosure.AddEvent{Kind: disclosure.KindDeadlineSet, At: disclosure.OnDay(2020, 1, 24), Until: disclosure.OnDay(2020, 1, 25)}
	p.refused(rita, sooner, disclosure.Forbidden, "bring it forward")
	p.do(ada, sooner)
	if k := p.c.Clocks[disclosure.PublicationClause]; k.Due.String() != "2020-01-25" {
		t.Fatalf("%+v", k)
	}
}
