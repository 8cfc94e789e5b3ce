package disclosure

import (
	"testing"
	"time"
)

func TestARehearsalCountsForNothingOnceTheMailIsReallySent(t *testing.T) {
	t.Parallel()
	start := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	c, env := stopCase(t, start)
	lead := env.Actor
	c, _ = run(t, c, env, AddContact{Contact: Contact{Role: Vendor, Channel: Email, Address: "security@v.example"}})
	c, _ = run(t, c, env, NewDraft{Draft: Draft{Template: FirstContact, Contact: "C1", Subject: "s", Body: "b", Lang: "en"}})
	c, _ = run(t, c, env, ApproveDraft{ID: "D1", Message: Message{ID: "m1@t.example", To: "security@v.example", Raw: "r"}})
	c, _ = run(t, c, env, SendDraft{ID: "D1"})
	key := c.Messages[0].Key
	env.Actor = Engine()
	c, _ = run(t, c, env, RecordDelivery{Message: key, Delivery: Delivery{Kind: Sent, Receipt: "1.eml", DryRun: true}})
	if !c.Messages[0].DryRun || c.FirstContact.IsZero() {
		t.Fatalf("the rehearsal is not on record: %+v", c.Messages[0])
	}
	for _, check := range Gate(GateInput{Case: c, Mode: Full, Clock: env.Clock(), Rules: env.Rules.Gate}) {
		if check.Name == CheckNoUncertainMessages && check.State != CheckFail {
			t.Errorf("the gate takes a rehearsal for a message: %+v", check)
		}
	}
	// Three days later the team sends for real.
	env.Now, env.Actor = start.AddDate(0, 0, 3), lead
	if _, err := Decide(c, ResolveMessage{Message: key, Arrived: true}, env); CodeOf(err) != Conflict {
		t.Errorf("a rehearsal cannot have arrived: %v", err)
	}
	c, d := run(t, c, env, ResolveMessage{Message: key, Text: "it was a dry run"})
	if len(d.Jobs) != 1 {
		t.Fatalf("%d jobs", len(d.Jobs))
	}
	env.Actor = Engine()
	c, d = run(t, c, env, RecordDelivery{Message: key, Delivery: Delivery{Kind: Sent, Receipt: "250 ok"}})
	if c.Messages[0].DryRun {
		t.Error("the message still counts as a rehearsal")
	}
	if got := c.FirstContact.First(); got != (Date{2020, 1, 27}) {
		t.Errorf("the first contact is %s, want the day on which it was really sent", got)
	}
	if k := c.Clocks[PublicationClause]; k.Due.First() != (Date{2020, 1, 27}).AddDays(30) {
		t.Errorf("the clock still counts from the rehearsal: %+v", k)
	}
	var contacts int
	for _, e := range d.Events {
		if e.Kind == KindContacted {
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
	c, env := stopCase(t, time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC))
	c, _ = run(t, c, env, AddContact{Contact: Contact{Role: Vendor, Channel: Email, Address: "security@v.example"}})
	c, _ = run(t, c, env, NewDraft{Draft: Draft{Template: FirstContact, Contact: "C1", Subject: "s", Body: "b", Lang: "en"}})
	c, _ = run(t, c, env, ApproveDraft{ID: "D1", Message: Message{ID: "m1@t.example", To: "security@v.example", Raw: "r"}})
	c, _ = run(t, c, env, SendDraft{ID: "D1"})
	env.Actor = Engine()
	c, d := run(t, c, env, RecordDelivery{Message: c.Messages[0].Key, Delivery: Delivery{Kind: Permanent, Reason: "given up", Ours: true}})
	if d.Events[0].Kind != KindNote || c.Contacts[0].Quality == QualityBounced {
		t.Errorf("%s, contact %s", d.Events[0].Kind, c.Contacts[0].Quality)
	}
}
