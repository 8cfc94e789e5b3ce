package incoming_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
)

func TestWhatAnItemLedToIsTakenBack(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	answer := commandtest.Reply("it is closed")
	answer.Inbox, answer.Kind = 7, disclosure.KindFixClaimed
	p.Do(commandtest.Robot, answer)
	if len(p.C.Claims) != 1 || !p.C.HasAnswered(disclosure.Vendor, "") {
		t.Fatal("the claim is not on record")
	}
	claim := p.Events[len(p.Events)-1]
	for i := range p.Events {
		if p.Events[i].Detail.Inbox == 7 {
			claim = p.Events[i]
		}
	}
	p.Do(commandtest.Rita, incoming.TakeBack{Inbox: 7, Events: []disclosure.Event{claim}, Text: "another case"})
	if len(p.C.Claims) != 0 || p.C.HasAnswered(disclosure.Vendor, "") {
		t.Errorf("claims %v, answered %v", p.C.Claims, p.C.Answered)
	}
	if got := p.C.DialogueWith(disclosure.Vendor, "", disclosure.Email); got != disclosure.DialogueSent {
		t.Errorf("the dialogue is %s", got)
	}
	if p.C.FirstContact.IsZero() {
		t.Error("our own message was taken back with it")
	}
	if _, err := p.Try(commandtest.Rita, incoming.TakeBack{Inbox: 8, Events: []disclosure.Event{claim}}); err == nil {
		t.Error("an event of another item was taken back")
	}
	commandtest.WantSameCase(t, p)
}
