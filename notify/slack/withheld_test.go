package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
)

func TestAWithheldMessageIsWrittenAnewOrDiscardedWithAReason(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	if card := b.server.posts()[0]; strings.Contains(card.Blocks, actionRedraft) || strings.Contains(card.Blocks, actionDiscard) {
		t.Errorf("a draft that nothing holds back: %s", card.Blocks)
	}
	b.desk.change(v.Case, func(k *disclosure.Case) { k.Drafts[0].Withheld = "A1 answered closed" })
	k, _ := b.desk.Case(t.Context(), v.Case)
	d, _ := k.Draft(v.Draft)
	if got := withheldButtons(k, d); len(got) != 2 {
		t.Fatalf("%d buttons", len(got))
	}
	from := origin{Channel: triage, Value: v.String()}.String()
	for action, callback := range map[string]string{actionRedraft: callbackRedraft, actionDiscard: callbackDiscard} {
		opened := len(b.server.calls("/views.open"))
		b.click(userL, action, v.String())
		b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) == opened+1 })
		if form := b.server.calls("/views.open")[opened].Body; !strings.Contains(form, callback) || !strings.Contains(form, "A1 answered closed") {
			t.Errorf("%s opens %s", action, form)
		}
		if ack := b.submit(userL, callback, from, map[string]string{fieldBecause: " "}); !strings.Contains(string(ack), "Say why") {
			t.Errorf("%s without a reason: %s", callback, ack)
		}
	}
	b.submit(userL, callbackDiscard, from, map[string]string{fieldBecause: "they closed it"})
	b.work()
	k, _ = b.desk.Case(t.Context(), v.Case)
	events := b.desk.events[v.Case]
	if d, _ := k.Draft(v.Draft); d.State != disclosure.DraftDiscarded || events[len(events)-1].Text != "they closed it" {
		t.Errorf("%s, %+v", d.State, events[len(events)-1])
	}
	if ack := b.submit(userL, callbackRedraft, from, map[string]string{fieldBecause: "too late"}); strings.Contains(string(ack), "errors") {
		t.Errorf("%s", ack)
	}
	b.work()
	if k, _ = b.desk.Case(t.Context(), v.Case); len(k.Drafts) != 1 {
		t.Errorf("a draft that is gone was written anew: %+v", k.Drafts)
	}
}
