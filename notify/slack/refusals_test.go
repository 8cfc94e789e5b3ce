package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestStrangersAreRefusedPolitely(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	if ack := b.command(userX, "list"); !strings.Contains(string(ack), "Please ask Lena or Malik") || !strings.Contains(string(ack), userX) {
		t.Errorf("a command is acknowledged with %s", ack)
	}
	if ack := b.submit(userX, callbackFinding, "", map[string]string{fieldTitle: "t"}); !strings.Contains(string(ack), "does not know you") {
		t.Errorf("a submission is acknowledged with %s", ack)
	}
	n := len(b.server.calls("/respond"))
	b.click(userX, actionSend, v.String())
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
	if got := b.lastReply("/respond"); !strings.Contains(got, "does not know you") {
		t.Errorf("a click is answered with %s", got)
	}
	b.shortcut(userX, "hello")
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n+1 })
	if len(b.server.calls("/views.open")) != 0 {
		t.Error("a stranger got a modal")
	}
	if _, _, _, jobs := b.desk.counts(); jobs != 0 {
		t.Error("what a stranger sent was stored")
	}
}

func TestRankDecidesWhatAKnownUserMayDo(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	for name, step := range map[string]func(){
		"a viewer may not probe":          func() { b.click(userV, actionProbe, v.String()) },
		"a researcher may not send":       func() { b.click(userR, actionSend, v.String()) },
		"a researcher may not see a text": func() { b.click(userR, actionApprove, v.String()) },
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			n := len(b.server.calls("/respond"))
			step()
			b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
			if got := b.lastReply("/respond"); !strings.Contains(got, "needs the rank") || !strings.Contains(got, "Lena") {
				t.Errorf("answered %s", got)
			}
		})
	}
	if ack := b.approve(userR, v); !strings.Contains(string(ack), "needs the rank lead") {
		t.Errorf("an approval is acknowledged with %s", ack)
	}
	if _, sends, probes, jobs := b.desk.counts(); sends+probes+jobs != 0 || len(b.server.calls("/views.open")) != 0 {
		t.Error("something was done")
	}
}

func TestRankIsCheckedAgainWhenTheJobRuns(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	b.click(userL, actionSend, v.String())
	b.opts.Members[userL] = Member{Name: "Lena", Rank: disclosure.Viewer}
	b.work()
	if _, sends, _, _ := b.desk.counts(); sends != 0 {
		t.Error("sent by somebody who may not any more")
	}
}

func TestRepeatedEnvelopeIsWorkedOnce(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	payload := b.clickPayload(userR, actionProbe, value{Case: id}.String())
	for _, envelope := range []string{"R1", "R1", "R2"} { // the same trigger, even in a new envelope
		b.send(envelopeInteractive, envelope, payload)
		b.server.until("the envelope is acknowledged", func() bool { _, ok := b.server.ackOf(envelope); return ok })
	}
	b.work()
	if _, _, probes, _ := b.desk.counts(); probes != 1 {
		t.Errorf("%d probes", probes)
	}
}

func TestWhatCannotBeStoredIsNotClaimedToBeDone(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.desk.broken = fault.Errorf(fault.Unavailable, "the disk is full at /secret/path")
	if ack := b.command(userV, "list"); !strings.Contains(string(ack), "could not store") || strings.Contains(string(ack), "/secret") {
		t.Errorf("acknowledged with %s", ack)
	}
}

func TestPanicInAHandlerEndsNothingElse(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.desk.panics = true
	b.submitFinding(userR, "", map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: "s3"})
	b.work()
	if n := b.desk.notes; len(n) != 1 || n[0].State != ledger.InboundFailed {
		t.Errorf("noted %+v", n)
	}
	if got := b.lastReply("/views.update"); !strings.Contains(got, "went wrong") {
		t.Errorf("told %s", got)
	}
	if ack := b.command(userX, "help"); len(ack) == 0 {
		t.Error("the receiver is gone")
	}
}

func TestUnknownDeliveriesAreAcknowledged(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	// A block that the library cannot read fails its parser; the button inside still counts.
	id := b.record()
	payload := b.clickPayload(userR, actionProbe, value{Case: id}.String())
	payload["message"] = map[string]any{"ts": "5.1", "blocks": "not a list"}
	b.deliver(envelopeInteractive, payload)
	b.work()
	if _, _, probes, _ := b.desk.counts(); probes != 1 {
		t.Errorf("%d probes", probes)
	}
	b.deliver(envelopeInteractive, map[string]any{"type": "view_closed", "user": map[string]any{"id": userR}})
	b.deliver(envelopeInteractive, map[string]any{"type": interactionAction, "actions": []any{map[string]any{"action_id": "gone", "block_id": "b"}}})
	b.deliver("events_api", map[string]any{"type": "event_callback", "event": map[string]any{"type": "app_mention"}})
}

func TestStoredBytesThatCannotBeReadFail(t *testing.T) {
	b := newBench(t, nil)
	for name, raw := range map[string]string{
		"no JSON": "{", "no payload": `{"type":"interactive"}`, "another type": `{"type":"x","payload":{}}`, "too large": strings.Repeat(" ", maxPayload+1),
		"nothing to run": `{"type":"interactive","payload":{"type":"block_actions","user":{"id":"U0LEAD"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			u, err := b.Handle(t.Context(), ledger.Inbound{ID: 3}, []byte(raw))
			if err != nil || u.State != ledger.InboundFailed || u.ID != 3 || u.Note == "" {
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
}
