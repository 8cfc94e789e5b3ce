package outbound_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// script is an effect whose answers are given.
type script struct {
	sends, finds []ledger.Delivery
	sent, found  int
}

func (s *script) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	if err := mark(ctx, "posting"); err != nil {
		return ledger.Delivery{Kind: ledger.Retry, Reason: err.Error()}
	}
	s.sent++
	return next(&s.sends)
}

func (s *script) Find(context.Context) ledger.Delivery {
	s.found++
	return next(&s.finds)
}

// next takes the first answer, and leaves the last one.
func next(of *[]ledger.Delivery) ledger.Delivery {
	d := (*of)[0]
	if len(*of) > 1 {
		*of = (*of)[1:]
	}
	return d
}

var (
	there  = ledger.Delivery{Kind: ledger.Sent, Receipt: "there"}
	absent = ledger.Delivery{Kind: ledger.Retry, Reason: "not there"}
	hidden = ledger.Delivery{Kind: ledger.Retry, After: time.Minute, Reason: "nobody answers"}
	never  = ledger.Delivery{Kind: ledger.Uncertain, Reason: "cannot be looked for"}
	cut    = ledger.Delivery{Kind: ledger.Uncertain, Reason: "cut"}
	busy   = ledger.Delivery{Kind: ledger.Retry, After: 30 * time.Second, Reason: "busy"}
	no     = ledger.Delivery{Kind: ledger.Permanent, Reason: "no"}
)

func TestAdvance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		sends       []ledger.Delivery
		finds       []ledger.Delivery
		phase       string // in which the job is found first
		policy      outbound.Policy
		want        ledger.OutcomeKind
		sent, found int
		least       time.Duration // before the end
	}{
		{name: "sent", sends: []ledger.Delivery{there}, want: ledger.Sent, sent: 1},
		{name: "refused", sends: []ledger.Delivery{no}, want: ledger.Permanent, sent: 1},
		{name: "nothing left: once more", sends: []ledger.Delivery{busy, there}, want: ledger.Sent, sent: 2, least: 30 * time.Second},
		{name: "unknown, and there", sends: []ledger.Delivery{cut}, finds: []ledger.Delivery{there}, want: ledger.Sent, sent: 1, found: 1},
		{
			name: "unknown, and late", sends: []ledger.Delivery{cut}, finds: []ledger.Delivery{absent, absent, absent, there},
			want: ledger.Sent, sent: 1, found: 4,
		},
		{
			name: "unknown, and absent long enough: sent again", sends: []ledger.Delivery{cut, there}, finds: []ledger.Delivery{absent},
			want: ledger.Sent, sent: 2, found: 6, least: 3 * time.Minute,
		},
		{
			name: "unknown, and nobody answers: a person", sends: []ledger.Delivery{cut}, finds: []ledger.Delivery{hidden},
			want: ledger.Uncertain, sent: 1, found: 6,
		},
		{
			name: "a look that fails is no absence", sends: []ledger.Delivery{cut}, finds: []ledger.Delivery{hidden, hidden, hidden, hidden, absent, hidden},
			want: ledger.Uncertain, sent: 1, found: 6,
		},
		{name: "unknown, and not to be known: a person", sends: []ledger.Delivery{cut}, finds: []ledger.Delivery{never}, want: ledger.Uncertain, sent: 1, found: 1},
		{
			name: "unknown, and to the team: once more", sends: []ledger.Delivery{cut, there}, finds: []ledger.Delivery{never},
			policy: outbound.Policy{Repeats: true}, want: ledger.Sent, sent: 2, found: 1,
		},
		{
			name: "to the team, but not for ever", sends: []ledger.Delivery{cut}, finds: []ledger.Delivery{never},
			policy: outbound.Policy{Repeats: true}, want: ledger.Uncertain, sent: 3, found: 3,
		},
		{name: "found in a phase that an older version marked", phase: "reconcile/3", finds: []ledger.Delivery{there}, want: ledger.Sent, found: 1},
		{name: "found in a phase that cannot be read", phase: "doubt/x/y/z", finds: []ledger.Delivery{there}, want: ledger.Sent, found: 1},
		{name: "found before the step that cannot be taken back", phase: ledger.PhaseConnect, sends: []ledger.Delivery{there}, want: ledger.Sent, sent: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &script{sends: c.sends, finds: c.finds}
			begin := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
			now, phase := begin, c.phase
			for attempt := 1; attempt < 50; attempt++ {
				mark := func(_ context.Context, p string) error { phase = p; return nil }
				step := outbound.Advance(t.Context(), outbound.Standing{Phase: phase, Attempts: attempt, Now: now, Mark: mark}, s, c.policy)
				if step.Kind == ledger.Retry {
					phase, now = step.Phase, now.Add(step.After)
					continue
				}
				if step.Kind != c.want || s.sent != c.sent || s.found != c.found || now.Sub(begin) < c.least {
					t.Errorf("%s after %s, sent %d times, looked for %d times: %s", step.Kind, now.Sub(begin), s.sent, s.found, step.Reason)
				}
				return
			}
			t.Error("no end")
		})
	}
}

func TestWhatCannotBeMarkedIsNotSent(t *testing.T) {
	t.Parallel()
	s := &script{sends: []ledger.Delivery{there}}
	mark := func(context.Context, string) error { return errors.New("the lease is lost") }
	if step := outbound.Advance(t.Context(), outbound.Standing{Mark: mark}, s, outbound.Policy{}); s.sent != 0 || step.Kind != ledger.Retry {
		t.Errorf("%+v, sent %d times", step, s.sent)
	}
}
