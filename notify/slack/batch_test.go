package slack

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
)

// batched is a case with a list of twelve messages in two languages that waits for approval.
func batched(b *bench) disclosure.CaseID {
	v := b.drafted()
	b.desk.change(v.Case, func(k *disclosure.Case) {
		k.Drafts = nil
		for i := range 12 {
			d := disclosure.Draft{
				ID: fmt.Sprint("D", i+1), Batch: "B1", Role: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1), Template: disclosure.FollowUp, Contact: "C1",
				Channel: disclosure.Email, Lang: []string{"en", "de"}[i%2], Subject: "Following up <!channel>", State: disclosure.DraftOpen, Revision: 1, Author: "Lena",
			}
			k.Drafts = append(k.Drafts, d)
			b.desk.bodies[string(v.Case)+d.ID] = "Text to " + d.Name
		}
	})
	return v.Case
}

func TestAListIsApprovedByWhoeverWasShownItsSample(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := batched(b)
	k := b.desk.cases[id].Clone()
	if data := (cardData{Case: k, Now: b.desk.clock()}); !strings.Contains(data.next(), "B1, 12 messages") {
		t.Errorf("the card says %q", data.next())
	}
	b.click(userM, actionBatch, batchValue{Case: id, Batch: "B1"}.String())
	b.server.until("the sample", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view, body := b.openedView(), b.server.calls("/views.open")[0].Body
	if n := strings.Count(body, "Text to Clinic"); n != 3 || strings.Contains(body, "<!channel>") || !strings.Contains(body, "a sample of 3") {
		t.Errorf("%d texts are shown: %s", n, body)
	}
	b.submit(userM, callbackBatch, view.PrivateMetadata, nil)
	b.work()
	if got := b.desk.agreed; len(got) != 1 || got[0] != "Malik "+userM+" B1" {
		t.Errorf("agreed: %q", got)
	}
	for _, dr := range b.desk.cases[id].Drafts {
		if dr.State == disclosure.DraftOpen {
			t.Errorf("%s is open", dr.ID)
		}
	}
}

func TestAListThatChangedOrWasNotReadIsNotApproved(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := batched(b)
	b.click(userM, actionBatch, batchValue{Case: id, Batch: "B1"}.String())
	b.server.until("the sample", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view := b.openedView()
	b.desk.change(id, func(k *disclosure.Case) { k.Drafts[7].Subject, k.Drafts[7].Revision = "Another subject", 2 })
	b.submit(userM, callbackBatch, view.PrivateMetadata, nil)
	b.work()
	for _, v := range []string{batchValue{Case: id, Batch: "B1"}.String(), "nonsense", string(id) + "||x"} {
		b.submit(userM, callbackBatch, origin{Channel: triage, Value: v}.String(), nil)
		b.work()
	}
	b.submit(userR, callbackBatch, view.PrivateMetadata, nil) // a researcher approves nothing
	b.work()
	if len(b.desk.agreed) != 0 {
		t.Errorf("agreed: %q", b.desk.agreed)
	}
	b.desk.change(id, func(*disclosure.Case) {
		for d := range b.desk.bodies {
			b.desk.bodies[d] = strings.Repeat("x", maxPreview)
		}
	})
	b.click(userM, actionBatch, batchValue{Case: id, Batch: "B1"}.String())
	b.work()
	if len(b.server.calls("/views.open")) != 1 {
		t.Error("a sample that cannot be shown in full was opened")
	}
}
