package app_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// A list of messages to silent vendors takes two people: who wrote it, and somebody who read its sample and signs the list.
func TestASignatureApprovesAListAsTheSecondPerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.cfg.Rules.SecondPerson = []string{"follow_up"}
	o = o.again(nil)
	o.clock.set(t, "2020-01-29T12:00:00Z")
	id := clinics(t, o.App, o.alice, 6)
	o.clock.set(t, "2020-02-20T09:00:00Z")
	got, err := o.Desk.DraftSilent(t.Context(), o.alice, id, "", false)
	if err != nil || got.Drafts != 5 {
		t.Fatalf("%d drafts: %v", got.Drafts, err)
	}
	approve := func() message.ApproveBatch {
		t.Helper()
		cmd, err := o.Desk.ApproveBatchOf(t.Context(), id, got.Batch)
		if err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	signed := func(name, text string) error {
		who, _, _ := o.Desk.Signatory(name)
		of, err := o.Desk.Asked(t.Context(), who, id, approve())
		if err != nil {
			return err
		}
		s, err := o.Desk.Statement(t.Context(), of, name)
		if err != nil {
			t.Fatal(err)
		}
		if text == "" {
			text = s.Text()
		}
		if who, err = o.Desk.Signer(t.Context(), o.alice, of, o.keys[name].sign(text)); err != nil {
			return err
		}
		_, err = o.Desk.Do(t.Context(), who, id, approve())
		return err
	}
	if err := signed("bob", ""); fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "has not read the sample") {
		t.Fatalf("bob signs what he did not read: %v", err)
	}
	bob := disclosure.Actor{Name: "bob", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "bob", Proof: person.ByLogin}}
	if _, err := o.Desk.Do(t.Context(), bob, id, message.ReadSample{Batch: got.Batch}); err != nil {
		t.Fatal(err)
	}
	if err := signed("bob", "something else"); err == nil {
		t.Fatal("a signature over another text approved the list")
	}
	if err := signed("bob", ""); err != nil {
		t.Fatal(err)
	}
	c := o.load(id)
	for _, d := range message.InBatch(c, got.Batch) {
		if d.State != disclosure.DraftApproved {
			t.Errorf("%s to %s is %s", d.ID, d.Name, d.State)
		}
	}
	for _, m := range c.Messages {
		if !m.ByTwo || m.Approved.Proof != person.ByKey {
			t.Errorf("%s was approved by %+v, two people: %t", m.Key, m.Approved, m.ByTwo)
		}
	}
	if len(c.Messages) != 5 {
		t.Errorf("%d messages", len(c.Messages))
	}
}
