package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/notify/slack/form"
)

// given are the values that a route may take for a case, whatever kind they are of.
func given(id disclosure.CaseID) []string {
	return []string{
		value{Case: id, Draft: "D1", Revision: 1, Version: 2}.String(), decisionValue{Case: id, Digest: strings.Repeat("a", 32)}.String(),
		batchValue{Case: id, Batch: "B1", Digest: "x"}.String(), itemValue{Case: id, Item: 7}.String(),
		pagesValue{Case: id, Mode: disclosure.Full, Langs: []string{"en"}, Digests: []string{strings.Repeat("0", 32)}}.String(),
		moreReveal + " " + value{Case: id}.String(), moreTimeline + " " + value{Case: id}.String(), moreRefresh + " " + value{Case: id}.String(),
		"7 " + value{Case: id, Revision: 1}.String(), string(id) + " open",
	}
}

// way is something that somebody can do about a case in Slack. names says that they write its id themselves.
type way struct {
	names bool
	goes  func(user string)
}

// ways are all of them.
func ways(b *bench, id disclosure.CaseID, ts, card string) (out []way) {
	knowing := func(goes func(user string)) { out = append(out, way{true, goes}) }
	unaware := func(goes func(user string)) { out = append(out, way{false, goes}) }
	actions := []string{}
	for _, r := range b.routes {
		switch r.Type {
		case interactionCommand:
			for _, rest := range []string{"", " full en"} {
				knowing(func(user string) { b.command(user, r.Name+" "+string(id)+rest) })
			}
		case interactionAction:
			actions = append(actions, r.Name)
		case interactionSubmit:
			for _, v := range given(id) {
				knowing(func(user string) {
					b.submit(user, r.Name, origin{Channel: triage, TS: ts, Value: v}.String(), map[string]string{
						fieldBecause: "x", fieldOther: string(id), fieldContact: "C1", fieldAsset: bucket, fieldKind: kindAsWritten, fieldTitle: "A bucket", fieldDiscovered: "2020-01-24",
					})
				})
			}
		}
	}
	for _, act := range form.Actions() {
		actions = append(actions, actionAct+":"+act.Name)
		knowing(func(user string) {
			b.submit(user, callbackAct+":"+act.Name, origin{Channel: triage, Value: value{Case: id, Draft: "D1"}.String()}.String(), map[string]string{"text": "x"})
		})
	}
	for _, action := range actions {
		for _, v := range given(id) {
			knowing(func(user string) { b.click(user, action, v) })
		}
	}
	for _, text := range []string{"<@U0BOT> is it closed?", "<@U0BOT> who was told?", "<@U0BOT> stop", "<@U0BOT> they have fixed it"} {
		unaware(func(user string) { b.writes(eventMention, user, card, text, nil) })
	}
	unaware(func(user string) { b.writes(eventMessage, user, card, "stop", nil) })
	unaware(func(user string) {
		if err := b.server.React(user, triage, ts, emoji, false); err != nil {
			b.t.Fatal(err)
		}
	})
	unaware(func(user string) { b.addMessage(user, triage, ts, card, "they called") })
	unaware(func(user string) { b.addMessage(user, triage, card, "", "they called") })
	knowing(func(user string) { b.addMessage(user, triage, "1580000000.000900", "", "see "+string(id)) })
	unaware(func(user string) {
		b.deliver(envelopeInteractive, map[string]any{
			"type": interactionMessage, "callback_id": callbackFromMessage, "user": map[string]any{"id": user}, "team": map[string]any{"domain": "team"},
			"channel": map[string]any{"id": triage}, "trigger_id": fmt.Sprintf("TF%d", b.ids), "response_url": b.server.URL() + "respond",
			"message": map[string]any{"ts": card, "user": userL, "text": "what is this?"},
		})
	})
	unaware(func(user string) { b.opens(user, "home") })
	return out
}

// Whatever somebody does who is not named, by every command, button, form, message and emoji that there is: they read nothing of a
// restricted case, not even that there is one, and it stays as it is.
func TestByNoWayInAnOutsiderLearnsOfARestrictedCase(t *testing.T) {
	said, moved := tries(t, true)
	for _, what := range said {
		t.Errorf("they are told %.1500s", what)
	}
	if moved {
		t.Error("the case has changed")
	}
	if said, moved = tries(t, false); len(said) < 50 || !moved { // of a case that is not restricted
		t.Errorf("the ways tell something %d times only, and change the case: %v", len(said), moved)
	}
}

// tries lets somebody go every way to a case, and returns where they were told something of it, and whether it changed.
func tries(t *testing.T, restricted bool) (told []string, moved bool) {
	t.Helper()
	b := newBench(t, withEmoji)
	b.connect()
	v := b.drafted()
	b.work()
	ts, card := b.said(v.Case, "they called")
	b.desk.change(v.Case, func(k *disclosure.Case) {
		k.Contacts = []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: theirAddress}}
		k.Publication = disclosure.PublicationFull
	})
	if restricted {
		b.hide(v.Case)
	}
	version := b.caseOf(v.Case).Version
	for _, named := range []bool{true, false} {
		traces := []string{"NextMotion", "patient", "example-bucket", theirAddress, "Dear team", "Malik"}
		if !named {
			traces = append(traces, string(v.Case))
		}
		before := len(b.server.Calls())
		var read []string
		for _, w := range ways(b, v.Case, ts, card) {
			if w.names != named {
				continue
			}
			w.goes(userL)
			b.work()
			read = append(read, string(b.lastAck()))
		}
		b.settle()
		for _, r := range b.server.Calls()[before:] {
			if r.Path != "/chat.update" || !strings.Contains(r.Body+r.Form.Encode(), "restricted") { // that is the emptied card
				read = append(read, r.Path+" "+r.Body+" "+r.Form.Encode())
			}
		}
		for _, said := range read {
			if slices.ContainsFunc(traces, func(trace string) bool { return strings.Contains(said, trace) }) {
				told = append(told, said)
			}
		}
	}
	return told, b.caseOf(v.Case).Version != version
}

// settle waits until nothing more is said to Slack.
func (b *bench) settle() {
	for n := -1; n != len(b.server.Calls()); {
		n = len(b.server.Calls())
		time.Sleep(300 * time.Millisecond)
	}
}

// lastAck is what the newest delivery was acknowledged with.
func (b *bench) lastAck() []byte {
	ack, _ := b.server.ackOf(fmt.Sprintf("E%d-%s", b.ids, b.t.Name()))
	return ack
}
