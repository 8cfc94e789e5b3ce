package notifytest

import (
	"context"
	"runtime"
	"testing"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// looks are the ways in which a look for what was sent can be wrong.
var looks = []struct {
	name string
	find func(real ledger.Delivery) ledger.Delivery
}{
	{"it never finds anything", func(ledger.Delivery) ledger.Delivery {
		return ledger.Delivery{Kind: ledger.Retry, Reason: "it is not there"}
	}},
	{"it finds what is not there", func(ledger.Delivery) ledger.Delivery {
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "found"}
	}},
	{"it takes a look that failed for one that found nothing", func(real ledger.Delivery) ledger.Delivery {
		if real.Kind == ledger.Uncertain || real.Kind == ledger.Retry && real.After > 0 {
			return ledger.Delivery{Kind: ledger.Retry, Reason: "it is not there"}
		}
		return real
	}},
}

// sharp holds that the suite turns red for a channel whose look is wrong, in each way in which it can be.
func sharp(t *testing.T, place func(t *testing.T) Place) {
	t.Helper()
	if !place(t).Sees {
		t.Skip("the channel cannot look")
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			for _, s := range scenarios() {
				if red(s, func() Place { return wrong(place(t), look.find) }) {
					return
				}
			}
			t.Error("the suite stays green")
		})
	}
}

// wrong is the place with a look that is wrong.
func wrong(p Place, find func(ledger.Delivery) ledger.Delivery) Place {
	effect := p.Effect
	p.Effect = func() outbound.Effect { return misled{effect(), find} }
	return p
}

type misled struct {
	outbound.Effect
	find func(ledger.Delivery) ledger.Delivery
}

// Find implements [outbound.Effect].
func (m misled) Find(ctx context.Context) ledger.Delivery { return m.find(m.Effect.Find(ctx)) }

// red plays a scenario aside and reports whether it failed.
func red(s scenario, place func() Place) bool {
	r := &aside{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.play(r, place)
	}()
	<-done
	return r.failed
}

// aside is a reporter that keeps to itself what it is told.
type aside struct{ failed bool }

func (*aside) Helper() {}

func (a *aside) Errorf(string, ...any) { a.failed = true }

func (a *aside) Fatalf(string, ...any) {
	a.failed = true
	runtime.Goexit()
}

func (*aside) Skip(...any) { runtime.Goexit() }
