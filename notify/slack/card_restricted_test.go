package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// hide restricts a case to Malik. It returns what lifts that again.
func (b *bench) hide(id disclosure.CaseID) (back func()) {
	b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{Names: []string{"Malik"}} })
	return func() { b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{} }) }
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

// Whatever somebody does in Slack about a restricted case is answered as if there was none, unless they are named; and nothing of
// it is seen in a channel, whoever does it.
func TestARestrictedCaseIsThereForThoseNamedAlone(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.hide(v.Case)
	posted, updated := len(b.server.posts()), len(b.server.calls("/chat.update"))
	id := string(v.Case)
	answers := func(path string, do func()) string {
		before := len(b.server.calls(path))
		do()
		b.work()
		b.server.until("somebody is answered", func() bool { return len(b.server.calls(path)) > before })
		return b.lastReply(path)
	}
	acts := map[string]struct {
		named string // what is opened for somebody named, where it is no answer
		do    func(user string)
	}{
		"show":             {"", func(user string) { b.command(user, "show "+id) }},
		"timeline":         {"", func(user string) { b.command(user, "timeline "+id) }},
		"reveal":           {"", func(user string) { b.click(user, actionMore, moreReveal+" "+v.String()) }},
		"read a draft":     {"/views.open", func(user string) { b.click(user, actionApprove, v.String()) }},
		"probe":            {"", func(user string) { b.click(user, actionProbe, v.String()) }},
		"timeline by menu": {"", func(user string) { b.click(user, actionMore, moreTimeline+" "+v.String()) }},
	}
	for name, act := range acts {
		got := answers("/respond", func() { act.do(userL) })
		if !strings.Contains(got, "There is no case "+id) || strings.Contains(got, "NextMotion") {
			t.Errorf("%s by somebody else: %s", name, got)
		}
		path := act.named
		if path == "" {
			path = "/respond"
		}
		if got := answers(path, func() { act.do(userM) }); strings.Contains(got, "There is no case") || !strings.Contains(got, id) {
			t.Errorf("%s by somebody named: %s", name, got)
		}
	}
	if got := answers("/respond", func() { b.click(userM, actionProbe, v.String()) }); !strings.Contains(got, "has no card") || strings.Contains(got, "The card will") {
		t.Errorf("a card is promised: %s", got)
	}
	if got := len(b.server.posts()); got != posted {
		t.Errorf("%d messages were posted", got-posted)
	}
	for _, u := range b.server.calls("/chat.update")[updated:] {
		if text := u.Form.Encode() + u.Body; strings.Contains(text, "NextMotion") || strings.Contains(text, "patient") {
			t.Errorf("the card shows it again: %s", text)
		}
	}
}

// A card that somebody named brings up to date by a press stays empty.
func TestAPressOfSomebodyNamedPutsNothingOnTheCard(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.hide(v.Case)
	before := len(b.server.calls("/chat.update"))
	b.click(userM, actionMore, moreRefresh+" "+v.String())
	b.work()
	updates := b.server.calls("/chat.update")
	if len(updates) == before {
		t.Fatal("the card was left as it is")
	}
	if text := updates[len(updates)-1].Form.Encode() + updates[len(updates)-1].Body; !strings.Contains(text, "restricted") || strings.Contains(text, "NextMotion") {
		t.Errorf("the card shows %s", text)
	}
}
