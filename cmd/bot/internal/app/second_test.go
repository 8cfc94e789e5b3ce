package app_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/person"
)

var erinInSlack = disclosure.Actor{Name: "erin", Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: "U0ERIN", Proof: person.BySlack}}

// waiting is the only decision that waits.
func (o *office) waiting() second.Waiting {
	o.t.Helper()
	all, err := o.Desk.Waiting(o.t.Context(), o.id)
	if err != nil || len(all) != 1 {
		o.t.Fatalf("%v, %d wait", err, len(all))
	}
	return all[0]
}

func TestAPublicationIsAskedForAndApprovedByAPress(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ask := func() {
		t.Helper()
		p, err := o.Desk.Prepare(t.Context(), o.id, disclosure.Limited, "en")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Desk.AskApproval(t.Context(), o.alice, p, "it is time"); err != nil {
			t.Fatal(err)
		}
		if err := o.Desk.AskApproval(t.Context(), o.alice, p, "again"); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("asked twice: %v", err)
		}
	}
	ask()
	w := o.waiting()
	if !strings.Contains(w.Body, "# ") || w.Closed != "" || !strings.Contains(strings.Join(w.States, "\n"), "limited en") {
		t.Errorf("%+v", w)
	}
	if _, err := o.Desk.Agree(t.Context(), o.alice, o.id, w.Digest); fault.CodeOf(err) != fault.Refused {
		t.Errorf("who recorded the case agreed: %v", err)
	}
	if _, err := o.Desk.Agree(t.Context(), erinInSlack, o.id, ""); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("nothing that was read was agreed to: %v", err)
	}
	// A fact that the files tell of makes other files of them.
	vendor := "NextMotion SAS"
	if _, err := o.Desk.Do(t.Context(), o.alice, o.id, record.EditParty{Role: disclosure.Vendor, NewName: &vendor}); err != nil {
		t.Fatal(err)
	}
	if now := o.waiting(); now.Closed == "" {
		t.Error("the files changed, and the question still stands")
	}
	if _, err := o.Desk.Agree(t.Context(), erinInSlack, o.id, w.Digest); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("agreed to what is no more: %v", err)
	}
	p, err := o.Desk.Prepare(t.Context(), o.id, disclosure.Limited, "en")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.AskApproval(t.Context(), o.alice, p, ""); err != nil {
		t.Fatal(err)
	}
	all, err := o.Desk.Waiting(t.Context(), o.id)
	if err != nil || len(all) != 2 {
		t.Fatalf("%v %d", err, len(all))
	}
	if _, err := o.Desk.Agree(t.Context(), erinInSlack, o.id, all[1].Digest); fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "has not seen these files") {
		t.Errorf("agreed to a page that nobody showed her: %v", err)
	}
	if err := o.Desk.ShowPublication(t.Context(), erinInSlack, p, ""); err != nil {
		t.Fatal(err)
	}
	if all, err = o.Desk.Waiting(t.Context(), o.id); err != nil || len(all) != 2 {
		t.Fatalf("%v %d", err, len(all))
	}
	if _, err := o.Desk.Agree(t.Context(), erinInSlack, o.id, all[1].Digest); err != nil {
		t.Fatal(err)
	}
	checks := gateOf(t, o.Desk, o.id, disclosure.Limited, "en")
	for _, c := range checks {
		if c.Name == gate.CheckSecondPerson && (c.State != gate.CheckPass || !strings.Contains(c.Reason, "erin in Slack")) {
			t.Errorf("the gate: %+v", c)
		}
	}
	if o.waiting().Closed == "" {
		t.Error("what was approved still waits")
	}
}

func TestADecisionIsAgreedToAsItWasRead(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	set := deadline.SetDeadline{Clause: "press", Due: o.Desk.Now(), Reason: "the article"}
	set.Due = o.Desk.Today().AddDays(-3).When()
	if _, err := o.Desk.Do(t.Context(), o.alice, o.id, set); err != nil {
		t.Fatal(err)
	}
	w := o.waiting()
	other := set
	other.Due = o.Desk.Today().AddDays(30).When()
	if _, err := o.Desk.Do(t.Context(), o.alice, o.id, other); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.Agree(t.Context(), erinInSlack, o.id, w.Digest); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("the clause has another date than was read: %v", err)
	}
	now := o.waiting()
	c, err := o.Desk.Agree(t.Context(), erinInSlack, o.id, now.Digest)
	if err != nil || len(c.OpenProposals(o.Desk.Time())) != 0 {
		t.Fatalf("%v %v", err, c)
	}
}
