package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// labels are the buttons of a card, in their order.
func labels(t *testing.T, k *disclosure.Case, now time.Time) string {
	t.Helper()
	raw, err := json.Marshal(cardData{Case: k, Now: now, Zone: time.UTC}.buttons())
	if err != nil {
		t.Fatal(err)
	}
	var block struct {
		Elements []struct {
			Text struct{ Text string }
		}
	}
	if err := json.Unmarshal(raw, &block); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range block.Elements {
		if e.Text.Text != "" {
			out = append(out, e.Text.Text)
		}
	}
	return strings.Join(out, ", ")
}

func TestTheCardOffersTheStepThatTheCaseWaitsFor(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 2, 10, 9, 0, 0, 0, time.UTC)
	told := func(k *disclosure.Case) {
		k.FirstContact = civil.OnDay(2020, 1, 27)
		k.Reached = map[disclosure.PartyKey]civil.When{disclosure.KeyOf(disclosure.Vendor, "NextMotion"): k.FirstContact}
	}
	closed := func(k *disclosure.Case) {
		told(k)
		a := &k.Assets[0]
		a.Exposure, a.Closure = disclosure.ExposureClosed, disclosure.Closure{At: civil.OnDay(2020, 2, 5), Verified: true, Source: disclosure.SourceOwnProbe}
	}
	headsUp := disclosure.Draft{ID: "D2", Template: disclosure.PrePublication, Contact: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Revision: 1, State: disclosure.DraftOpen}
	for _, c := range []struct {
		name   string
		change func(*disclosure.Case)
		want   string
	}{
		{"nobody who could close it is known", func(k *disclosure.Case) { k.Contacts = nil }, "Add a contact …, Probe now, Do …"},
		{"nobody was written to", func(*disclosure.Case) {}, "Draft first contact, Probe now, Do …"},
		{"it is open, and no publication is near", told, "Probe now, Do …"},
		{"it is open, and a date of publication is a week away", func(k *disclosure.Case) {
			told(k)
			k.Clocks = map[string]disclosure.Clock{"publication": {State: disclosure.ClockRunning, What: disclosure.DuePublishLimited, Due: civil.OnDay(2020, 2, 17)}}
		}, "Draft the heads-up, Publish …, Probe now, Do …"},
		{"it is open, and that date is eight days away", func(k *disclosure.Case) {
			told(k)
			k.Clocks = map[string]disclosure.Clock{"publication": {State: disclosure.ClockRunning, What: disclosure.DuePublishLimited, Due: civil.OnDay(2020, 2, 18)}}
		}, "Probe now, Do …"},
		{"it is closed, and the vendor does not know of the page", closed, "Draft the heads-up, Publish …, Probe now, Do …"},
		{"the heads-up waits for approval", func(k *disclosure.Case) { closed(k); k.Drafts = []disclosure.Draft{headsUp} }, "Publish …, Probe now, Do …"},
		{"the heads-up is sent", func(k *disclosure.Case) {
			closed(k)
			k.Messages = []disclosure.Message{{Key: "M1", Template: disclosure.PrePublication, Role: disclosure.Vendor, State: disclosure.MessageSent}}
		}, "Publish …, Probe now, Do …"},
		{"the heads-up failed", func(k *disclosure.Case) {
			closed(k)
			k.Messages = []disclosure.Message{{Key: "M1", Template: disclosure.PrePublication, Role: disclosure.Vendor, State: disclosure.MessageFailed}}
		}, "Draft the heads-up, Publish …, Probe now, Do …"},
		{"they want to be left alone", func(k *disclosure.Case) { closed(k); k.Parties[0].DoNotContact = true }, "Publish …, Probe now, Do …"},
		{"the page is out", func(k *disclosure.Case) { closed(k); k.Publication = disclosure.PublicationFull }, "Publish …, Close the case …, Probe now, Do …"},
		{"the case is closed", func(k *disclosure.Case) {
			closed(k)
			k.Publication, k.Work = disclosure.PublicationFull, disclosure.WorkClosed
		}, "Do …"},
	} {
		if got := labels(t, nextMotion(c.change), now); got != c.want {
			t.Errorf("%s: the card offers %s, not %s", c.name, got, c.want)
		}
	}
}

func TestAHeadsUpIsDraftedByOnePressAndOnce(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.desk.change(id, func(k *disclosure.Case) {
		k.Contacts = []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Address: theirAddress}}
		k.Reached = map[disclosure.PartyKey]civil.When{disclosure.KeyOf(disclosure.Vendor, k.PartyName(disclosure.Vendor, "")): civil.OnDay(2020, 1, 25)}
	})
	for range 2 {
		b.click(userR, actionHeadsUp, value{Case: id, Version: 1}.String())
		b.work()
	}
	k := b.caseOf(id)
	if len(k.Drafts) != 1 || k.Drafts[0].Template != disclosure.PrePublication {
		t.Fatalf("drafted %+v", k.Drafts)
	}
	if got := b.lastReply("/respond"); !strings.Contains(got, "Nothing to draft") || !strings.Contains(got, "a draft is open") {
		t.Errorf("the second press is answered with %s", got)
	}
}

func TestAMessageIsApprovedAndSentByOnePress(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.click(userL, actionApprove, v.String())
	b.server.until("the text", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view := b.openedView()
	b.inForm(userL, actionSendNow, v.String(), view.PrivateMetadata, nil)
	b.says("/views.update", "is approved and on its way")
	if _, sends, _, _ := b.desk.counts(); sends != 1 {
		t.Errorf("%d sends", sends)
	}
	b.inForm(userL, actionSendNow, v.String(), view.PrivateMetadata, nil)
	b.says("/views.update", "is sent already")
	if _, sends, _, _ := b.desk.counts(); sends != 1 {
		t.Errorf("%d sends after the second press", sends)
	}
}

func TestWhatWasApprovedBeforeTheProcessDiedIsSentByTheSameOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	approvedIn := func(user string) {
		b.desk.change(v.Case, func(k *disclosure.Case) {
			k.Drafts[0].State, k.Drafts[0].Message = disclosure.DraftApproved, "M1"
			k.Messages = []disclosure.Message{{Key: "M1", Draft: "D1", State: disclosure.MessageApproved, Approved: person.Hand{Via: person.Slack, Account: user}}}
		})
	}
	metadata := origin{Channel: triage, Value: v.String()}.String()
	approvedIn(userM) // somebody else was faster: their approval is not the word of this one
	b.inForm(userL, actionSendNow, v.String(), metadata, nil)
	b.says("/views.update", "is approved already")
	if _, sends, _, _ := b.desk.counts(); sends != 0 {
		t.Errorf("%d sends", sends)
	}
	approvedIn(userL)
	b.inForm(userL, actionSendNow, v.String(), metadata, nil)
	if _, sends, _, _ := b.desk.counts(); sends != 1 {
		t.Errorf("%d sends", sends)
	}
}

func TestAMessageThatIsApprovedAndCannotLeaveSaysBoth(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.ports.Outbox = withholding{b.desk}
	b.ports.As = func(person.Reader) Ports { return b.ports }
	b.connect()
	v := b.drafted()
	b.inForm(userL, actionSendNow, v.String(), origin{Channel: triage, Value: v.String()}.String(), nil)
	b.says("/views.update", "Not sent", "is approved and was not sent", "A1 is closed")
	if k := b.caseOf(v.Case); k.Drafts[0].State != disclosure.DraftApproved {
		t.Errorf("the draft is %s", k.Drafts[0].State)
	}
}

// withholding lets nothing leave.
type withholding struct{ *desk }

func (withholding) SendDraft(context.Context, disclosure.Actor, disclosure.CaseID, string) (*disclosure.Case, error) {
	return nil, fault.Errorf(fault.Refused, "A1 is closed: nothing says that any more")
}

func TestWhoCannotBeTheSecondPersonIsToldSoBeforeTheyRead(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.connect()
	id, p := waiver(b)
	b.desk.mu.Lock()
	b.desk.notSecond = "Lena"
	b.desk.mu.Unlock()
	for _, press := range []func(){
		func() { b.click(userL, actionApprove, value{Case: id, Draft: "D1", Revision: 1, Version: 2}.String()) },
		func() {
			b.click(userL, actionDecide, decisionValue{Case: id, Digest: p.Decision(id).Digest[:32]}.String())
		},
	} {
		n := len(b.server.calls("/respond"))
		press()
		b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
		if got := b.lastReply("/respond"); !strings.Contains(got, "somebody other than Lena") {
			t.Errorf("answered %s", got)
		}
	}
	if n := len(b.server.calls("/views.open")); n != 0 {
		t.Errorf("%d forms were opened", n)
	}
}

func TestAPageIsCorrectedOnceHoweverOftenTheOrderIsHandled(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.desk.change(id, func(k *disclosure.Case) { k.Publication = disclosure.PublicationFull })
	v := b.choose(userR, id, "Correct the page …")
	if got := b.fill(userR, v, map[string]string{"why": "   "}); got.Errors["why"] == "" {
		t.Errorf("a correction without a reason: %+v", got)
	}
	b.fill(userR, v, map[string]string{"why": "The provider was told on the 30th."})
	job, ok := b.desk.take()
	if !ok || job.Task() != TaskInbound {
		t.Fatalf("%+v", job)
	}
	b.run(job)
	b.run(job) // the process died before the delivery was done
	n := 0
	for _, e := range b.desk.events[id] {
		if e.Kind == disclosure.KindCorrected {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d corrections are on record", n)
	}
	for _, want := range []string{"D4", "Told before, and no draft: the provider"} {
		told := fmt.Sprint(b.server.calls("/views.update"))
		if !strings.Contains(told, want) {
			t.Errorf("nobody is told of %s: %s", want, told)
		}
	}
}
