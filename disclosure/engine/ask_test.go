package engine_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// TestAQuestionNeverSends holds for whatever the channel answers.
func TestAQuestionNeverSends(t *testing.T) {
	for rule, v := range map[string]struct {
		answers []ledger.Delivery
		noOne   bool // no sender of the channel
		want    disclosure.MessageState
		asked   int
	}{
		"found there":                            {answers: []ledger.Delivery{{Kind: ledger.Sent, Receipt: "archive"}}, want: disclosure.MessageSent, asked: 1},
		"surely not there: a person decides":     {answers: []ledger.Delivery{{Kind: ledger.Retry}}, want: disclosure.MessageUncertain, asked: 1},
		"nobody can know: a person decides":      {answers: []ledger.Delivery{{Kind: ledger.Uncertain}}, want: disclosure.MessageUncertain, asked: 1},
		"cannot be asked now, and answers later": {answers: []ledger.Delivery{{Kind: ledger.Retry, After: time.Minute}, {Kind: ledger.Sent}}, want: disclosure.MessageSent, asked: 2},
		"cannot be asked ever: a person decides": {answers: []ledger.Delivery{{Kind: ledger.Retry, After: time.Minute}}, want: disclosure.MessageUncertain, asked: 6},
		"nobody to ask: a person decides":        {noOne: true, want: disclosure.MessageUncertain},
	} {
		t.Run(rule, func(t *testing.T) {
			h := newHouse(t)
			key := h.queued()
			h.do(message.Doubt{Why: "restored", Key: "epoch-2"})
			p := &post{reconciles: v.answers}
			senders := map[disclosure.Channel]engine.Sender{disclosure.Email: p}
			if v.noOne {
				delete(senders, disclosure.Email)
			}
			e := h.engine("a", []engine.Handler{engine.AskHandler(h.svc, h.store, senders), engine.SendHandler(disclosure.Email, h.svc, h.store, p, outbound.Policy{})})
			for range 20 {
				h.drain(e)
				h.wait(10 * time.Minute)
			}
			if m := h.message(); m.State != v.want || p.sent != 0 || p.asked != v.asked {
				t.Errorf("%s, sent %d, asked %d, want %s, 0, %d", m.State, p.sent, p.asked, v.want, v.asked)
			}
			if j := h.store.job(t, key+"/asked/epoch-2"); j.State != ledger.JobDone {
				t.Errorf("%+v", j)
			}
		})
	}
}
