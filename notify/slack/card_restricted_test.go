package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// hide restricts a case: Slack reads as nobody in particular, so it is not there any more. It returns what brings it back.
func (b *bench) hide(id disclosure.CaseID) (back func()) {
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	k := b.desk.cases[id]
	delete(b.desk.cases, id)
	return func() {
		b.desk.mu.Lock()
		defer b.desk.mu.Unlock()
		b.desk.cases[id] = k
	}
}

func TestACardOfACaseThatIsRestrictedIsEmptied(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	for job, ok := b.desk.take(); ok; job, ok = b.desk.take() {
		b.attemptJob(job)
	}
	posted := len(b.server.posts())
	if posted == 0 {
		t.Fatal("there is no card to empty")
	}
	back := b.hide(id)
	card := ledger.NewJob(ledger.QueueSend, "slack/card/x/9", Card{Version: 9})
	card.Case = id
	if _, r := b.attemptJob(card); r.Delivery.Kind != ledger.Sent {
		t.Fatalf("%+v", r)
	}
	updates := b.server.calls("/chat.update")
	if len(updates) == 0 {
		t.Fatal("the card was left as it is")
	}
	last := updates[len(updates)-1].Form.Encode() + updates[len(updates)-1].Body
	if !strings.Contains(last, "restricted") {
		t.Errorf("the card does not say why it is empty: %s", last)
	}
	for _, trace := range []string{string(id), "Open bucket", "NextMotion"} {
		if strings.Contains(last, trace) {
			t.Errorf("the emptied card still shows %q", trace)
		}
	}
	thread := ledger.NewJob(ledger.QueueSend, "slack/thread/x/9", Thread{Event: 1})
	thread.Case = id
	if _, r := b.attemptJob(thread); r.Delivery.Kind != ledger.Sent || len(b.server.posts()) != posted {
		t.Errorf("the thread got something: %+v", r)
	}
	back()
	if _, r := b.attemptJob(card); r.Delivery.Kind != ledger.Sent {
		t.Fatalf("%+v", r)
	}
	updates = b.server.calls("/chat.update")
	if last := updates[len(updates)-1].Form.Encode() + updates[len(updates)-1].Body; !strings.Contains(last, string(id)) {
		t.Errorf("the card did not come back: %s", last)
	}
}
