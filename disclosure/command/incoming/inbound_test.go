package incoming_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

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
		if len(d.Jobs) != 4 || d.Jobs[3].Task() != ledger.TaskDeadline || d.Jobs[0].Due.After(p.Now) {
			t.Fatalf("jobs %+v", d.Jobs)
		}
		now := commandtest.Payload[task.Probe](t, d.Jobs[0])
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
			later := commandtest.Payload[task.Probe](t, j)
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
