package message_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/outreach"
)

func TestAMessageGoesFromDraftToContact(t *testing.T) {
	p := commandtest.NewPlay(t)
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	want := func(dialogue disclosure.Dialogue, draft disclosure.DraftState) {
		t.Helper()
		if got := p.C.Dialogue[vendorMail]; got != dialogue {
			t.Fatalf("dialogue is %s, want %s", got, dialogue)
		}
		if d, _ := p.C.Draft("D1"); d.State != draft {
			t.Fatalf("draft is %s, want %s", d.State, draft)
		}
	}
	p.Draft(disclosure.FirstContact, "C1")
	want(disclosure.DialogueDrafted, disclosure.DraftOpen)
	p.Do(commandtest.Ada, p.Approval("D1"))
	want(disclosure.DialogueApproved, disclosure.DraftApproved)
	if p.C.Work != disclosure.WorkActive {
		t.Fatalf("an approval makes a case active, it is %s", p.C.Work)
	}
	p.At(27, 10)
	d := p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	want(disclosure.DialogueQueued, disclosure.DraftSent)
	key := string(commandtest.PlayID) + "/first_contact/C1/1"
	if len(d.Jobs) != 1 || d.Jobs[0].Key != key || d.Jobs[0].Task() != disclosure.TaskSendMail || d.Jobs[0].Queue != disclosure.QueueSend {
		t.Fatalf("jobs %+v", d.Jobs)
	}
	d = p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Receipt: "250 queued"}})
	want(disclosure.DialogueSent, disclosure.DraftSent)
	if commandtest.KindsOf(d) != "contacted deadline_set" || p.C.FirstContact.First().String() != "2020-01-27" {
		t.Fatalf("%s, first contact %s", commandtest.KindsOf(d), p.C.FirstContact)
	}
	if k := p.C.Clocks[disclosure.PublicationClause]; k.State != disclosure.ClockRunning || k.Due.String() != "2020-02-26" {
		t.Fatalf("clock %+v", k)
	}
	if m := p.Message(key); m.State != disclosure.MessageSent || m.Receipt != "250 queued" || m.SentAt != p.Now {
		t.Fatalf("message %+v", m)
	}
	if due := d.Jobs[0]; due.Task() != disclosure.TaskDeadline || due.Due != time.Date(2020, 2, 26, 23, 0, 0, 0, time.UTC) {
		t.Fatalf("the timer rings when the day is over in Paris, not at %s", due.Due)
	}
}

func TestAnEditTakesTheApprovalBack(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Rita, message.EditDraft{ID: "D1", Subject: "Changed", Body: "b2"})
	if m := p.C.Messages[0]; m.State != disclosure.MessageCancelled {
		t.Fatalf("the approved message is %s", m.State)
	}
	p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not approved")
	d, _ := p.C.Draft("D1")
	if d.Revision != 2 || d.Author != "rita" || d.State != disclosure.DraftOpen || d.Message != "" {
		t.Fatalf("draft %+v", d)
	}
	p.Do(commandtest.Ada, p.Approval("D1"))
	got := p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	if got.Jobs[0].Key != string(commandtest.PlayID)+"/first_contact/C1/2" {
		t.Fatalf("the second approval needs a key of its own, got %s", got.Jobs[0].Key)
	}
}

func TestADiscardedDraftLeavesNoTraceInTheDialogue(t *testing.T) {
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	t.Run("drafted", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Draft(disclosure.FirstContact, "C1")
		p.Do(commandtest.Rita, message.DiscardDraft{ID: "D1"})
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueNone {
			t.Fatalf("dialogue is %s", got)
		}
		p.Refused(commandtest.Rita, message.DiscardDraft{ID: "D1"}, fault.Conflict, "discarded")
		p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Conflict, "discarded")
	})
	t.Run("approved", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FirstContact, "C1")))
		p.Do(commandtest.Rita, message.DiscardDraft{ID: "D1"})
		d, _ := p.C.Draft("D1")
		if p.C.Messages[0].State != disclosure.MessageCancelled || d.State != disclosure.DraftDiscarded || d.Message != "" {
			t.Fatalf("%+v %+v", p.C.Messages[0], d)
		}
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueNone {
			t.Fatalf("dialogue is %s", got)
		}
	})
	t.Run("another one is still there", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Draft(disclosure.FirstContact, "C1")
		p.Draft(disclosure.FreeText, "C1")
		p.Do(commandtest.Rita, message.DiscardDraft{ID: "D2"})
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueDrafted {
			t.Fatalf("dialogue is %s", got)
		}
	})
}

func TestAFollowUpTakesNobodysAnswerBack(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply("thanks, we look"))
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	key := p.Queued(disclosure.FollowUp, "C1")
	p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent}})
	if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueAcknowledged {
		t.Fatalf("dialogue is %s", got)
	}
	if d := p.Do(commandtest.Robot, commandtest.Reply("still looking")); commandtest.KindsOf(d) != "replied" {
		t.Fatalf("the second answer is a reply, not %s", commandtest.KindsOf(d))
	}
}

func TestWhatComesIn(t *testing.T) {
	vendorMail := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
	started := func(t *testing.T) (*commandtest.Play, string) {
		p := commandtest.NewPlay(t)
		return p, p.Sent(disclosure.FirstContact, "C1")
	}
	t.Run("the first word of a person acknowledges, later ones are replies", func(t *testing.T) {
		p, key := started(t)
		answer := commandtest.Reply("we are on it")
		answer.Answers = p.Message(key).ID
		d := p.Do(commandtest.Robot, answer)
		if commandtest.KindsOf(d) != "acknowledged" || d.Events[0].Name != "NextMotion" || d.Events[0].Text != "" || d.Events[0].Detail.Excerpt != "we are on it" {
			t.Fatalf("%+v", d.Events)
		}
		if commandtest.KindsOf(p.Do(commandtest.Robot, commandtest.Reply("more"))) != "replied" || p.C.Dialogue[vendorMail] != disclosure.DialogueEngaged {
			t.Fatalf("dialogue %s", p.C.Dialogue[vendorMail])
		}
	})
	t.Run("an answer on another channel is no second acknowledgement", func(t *testing.T) {
		p, _ := started(t)
		p.Do(commandtest.Robot, commandtest.Reply("we are on it"))
		other := commandtest.Reply("here too")
		other.Channel, other.Source = disclosure.Issue, disclosure.SourceIssue
		if d := p.Do(commandtest.Robot, other); commandtest.KindsOf(d) != "replied" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
	})
	t.Run("an automatic answer acknowledges nothing", func(t *testing.T) {
		p, _ := started(t)
		auto := incoming.RecordInbound{Kind: disclosure.KindAutoReplied, Channel: disclosure.Email, Text: "out of office"}
		if d := p.Do(commandtest.Robot, auto); commandtest.KindsOf(d) != "auto_replied" || p.C.Dialogue[vendorMail] != disclosure.DialogueAutoReplied {
			t.Fatalf("%s, %s", commandtest.KindsOf(d), p.C.Dialogue[vendorMail])
		}
		if d := p.Do(commandtest.Robot, commandtest.Reply("hello")); commandtest.KindsOf(d) != "acknowledged" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
		p.Do(commandtest.Robot, auto)
		if got := p.C.Dialogue[vendorMail]; got != disclosure.DialogueAcknowledged {
			t.Fatalf("an automatic answer must not take a person's word back: %s", got)
		}
	})
	t.Run("a statement in public is no answer to us", func(t *testing.T) {
		p, _ := started(t)
		p.Event(disclosure.KindStatement, commandtest.Day20(1, 24))
		if d := p.Do(commandtest.Robot, commandtest.Reply("hello")); commandtest.KindsOf(d) != "acknowledged" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
	})
	t.Run("a bounce marks the contact that it names", func(t *testing.T) {
		p, _ := started(t)
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Channel: disclosure.Email, Contact: "Security@NextMotion.example"})
		k, _ := p.C.Contact("C1")
		if k.Quality != disclosure.QualityBounced || p.C.Dialogue[vendorMail] != disclosure.DialogueBounced {
			t.Fatalf("%s %s", k.Quality, p.C.Dialogue[vendorMail])
		}
		if d := p.Do(commandtest.Robot, commandtest.Reply("wrong address, but here we are")); commandtest.KindsOf(d) != "acknowledged" {
			t.Fatalf("got %s", commandtest.KindsOf(d))
		}
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{
			Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Quality: disclosure.QualityPublished,
		}})
		if k, _ = p.C.Contact("C1"); k.Quality != disclosure.QualityPublished || len(p.C.Contacts) != 1 {
			t.Fatalf("a mailbox that works again is added again: %+v", p.C.Contacts)
		}
	})
	t.Run("a bounce that names nobody marks the contact of its message", func(t *testing.T) {
		p, key := started(t)
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Answers: key})
		if k, _ := p.C.Contact("C1"); k.Quality != disclosure.QualityBounced || p.C.Dialogue[vendorMail] != disclosure.DialogueBounced {
			t.Fatalf("%s", k.Quality)
		}
	})
	t.Run("a bounce of another party's mail is that party's", func(t *testing.T) {
		p, _ := started(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}})
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Channel: disclosure.Email, Contact: "abuse@aws.example"})
		if p.C.Dialogue[vendorMail] != disclosure.DialogueSent || p.C.Dialogue[disclosure.KeyFor(disclosure.Provider, "AWS", disclosure.Email)] != disclosure.DialogueBounced {
			t.Fatalf("%v", p.C.Dialogue)
		}
	})
	t.Run("a claim asks every asset at once and moves no exposure", func(t *testing.T) {
		p, _ := started(t)
		p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}})
		p.Do(commandtest.Rita, exposure.StopProbing{Asset: "A2"})
		before := p.Exposure("A1")
		d := p.Do(commandtest.Robot, incoming.RecordInbound{
			Kind: disclosure.KindFixClaimed, Channel: disclosure.Issue, Source: disclosure.SourceIssue, Ref: "team/nextmotion#1", Text: "/fixed",
		})
		// Now, after an hour and after a day; and the clock that follows from the claim.
		if len(d.Jobs) != 4 || d.Jobs[3].Task() != disclosure.TaskDeadline || d.Jobs[0].Due.After(p.Now) {
			t.Fatalf("jobs %+v", d.Jobs)
		}
		now := commandtest.Payload[disclosure.Probe](t, d.Jobs[0])
		if a := now.Request; now.Asset != "A1" || a.Reason != disclosure.ProbeForClaim || a.By != "vendor" || a.Channel != disclosure.Issue || a.Ref != "team/nextmotion#1" {
			t.Fatalf("asked %+v", a)
		}
		if p.Exposure("A1") != before || len(p.C.Claims) != 1 || p.C.Claims[0].Kind != disclosure.KindFixClaimed {
			t.Fatalf("exposure %s, claims %+v", p.Exposure("A1"), p.C.Claims)
		}
		again := p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindFixClaimed, Channel: disclosure.Issue, Ref: "team/nextmotion#1", Text: "/fixed"})
		if again.Jobs[0].Key == d.Jobs[0].Key {
			t.Fatal("a second claim at the same moment needs a probe of its own")
		}
		for i, wait := range []time.Duration{time.Hour, 24 * time.Hour} {
			j := d.Jobs[i+1]
			later := commandtest.Payload[disclosure.Probe](t, j)
			if !j.Due.Equal(p.Now.Add(wait)) || later.Asset != "A1" || later.Request.Ref != "" || again.Jobs[i+1].Key != j.Key {
				t.Fatalf("job %+v: it comes once a day, after %s, and answers nobody", j, wait)
			}
		}
	})
	t.Run("a date in the future is the sender's clock", func(t *testing.T) {
		p, _ := started(t)
		late := commandtest.Reply("from 2031")
		late.At = civil.OnDay(2031, 1, 1)
		if d := p.Do(commandtest.Robot, late); d.Events[0].At.First().Year != 2020 {
			t.Fatalf("recorded at %s", d.Events[0].At)
		}
	})
	t.Run("bytes that are no text are made text before they are stored", func(t *testing.T) {
		p, _ := started(t)
		d := p.Do(commandtest.Robot, commandtest.Reply("caf\xe9 \xff"))
		if d.Events[0].Detail.Excerpt != "caf\ufffd \ufffd" {
			t.Fatalf("%q", d.Events[0].Detail.Excerpt)
		}
	})
	t.Run("an ended case still takes what comes in", func(t *testing.T) {
		p, _ := started(t)
		p.Do(commandtest.Ada, record.RejectCase{})
		p.Do(commandtest.Robot, commandtest.Reply("hello?"))
	})
}

func TestOutcomesOfADelivery(t *testing.T) {
	t.Run("refused: the contact is marked and the next one may be written to", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		d := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Permanent, Reason: "550 no such user"}})
		if commandtest.KindsOf(d) != "bounced deadline_set" || p.Message(key).State != disclosure.MessageFailed || !p.C.FirstContact.IsZero() {
			t.Fatalf("%s, %s, first contact %s", commandtest.KindsOf(d), p.Message(key).State, p.C.FirstContact)
		}
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "info@nextmotion.example"}})
		p.Draft(disclosure.FirstContact, "C2")
	})
	t.Run("an issue that could not be opened leaves the contact as it is", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/nextmotion"}})
		key := p.Queued(disclosure.FirstContact, "C2")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Permanent, Reason: "the repository is public"}})
		p.Draft(disclosure.FirstContact, "C2")
		if got := p.C.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Issue)]; got == disclosure.DialogueQueued {
			t.Fatal("a message that failed is not queued any more")
		}
	})
	t.Run("an issue is tracked", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/nextmotion"}})
		key := p.Queued(disclosure.FirstContact, "C2")
		d := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Ref: "team/nextmotion#7"}})
		if len(p.C.Issues) != 1 || p.C.Issues[0].Ref != "team/nextmotion#7" || p.C.Issues[0].Marker != p.Message(key).ID {
			t.Fatalf("issues %+v", p.C.Issues)
		}
		if d.Events[0].Ref != "team/nextmotion#7" || d.Events[0].Source != disclosure.SourceIssue {
			t.Fatalf("event %+v", d.Events[0])
		}
	})
	t.Run("unknown: a person says that it arrived", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Reason: "cut after the dot"}})
		if p.Message(key).State != disclosure.MessageUncertain || !p.C.FirstContact.IsZero() {
			t.Fatalf("%+v", p.Message(key))
		}
		d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Arrived: true, Text: "they called"})
		if commandtest.KindsOf(d) != "contacted deadline_set" || p.Message(key).State != disclosure.MessageSent {
			t.Fatalf("%s %s", commandtest.KindsOf(d), p.Message(key).State)
		}
	})
	t.Run("unknown again and again: each resend is a job of its own", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		seen := map[string]bool{key: true}
		for range 3 {
			p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Reason: "again cut"}})
			d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Text: "nothing there"})
			if len(d.Jobs) != 1 || seen[d.Jobs[0].Key] || commandtest.Payload[disclosure.SendMail](t, d.Jobs[0]).Message != key {
				t.Fatalf("jobs %+v, seen %v", d.Jobs, seen)
			}
			seen[d.Jobs[0].Key] = true
		}
	})
	t.Run("unknown, and the mail came back: it is not sent again", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key})
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Answers: key})
		d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key, Text: "it bounced"})
		if len(d.Jobs) != 0 || p.Message(key).State != disclosure.MessageFailed {
			t.Fatalf("jobs %+v, message %s", d.Jobs, p.Message(key).State)
		}
		p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown}) // nothing is in the way any more
	})
	t.Run("unknown, on a case that is not ours any more: it is not sent again", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key})
		p.Do(commandtest.Ada, record.HandOver{To: "CERT-FR"})
		if d := p.Do(commandtest.Ada, message.ResolveMessage{Message: key}); len(d.Jobs) != 0 {
			t.Fatalf("jobs %+v", d.Jobs)
		}
	})
	t.Run("a heads-up is no first contact of a vendor who was written to", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		first := p.C.FirstContact
		p.At(44, 9)
		p.Sent(disclosure.PrePublication, "C1")
		if p.C.FirstContact != first || p.C.HeadsUp.IsZero() || p.C.Publication != disclosure.PublicationHeadsUp {
			t.Fatalf("%s %s %s", p.C.FirstContact, p.C.HeadsUp, p.C.Publication)
		}
	})
}

func TestPartiesGoByOneName(t *testing.T) {
	contacts := func(name, address string) record.AddContact {
		return record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: name, Channel: disclosure.Email, Address: address}}
	}
	t.Run("another spelling is the same party", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, contacts("NEXTMOTION", "info@nextmotion.example"))
		if k, _ := p.C.Contact("C2"); k.Name != "NextMotion" || len(p.C.Parties) != 1 {
			t.Fatalf("contact %+v, parties %+v", k, p.C.Parties)
		}
	})
	t.Run("a vendor who gets a name later keeps what was said of it", func(t *testing.T) {
		p := commandtest.EmptyPlay(t)
		p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: disclosure.Facts{
			Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Country: "FR", DoNotContact: false}},
		}})
		p.Do(commandtest.Ada, contacts("", "a@vendor.example"))
		p.Sent(disclosure.FirstContact, "C1")
		p.Do(commandtest.Ada, record.AddContact{
			Party:   disclosure.Party{Role: disclosure.Vendor, Name: "NextMotion", Domain: "nextmotion.net"},
			Contact: disclosure.Contact{Channel: disclosure.Email, Address: "b@vendor.example"},
		})
		v := p.C.Vendor()
		if len(p.C.Parties) != 1 || v.Name != "NextMotion" || v.Country != "FR" || v.Domain != "nextmotion.net" {
			t.Fatalf("parties %+v", p.C.Parties)
		}
		named := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
		if len(p.C.Dialogue) != 1 || p.C.Dialogue[named] != disclosure.DialogueSent {
			t.Fatalf("dialogue %v", p.C.Dialogue)
		}
		if _, ok := p.C.Reached[disclosure.KeyOf(disclosure.Vendor, "NextMotion")]; !ok || len(p.C.Reached) != 1 {
			t.Fatalf("reached %v", p.C.Reached)
		}
		if k, _ := p.C.Contact("C1"); k.Name != "NextMotion" {
			t.Fatalf("contact %+v", k)
		}
	})
	t.Run("two providers stay two", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		for _, name := range []string{"AWS", "OVH"} {
			p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party, e.Name = disclosure.Provider, name })
		}
		if len(p.C.Parties) != 3 || len(p.C.Reached) != 2 || !p.C.FirstContact.IsZero() {
			t.Fatalf("parties %+v, reached %v", p.C.Parties, p.C.Reached)
		}
		p.Event(disclosure.KindReplied, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party, e.Name = disclosure.Provider, "ovh" })
	})
	t.Run("an escalation to nobody in particular is no contact with the vendor", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Event(disclosure.KindEscalated, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party = "" })
		if !p.C.FirstContact.IsZero() {
			t.Fatalf("first contact %s", p.C.FirstContact)
		}
	})
	t.Run("the vendor's name does not matter for who answered", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party = "" })
		p.Event(disclosure.KindAcknowledged, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party = "" })
		for key := range p.C.Reached {
			if key != disclosure.KeyOf(disclosure.Vendor, "NextMotion") {
				t.Fatalf("reached %v", p.C.Reached)
			}
		}
		if agenda.Headline(p.C) != "acknowledged" {
			t.Fatalf("headline %s", agenda.Headline(p.C))
		}
	})
}

func TestImportsKeepWhatTheSourceSays(t *testing.T) {
	p := commandtest.EmptyPlay(t)
	p.Now = time.Date(2021, 1, 1, 9, 0, 0, 0, time.UTC)
	p.Do(commandtest.Rita, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
		{Kind: disclosure.KindClosed, At: commandtest.Day20(2, 5), Source: disclosure.SourcePress, Detail: disclosure.Detail{Closure: &disclosure.Closure{Verified: true}}},
		{Kind: disclosure.KindAcknowledged, At: commandtest.Day20(1, 1), Party: disclosure.Vendor}, // before everything
		{Kind: disclosure.KindDiscovered, At: commandtest.Day20(3, 1)},
		{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 30), Party: disclosure.Provider, Name: "AWS"},
		{Kind: disclosure.KindDeadlineSet, At: commandtest.Day20(1, 30), Until: commandtest.Day20(4, 1)},
		{Kind: disclosure.KindDeadlineSet, At: commandtest.Day20(1, 30)},
		{Kind: disclosure.KindStatement, At: civil.OnDay(2099, 1, 1), Party: disclosure.Vendor, Planned: true},
	}})
	if len(p.Events) != 8 || len(p.Jobs) != 0 || !p.C.Imported || p.C.Work != disclosure.WorkActive {
		t.Fatalf("%d events, jobs %v, %s", len(p.Events), p.Jobs, p.C.Work)
	}
	a, _ := p.C.Asset("A1")
	if a.Closure.Verified || a.Exposure != disclosure.ExposureUnconfirmed || a.Closure.Source != disclosure.SourcePress || p.C.AllClosed() {
		t.Fatalf("a closure that a file tells of is a reported one: %+v", a)
	}
	if agenda.Headline(p.C) != "reported closed" || p.Events[1].Source != disclosure.SourcePress || p.Events[2].Source != disclosure.SourceImport {
		t.Fatalf("%s", agenda.Headline(p.C))
	}
	if len(p.C.Clocks) != 0 {
		t.Fatalf("what ended before its day has no clock: %+v", p.C.Clocks)
	}
	for _, e := range []disclosure.Event{
		{Kind: "fixed", At: commandtest.Day20(1, 1)}, {Kind: disclosure.KindNote}, {Kind: disclosure.KindNote, At: commandtest.Day20(1, 1), Party: "vendr"},
	} {
		_, err := command.Decide(nil, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{e}},
			command.Env{Actor: commandtest.Rita, Now: p.Now})
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestATextOfTheSenderIsKeptOutOfSubjectsAndKeys(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply(strings.Repeat("long ", 100)))
	for _, j := range p.Jobs {
		if strings.Contains(j.Key, "long") {
			t.Fatalf("key %q", j.Key)
		}
	}
}

func TestTheFirstWordToAPartyIsAFirstContactWhateverItIsCalled(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	author := disclosure.Actor{Name: commandtest.Rita.Name, Role: disclosure.Lead}
	for _, template := range []disclosure.Template{disclosure.FollowUp, disclosure.FreeText, disclosure.PrePublication} {
		p.Refused(author, p.Approval(p.Draft(template, "C1")), fault.Refused, "second person")
	}
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(author, p.Approval(p.Draft(disclosure.FollowUp, "C1"))) // the rule asks for no second person here
}

func TestBlanksAndCapitalsMakeNoSecondPerson(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	same := disclosure.Actor{Name: strings.ToUpper(commandtest.Rita.Name) + " ", Role: disclosure.Lead}
	p.Refused(same, p.Approval(p.Draft(disclosure.FirstContact, "C1")), fault.Refused, "second person")
	author := disclosure.Actor{Name: strings.ToUpper(p.C.Author), Role: disclosure.Lead}
	p.Refused(author, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"}, fault.Refused, "second person")
}

func TestWhatWaitsToBeSentIsWithheldWhenItMayNotLeaveAnyMore(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	p.Do(commandtest.Ada, record.RejectCase{Text: "no exposure"})
	m := p.C.Messages[0]
	err := outreach.MayStillSend(p.C, m)
	if fault.CodeOf(err) != fault.Refused {
		t.Fatalf("a rejected case may still send: %v", err)
	}
	d := p.Do(commandtest.Robot, message.RecordDelivery{
		Message: m.Key, Withheld: true, Delivery: disclosure.Delivery{Kind: disclosure.Permanent, Reason: err.Error()},
	})
	if commandtest.KindsOf(d) != "message_cancelled" || p.Message(m.Key).State != disclosure.MessageCancelled {
		t.Fatalf("%s, message %s", commandtest.KindsOf(d), p.Message(m.Key).State)
	}
	if k, _ := p.C.Contact("C1"); k.Quality == disclosure.QualityBounced || !p.C.FirstContact.IsZero() {
		t.Fatalf("nothing was tried, and the record says that it was: %+v", k)
	}
	if got := p.C.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)]; got != disclosure.DialogueDrafted {
		t.Fatalf("the dialogue is %s", got)
	}
}

func TestTheTimelineSaysThatADryRunReachedNobody(t *testing.T) {
	p := commandtest.NewPlay(t)
	key := p.Queued(disclosure.FirstContact, "C1")
	d := p.Do(commandtest.Robot, message.RecordDelivery{
		Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Receipt: "0001.eml", DryRun: true},
	})
	if text := d.Events[0].Text; !strings.Contains(text, "dry run") {
		t.Fatalf("the event says %q", text)
	}
}

func TestAKnownPartyCanAskToBeLeftAlone(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	k, _ := p.C.Contact("C1")
	alone := record.AddContact{
		Contact: disclosure.Contact{Role: k.Role, Channel: k.Channel, Address: k.Address},
		Party:   disclosure.Party{Role: disclosure.Vendor, DoNotContact: true},
	}
	p.Do(commandtest.Rita, alone)
	if v := p.C.Vendor(); !v.DoNotContact || v.Name != "NextMotion" || len(p.C.Contacts) != 1 {
		t.Fatalf("%+v, %d contacts", v, len(p.C.Contacts))
	}
	if got := p.C.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)]; got != disclosure.DialogueDoNotContact {
		t.Fatalf("the dialogue is %s", got)
	}
	p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not to be contacted")
	p.Refused(commandtest.Rita, alone, fault.Conflict, "already")
}

func TestADeadlineIsBroughtForwardByALeadOnly(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	sooner := record.AddEvent{Kind: disclosure.KindDeadlineSet, At: civil.OnDay(2020, 1, 24), Until: civil.OnDay(2020, 1, 25)}
	p.Refused(commandtest.Rita, sooner, fault.Forbidden, "bringing it forward")
	p.Do(commandtest.Ada, sooner)
	if k := p.C.Clocks[disclosure.PublicationClause]; k.Due.String() != "2020-01-25" {
		t.Fatalf("%+v", k)
	}
}
