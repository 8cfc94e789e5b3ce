package engine_test

import (
	"context"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
)

func TestFourOutcomesOfASend(t *testing.T) {
	out := func(kind ledger.OutcomeKind) []ledger.Delivery {
		return []ledger.Delivery{{Kind: kind, Receipt: "250 ok", Reason: "why"}}
	}
	t.Run("sent", func(t *testing.T) {
		h := newHouse(t)
		key := h.queued()
		p := &post{sends: out(ledger.Sent), marks: []string{"connect", "rcpt", "data_end"}}
		h.drain(h.mailer(p))
		if m := h.message(); m.State != disclosure.MessageSent || m.Receipt != "250 ok" || p.sent != 1 {
			t.Fatalf("%+v, sent %d times", m, p.sent)
		}
		if j := h.store.job(t, key); j.State != ledger.JobDone {
			t.Fatalf("%+v", j)
		}
	})
	t.Run("retry: the same bytes once more, later", func(t *testing.T) {
		h := newHouse(t)
		key := h.queued()
		p := &post{sends: []ledger.Delivery{{Kind: ledger.Retry, Reason: "451"}, {Kind: ledger.Sent}}, marks: []string{"data_end"}}
		e := h.mailer(p)
		h.drain(e)
		j := h.store.job(t, key)
		if j.State != ledger.JobWaiting || j.Phase != "" || j.LastError != "451" || !j.Due.After(h.now()) {
			t.Fatalf("a clear refusal may be repeated: %+v", j)
		}
		if h.drain(e) != 0 {
			t.Fatal("it ran before it was due")
		}
		h.wait(time.Minute)
		h.drain(e)
		if p.sent != 2 || p.asked != 0 || h.message().State != disclosure.MessageSent {
			t.Fatalf("sent %d, asked %d, %s", p.sent, p.asked, h.message().State)
		}
	})
	t.Run("permanent", func(t *testing.T) {
		h := newHouse(t)
		key := h.queued()
		h.drain(h.mailer(&post{sends: out(ledger.Permanent)}))
		if h.message().State != disclosure.MessageFailed || h.store.job(t, key).State != ledger.JobFailed {
			t.Fatalf("%+v", h.store.job(t, key))
		}
	})
	t.Run("given up after too many retries", func(t *testing.T) {
		h := newHouse(t)
		key := h.queued()
		p := &post{sends: out(ledger.Retry)}
		e := h.mailer(p)
		for range 60 {
			h.drain(e)
			h.wait(2 * time.Hour)
		}
		if j := h.store.job(t, key); j.State != ledger.JobFailed || h.message().State != disclosure.MessageFailed || p.sent != 40 {
			t.Fatalf("%+v, sent %d", j, p.sent)
		}
	})
}

// TestAnUnknownOutcomeIsNeverSentAgain holds for senders that mark their steps and for one that forgot to.
func TestAnUnknownOutcomeIsNeverSentAgain(t *testing.T) {
	for name, marks := range map[string][]string{
		"marked": {"connect", "rcpt", "data_end"}, "stopped at a repeatable mark": {"connect"}, "never marked": nil,
	} {
		t.Run(name+", found there", func(t *testing.T) {
			h := newHouse(t)
			key := h.queued()
			p := &post{
				sends: []ledger.Delivery{{Reason: "cut after the dot"}}, marks: marks,
				reconciles: []ledger.Delivery{{Kind: ledger.Retry, After: time.Minute}, {Kind: ledger.Sent, Receipt: "in the archive"}},
			}
			e := h.mailer(p)
			h.drain(e)
			if j := h.store.job(t, key); j.State != ledger.JobWaiting || ledger.Repeatable(j.Phase) {
				t.Fatalf("%+v", j)
			}
			for range 5 {
				h.wait(5 * time.Minute)
				h.drain(e)
			}
			if p.sent != 1 || p.asked != 2 || h.message().State != disclosure.MessageSent {
				t.Fatalf("sent %d, asked %d, %s", p.sent, p.asked, h.message().State)
			}
		})
		t.Run(name+", nobody knows", func(t *testing.T) {
			h := newHouse(t)
			key := h.queued()
			p := &post{sends: []ledger.Delivery{{Reason: "cut"}}, marks: marks, reconciles: []ledger.Delivery{{Kind: ledger.Retry, After: time.Minute}}}
			e := h.mailer(p)
			for range 20 {
				h.drain(e)
				h.wait(time.Hour)
			}
			if p.sent != 1 || p.asked != 6 || h.message().State != disclosure.MessageUncertain || h.store.job(t, key).State != ledger.JobUncertain {
				t.Fatalf("sent %d, asked %d, %s, %+v", p.sent, p.asked, h.message().State, h.store.job(t, key))
			}
			res := h.do(message.ResolveMessage{Message: key, Text: "not there"})
			h.drain(e)
			if p.sent != 2 || h.store.job(t, res.Jobs[0].Key).Key == key {
				t.Fatalf("a person's word sends it once more: %d", p.sent)
			}
		})
	}
	t.Run("retries before do not use up the reconciles", func(t *testing.T) {
		h := newHouse(t)
		h.queued()
		p := &post{marks: []string{"data_end"}, reconciles: []ledger.Delivery{{Kind: ledger.Retry, After: time.Minute}}}
		for range 8 {
			p.sends = append(p.sends, ledger.Delivery{Kind: ledger.Retry, Reason: "greylisted"})
		}
		p.sends = append(p.sends, ledger.Delivery{Reason: "cut"})
		e := h.mailer(p)
		for range 30 {
			h.drain(e)
			h.wait(2 * time.Hour)
		}
		if p.sent != 9 || p.asked != 6 || h.message().State != disclosure.MessageUncertain {
			t.Fatalf("sent %d, asked %d, %s", p.sent, p.asked, h.message().State)
		}
	})
	t.Run("a result that cannot be stored", func(t *testing.T) {
		h := newHouse(t)
		key := h.queued()
		h.store.refuse = func(c ledger.Commit) error {
			if c.Case != nil {
				return errIO
			}
			return nil
		}
		p := &post{sends: []ledger.Delivery{{Kind: ledger.Sent}}, marks: []string{"data_end"}, reconciles: []ledger.Delivery{{Kind: ledger.Sent}}}
		e := h.mailer(p)
		h.drain(e)
		if j := h.store.job(t, key); j.State != ledger.JobWaiting || j.Phase != "data_end" {
			t.Fatalf("%+v", j)
		}
		h.store.refuse = nil
		h.wait(time.Hour)
		h.drain(e)
		if p.sent != 1 || p.asked != 1 || h.message().State != disclosure.MessageSent {
			t.Fatalf("sent %d, asked %d, %s", p.sent, p.asked, h.message().State)
		}
	})
	t.Run("a panic after the point of no return", func(t *testing.T) {
		h := newHouse(t)
		h.queued()
		p := &post{marks: []string{"data_end"}, reconciles: []ledger.Delivery{{Kind: ledger.Sent}}}
		p.during = func(context.Context) { panic("defect") }
		e := h.mailer(p)
		h.drain(e)
		h.wait(time.Hour)
		h.drain(e)
		if p.sent != 1 || p.asked != 1 {
			t.Fatalf("sent %d, asked %d", p.sent, p.asked)
		}
	})
}

func TestASendThatIsOnRecordIsNotRepeated(t *testing.T) {
	h := newHouse(t)
	key := h.queued()
	if _, err := h.svc.Execute(t.Context(), caseID, disclosure.Engine(), message.RecordDelivery{
		Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent},
	}, command.Extra{}); err != nil {
		t.Fatal(err)
	}
	p := &post{}
	h.drain(h.mailer(p))
	if p.sent != 0 || h.store.job(t, key).State != ledger.JobDone {
		t.Fatalf("sent %d, %+v", p.sent, h.store.job(t, key))
	}
}

func TestWhatMayNotLeaveAnyMoreIsNotSent(t *testing.T) {
	alone := record.AddContact{
		Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "b@vendor.example"},
		Party:   disclosure.Party{Role: disclosure.Vendor, DoNotContact: true},
	}
	for name, meanwhile := range map[string]command.Command{
		"the case was rejected":       record.RejectCase{Text: "no exposure"},
		"the case was handed over":    record.HandOver{To: "another team"},
		"they asked to be left alone": alone,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			key := h.queued()
			p := &post{sends: []ledger.Delivery{{Kind: ledger.Retry, Reason: "451"}, {Kind: ledger.Sent}}}
			e := h.mailer(p)
			h.drain(e)
			h.do(meanwhile)
			h.wait(time.Hour)
			h.drain(e)
			if p.sent != 1 || h.message().State != disclosure.MessageCancelled || h.store.job(t, key).State != ledger.JobFailed {
				t.Fatalf("tried %d times, message %s, job %+v", p.sent, h.message().State, h.store.job(t, key))
			}
		})
	}
	t.Run("what may have left already is reconciled all the same", func(t *testing.T) {
		h := newHouse(t)
		h.queued()
		p := &post{
			marks: []string{"data_end"}, sends: []ledger.Delivery{{Reason: "cut"}}, reconciles: []ledger.Delivery{{Kind: ledger.Sent}},
		}
		e := h.mailer(p)
		h.drain(e)
		h.do(record.RejectCase{Text: "no exposure"})
		h.wait(time.Hour)
		h.drain(e)
		if p.sent != 1 || p.asked != 1 || h.message().State != disclosure.MessageSent {
			t.Fatalf("sent %d, asked %d, message %s", p.sent, p.asked, h.message().State)
		}
	})
}

func TestAHurriedPersonDoesNotShortenTheWaitForAnUnknownOutcome(t *testing.T) {
	h := newHouse(t)
	key := h.queued()
	p := &post{
		marks: []string{"data_end"}, sends: []ledger.Delivery{{Reason: "cut"}},
		reconciles: []ledger.Delivery{{Kind: ledger.Retry, Reason: "not there"}}, // and so it is sent again
	}
	e := h.mailer(p)
	h.drain(e)
	for range 3 {
		if ran, err := e.RunKey(t.Context(), key); ran || err != nil {
			t.Fatalf("ran %t, %v", ran, err)
		}
	}
	if j := h.store.job(t, key); p.sent != 1 || p.asked != 0 || j.State != ledger.JobWaiting || ledger.Repeatable(j.Phase) {
		t.Fatalf("sent %d, asked %d, %+v", p.sent, p.asked, j)
	}
	p.sends = []ledger.Delivery{{Kind: ledger.Sent}}
	h.wait(time.Hour)
	h.drain(e) // asks, and hears that it is not there
	h.wait(time.Hour)
	h.drain(e) // once more, long after
	h.wait(time.Hour)
	h.drain(e)
	if p.sent != 2 || p.asked != 2 || h.message().State != disclosure.MessageSent {
		t.Fatalf("sent %d, asked %d, %s", p.sent, p.asked, h.message().State)
	}
}

func TestASendWaitsForItsBytes(t *testing.T) {
	h := newHouse(t)
	key := h.queued()
	raw := h.store.blobs["raw"]
	delete(h.store.blobs, "raw")
	p := &post{sends: []ledger.Delivery{{Kind: ledger.Sent}}}
	e := h.mailer(p)
	h.drain(e)
	if j := h.store.job(t, key); p.sent != 0 || j.State != ledger.JobWaiting {
		t.Fatalf("%+v", j)
	}
	h.store.blobs["raw"] = raw
	h.wait(time.Hour)
	h.drain(e)
	if p.sent != 1 {
		t.Fatal("not sent")
	}
}

// TestWhatMayNotLeaveIsWithheld holds a sender to its word that nothing was tried.
func TestWhatMayNotLeaveIsWithheld(t *testing.T) {
	h := newHouse(t)
	key := h.queued()
	h.drain(h.mailer(&post{sends: []ledger.Delivery{{Kind: ledger.Permanent, Withheld: true, Reason: "others read there"}}}))
	if m := h.message(); m.State != disclosure.MessageCancelled || m.Receipt != "others read there" || h.store.job(t, key).State != ledger.JobFailed {
		t.Fatalf("%+v", h.message())
	}
}

// TestWhatIsWithheldOnItsWayIsStillLookedFor takes a message back while nobody knows whether it left.
func TestWhatIsWithheldOnItsWayIsStillLookedFor(t *testing.T) {
	for found, want := range map[ledger.OutcomeKind]disclosure.MessageState{
		ledger.Sent: disclosure.MessageSent, ledger.Retry: disclosure.MessageCancelled,
	} {
		h := newHouse(t)
		key := h.queued()
		p := &post{
			sends:      []ledger.Delivery{{Kind: ledger.Uncertain, Reason: "lost"}},
			reconciles: []ledger.Delivery{{Kind: found, Receipt: "it is there"}}, marks: []string{"data_end"},
		}
		e := h.mailer(p)
		h.drain(e)
		h.do(message.RecordDelivery{Message: key, Withheld: true, Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "others read there"}})
		for range 3 {
			h.wait(time.Hour)
			h.drain(e)
		}
		if m := h.message(); m.State != want || p.sent != 1 || h.store.job(t, key).State != ledger.JobDone {
			t.Errorf("%v: %s, sent %d, job %+v", found, m.State, p.sent, h.store.job(t, key))
		}
	}
}
