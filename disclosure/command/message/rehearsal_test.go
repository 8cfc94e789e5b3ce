package message_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
)

func TestARehearsalCountsForNothingOnceTheMailIsReallySent(t *testing.T) {
	t.Parallel()
	start := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	c, env := commandtest.OneAsset(t, start)
	lead := env.Actor
	c, _ = commandtest.Run(t, c, env, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@v.example"}})
	c, _ = commandtest.Run(t, c, env, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b", Lang: "en", Because: commandtest.Unasked}})
	c, _ = commandtest.Run(t, c, env, message.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "m1@t.example", To: "security@v.example", Raw: "r"}})
	c, _ = commandtest.Run(t, c, env, message.SendDraft{ID: "D1"})
	key := c.Messages[0].Key
	env.Actor = disclosure.Engine()
	c, _ = commandtest.Run(t, c, env, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "1.eml", DryRun: true}})
	if !c.Messages[0].DryRun || c.FirstContact.IsZero() {
		t.Fatalf("the rehearsal is not on record: %+v", c.Messages[0])
	}
	for _, check := range gate.Run(gate.Input{Case: c, Mode: disclosure.Full, Clock: env.Clock(), Rules: env.Rules.Gate}) {
		if check.Name == gate.CheckNoUncertainMessages && check.State != gate.CheckFail {
			t.Errorf("the gate takes a rehearsal for a message: %+v", check)
		}
	}
	// Three days later the team sends for real.
	env.Now, env.Actor = start.AddDate(0, 0, 3), lead
	if _, err := command.Decide(c, message.ResolveMessage{Message: key, Arrived: true}, env); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a rehearsal cannot have arrived: %v", err)
	}
	c, d := commandtest.Run(t, c, env, message.ResolveMessage{Message: key, Text: "it was a dry run"})
	if len(d.Jobs) != 1 {
		t.Fatalf("%d jobs", len(d.Jobs))
	}
	env.Actor = disclosure.Engine()
	c, d = commandtest.Run(t, c, env, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "250 ok"}})
	if c.Messages[0].DryRun {
		t.Error("the message still counts as a rehearsal")
	}
	if got := c.FirstContact.First(); got != (civil.Date{Year: 2020, Month: 1, Day: 27}) {
		t.Errorf("the first contact is %s, want the day on which it was really sent", got)
	}
	if k := c.Clocks[disclosure.PublicationClause]; k.Due.First() != (civil.Date{Year: 2020, Month: 1, Day: 27}).AddDays(30) {
		t.Errorf("the clock still counts from the rehearsal: %+v", k)
	}
	var contacts int
	for _, e := range d.Events {
		if e.Kind == disclosure.KindContacted {
			contacts++
			if e.Corrects == 0 {
				t.Error("the real contact does not correct the rehearsal")
			}
		}
	}
	if contacts != 1 {
		t.Errorf("%d contacts", contacts)
	}
}

func TestOurOwnTroubleDoesNotSpoilAnAddress(t *testing.T) {
	t.Parallel()
	c, env := commandtest.OneAsset(t, time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC))
	c, _ = commandtest.Run(t, c, env, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@v.example"}})
	c, _ = commandtest.Run(t, c, env, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b", Lang: "en", Because: commandtest.Unasked}})
	c, _ = commandtest.Run(t, c, env, message.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "m1@t.example", To: "security@v.example", Raw: "r"}})
	c, _ = commandtest.Run(t, c, env, message.SendDraft{ID: "D1"})
	env.Actor = disclosure.Engine()
	c, d := commandtest.Run(t, c, env, message.RecordDelivery{Message: c.Messages[0].Key, Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "given up", Ours: true}})
	if d.Events[0].Kind != disclosure.KindMessageFailed || c.Contacts[0].Quality == disclosure.QualityBounced {
		t.Errorf("%s, contact %s", d.Events[0].Kind, c.Contacts[0].Quality)
	}
}
