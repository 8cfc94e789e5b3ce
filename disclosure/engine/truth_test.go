package engine_test

import (
	"context"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/outbound"
)

// turning is a channel during whose work something happens, right before the step that cannot be taken back.
type turning struct {
	meanwhile func()
	written   int
}

func (s *turning) Send(ctx context.Context, _ ledger.Outgoing, mark func(context.Context, string) error) ledger.Delivery {
	if err := mark(ctx, ledger.PhaseConnect); err != nil {
		return ledger.Delivery{Kind: ledger.Retry, Reason: err.Error()}
	}
	s.meanwhile()
	if err := mark(ctx, "write"); err != nil {
		return ledger.Delivery{Kind: ledger.Retry, Reason: err.Error()}
	}
	s.written++
	return ledger.Delivery{Kind: ledger.Sent, Receipt: "250 ok"}
}

func (s *turning) Find(context.Context, ledger.Outgoing) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Uncertain}
}

// told queues a first contact on a channel about an asset that was just seen open, and leaves only its send job.
func (h *house) told(ch disclosure.Channel, asked time.Duration) {
	h.t.Helper()
	h.open()
	address := "b@vendor.example"
	if ch == disclosure.Issue {
		address = "team/intake"
	}
	h.do(record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: ch, Address: address}})
	h.do(exposure.RecordProbe{Asset: "A1", Observation: commandtest.SeesOpen(h.now())})
	h.wait(asked)
	h.do(message.NewDraft{
		Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C2", Subject: "s", Body: "b"},
		Blob:  disclosure.Blob{Ref: "b", Plain: []byte("text")},
	})
	h.do(message.ApproveDraft{
		ID: "D1", Message: disclosure.Message{ID: "<m@team>", To: address, Raw: "raw"}, Blob: disclosure.Blob{Ref: "raw", Plain: []byte("frozen")},
	})
	h.store.jobs = nil
	h.do(message.SendDraft{ID: "D1"})
}

func (h *house) sender(s engine.Sender) *engine.Engine {
	return h.engine("a", []engine.Handler{
		engine.SendHandler(disclosure.Email, h.svc, h.store, s, outbound.Policy{}), engine.SendHandler(disclosure.Issue, h.svc, h.store, s, outbound.Policy{}),
	})
}

// TestWhatTurnsFalseWhileItIsBeingSentIsNotWritten lets the asset close between the connection and the write.
func TestWhatTurnsFalseWhileItIsBeingSentIsNotWritten(t *testing.T) {
	for _, ch := range []disclosure.Channel{disclosure.Email, disclosure.Issue} {
		for name, closes := range map[string]bool{"it stays open": false, "it closes": true} {
			t.Run(string(ch)+", "+name, func(t *testing.T) {
				h := newHouse(t)
				h.told(ch, 0)
				s := &turning{meanwhile: func() {
					if closes {
						h.wait(time.Second) // an answer that is ahead of the clock counts for nothing
						h.do(exposure.RecordProbe{Asset: "A1", Observation: commandtest.SeesClosed(h.now())})
					}
				}}
				h.drain(h.sender(s))
				want, written := disclosure.MessageSent, 1
				if closes {
					want, written = disclosure.MessageCancelled, 0
				}
				if m := h.message(); m.State != want || s.written != written {
					t.Fatalf("message %s, written %d times", m.State, s.written)
				}
				h.wait(48 * time.Hour)
				if h.drain(h.sender(s)); s.written != written {
					t.Fatal("a withheld message left later by itself")
				}
			})
		}
	}
}

// TestAMessageWaitsForTheAnswerOfItsAsset asks again where the last answer is hours old, and gives up in the end.
func TestAMessageWaitsForTheAnswerOfItsAsset(t *testing.T) {
	for name, tt := range map[string]struct {
		answer func(at time.Time) observed.Observation // nil: nothing answers
		want   disclosure.MessageState
	}{
		"open":                  {commandtest.SeesOpen, disclosure.MessageSent},
		"closed":                {commandtest.SeesClosed, disclosure.MessageCancelled},
		"undecided":             {commandtest.SeesNothing, disclosure.MessageSent}, // the open answer of today stands
		"nothing answers":       {nil, disclosure.MessageCancelled},
		"our own network fails": {func(at time.Time) observed.Observation { return commandtest.See("local", at) }, disclosure.MessageCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.told(disclosure.Email, 3*time.Hour)
			s := &turning{meanwhile: func() {}}
			e := h.sender(s)
			h.drain(e)
			if s.written != 0 || h.message().State != disclosure.MessageQueued {
				t.Fatalf("it did not wait: %s", h.message().State)
			}
			asked := 0
			for range 40 {
				h.wait(30 * time.Second)
				for _, j := range h.store.jobs {
					if j.Queue == ledger.QueueAsked && j.State == ledger.JobWaiting {
						asked++
						j.State = ledger.JobDone
						if tt.answer != nil {
							h.do(exposure.RecordProbe{Asset: "A1", Observation: tt.answer(h.now())})
						}
					}
				}
				h.drain(e)
			}
			if m := h.message(); m.State != tt.want || asked == 0 || asked > 5 {
				t.Fatalf("message %s (%s), asked %d times", m.State, m.Receipt, asked)
			}
		})
	}
}
