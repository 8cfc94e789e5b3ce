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
	if d, _ := k.Draft(v.Draft); d.State != disclosure.DraftDiscarded || events[len(events)-1].Text != "draft D1 discarded: they closed it" {
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

func TestAWithheldMessageThatIsWrittenAnewTakesThePlaceOfTheOldOne(t *testing.T) {
	for reason, kept := range map[string]string{"": "", "no answer of ours shows it open": "they asked for it"} {
		b := newBench(t, nil)
		b.connect()
		v := b.drafted()
		b.desk.change(v.Case, func(k *disclosure.Case) { k.Drafts[0].Withheld, k.Drafts[0].Lang = "A1 answered closed", "fr" })
		b.desk.mu.Lock()
		b.desk.reason = reason
		b.desk.mu.Unlock()
		from := origin{Channel: triage, Value: v.String()}.String()
		if ack := b.submit(userL, callbackRedraft, from, map[string]string{fieldBecause: " they asked for it "}); strings.Contains(string(ack), "errors") {
			t.Fatalf("%s", ack)
		}
		b.work()
		k, _ := b.desk.Case(t.Context(), v.Case)
		if len(k.Drafts) != 2 {
			t.Fatalf("%d drafts: %+v", len(k.Drafts), k.Drafts)
		}
		old, fresh := k.Drafts[0], k.Drafts[1]
		if old.State != disclosure.DraftDiscarded || fresh.State != disclosure.DraftOpen || fresh.Withheld != "" {
			t.Errorf("the old one is %s, the new one %s (%q)", old.State, fresh.State, fresh.Withheld)
		}
		if fresh.Template != old.Template || fresh.Contact != old.Contact || fresh.Lang != "fr" || fresh.Because != kept {
			t.Errorf("written anew as %+v, kept the reason %q", fresh, kept)
		}
		events := b.desk.events[v.Case]
		if last := events[len(events)-1]; last.Kind != disclosure.KindDraftDiscarded || last.Text != "written anew as "+fresh.ID+": they asked for it" {
			t.Errorf("%+v", last)
		}
		if _, sends, _, _ := b.desk.counts(); sends != 0 {
			t.Errorf("%d messages left", sends)
		}
		card := b.server.calls("/chat.update")
		if last := card[len(card)-1].Body; !strings.Contains(last, draftName(fresh)) || strings.Contains(last, "Redraft ") {
			t.Errorf("the card shows %s", last)
		}
	}
}
