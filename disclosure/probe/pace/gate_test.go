package pace_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/pace"
)

func clock() time.Time { return time.Now().UTC() }

func seen(v observed.Verdict, s observed.Strength, r observed.Reason) observed.Observation {
	o := observed.Observation{Facets: map[string]observed.FacetResult{"list": {Verdict: v, Strength: s, Reason: r}}}
	o.Summarise()
	return o
}

// notices keeps what was said.
type notices struct {
	mu   sync.Mutex
	said []string
}

func (n *notices) add(one pace.Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, one.String())
}

func (n *notices) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.said)
}

func TestCallersWaitForTheirSlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := pace.NewGate(pace.Rules{PerNetwork: 1, Parallel: 8}, clock, nil)
		began := time.Now()
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				addr := netip.MustParseAddr(fmt.Sprintf("192.0.2.%d", i))
				leave, err := g.Enter(t.Context(), addr.String(), "", addr)
				if err != nil {
					t.Error(err)
					return
				}
				leave(seen(observed.Open, observed.NoStrength, observed.ReasonOpen))
			})
		}
		wg.Wait()
		if d := time.Since(began); d < 7*time.Second || d > 11*time.Second {
			t.Errorf("ten in one network took %s, want about nine seconds", d)
		}
	})
}

func TestAStoppedCallerLeavesTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := pace.NewGate(pace.Rules{}, clock, nil)
		addr := netip.MustParseAddr("192.0.2.7")
		leave, err := g.Enter(t.Context(), "a", "", addr)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := g.Enter(ctx, "b", "", addr); fault.CodeOf(err) != fault.Unavailable {
			t.Errorf("err %v", err)
		}
		leave(seen(observed.Inconclusive, observed.NoStrength, observed.ReasonReset))
		if leave, err = g.Enter(t.Context(), "c", "", addr); err != nil {
			t.Fatal(err)
		}
		leave(observed.Observation{})
	})
}

func TestAServerThatAsksForPatienceGetsIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "soon": 0, "-5": 0, "99999999999999999999": 0, "4000000": 0,
		"Sat, 01 Jan 2000 00:05:00 GMT": 5 * time.Minute, "Fri, 31 Dec 1999 00:00:00 GMT": 0,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var said []string
				g := pace.NewGate(pace.Rules{}, clock, func(n pace.Notice) { said = append(said, n.String()) })
				addr := netip.MustParseAddr("192.0.2.7")
				leave, err := g.Enter(t.Context(), "a", "", addr)
				if err != nil {
					t.Fatal(err)
				}
				o := seen(observed.Inconclusive, observed.NoStrength, observed.ReasonRateLimited)
				o.Status, o.Headers = 429, map[string]string{"retry-after": text}
				leave(o)
				began := time.Now()
				if leave, err = g.Enter(t.Context(), "b", "", addr); err != nil {
					t.Fatal(err)
				}
				leave(seen(observed.Open, observed.NoStrength, observed.ReasonOpen))
				if text == "4000000" {
					want = time.Hour // the bound
				}
				if d := time.Since(began); d != want {
					t.Errorf("waited %s, want %s", d, want)
				}
				if (len(said) == 1) != (want > 0) {
					t.Errorf("said %q", said)
				}
			})
		})
	}
}

func TestWhileWeAreOfflineNothingIsProbedAndNothingCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told notices
		g := pace.NewGate(pace.Rules{}, clock, told.add)
		var down atomic.Bool
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go g.Watch(ctx, 30*time.Second, func(context.Context) error {
			if down.Load() {
				return errors.New("down")
			}
			return nil
		})
		enter := func(last string) func(observed.Observation) observed.Observation {
			leave, err := g.Enter(t.Context(), last, "", netip.MustParseAddr("192.0.2."+last))
			if err != nil {
				t.Fatal(err)
			}
			return leave
		}
		weak, strong, open, timeout := enter("1"), enter("2"), enter("3"), enter("4")
		down.Store(true)
		time.Sleep(time.Minute)
		synctest.Wait()
		for _, c := range []struct {
			name  string
			leave func(observed.Observation) observed.Observation
			in    observed.Observation
			local bool
		}{
			{"a name that is gone", weak, seen(observed.Closed, observed.Weak, observed.ReasonNameGone), true},
			{"a timeout", timeout, seen(observed.Inconclusive, observed.NoStrength, observed.ReasonTimeoutConnect), true},
			{"a denial", strong, seen(observed.Closed, observed.Strong, observed.ReasonAccessDenied), false},
			{"an open door", open, seen(observed.Open, observed.NoStrength, observed.ReasonOpen), false},
		} {
			o := c.leave(c.in)
			if o.Local != c.local || (o.Reason == observed.ReasonOffline) != c.local || (!c.local && o.Verdict != c.in.Verdict) {
				t.Errorf("%s: %+v", c.name, o)
			}
		}
		if said := told.all(); len(said) != 1 || !strings.Contains(said[0], "paused") {
			t.Errorf("said %q", said)
		}
		began := time.Now()
		time.AfterFunc(10*time.Minute, func() { down.Store(false) })
		enter("5")(observed.Observation{})
		if d := time.Since(began); d < 10*time.Minute || d > 10*time.Minute+2*time.Second {
			t.Errorf("went on after %s", d)
		}
		if said := told.all(); len(said) != 2 || !strings.Contains(said[1], "goes on") {
			t.Errorf("said %q", said)
		}
	})
}

func TestOneFailureOfTheCanaryStopsNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := pace.NewGate(pace.Rules{}, clock, func(n pace.Notice) { t.Errorf("said %q", n) })
		var looks atomic.Int32
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go g.Watch(ctx, time.Minute, func(context.Context) error {
			if looks.Add(1)%2 == 0 {
				return errors.New("down")
			}
			return nil
		})
		time.Sleep(10 * time.Minute)
		leave, err := g.Enter(t.Context(), "a", "", netip.Addr{})
		if err != nil {
			t.Fatal(err)
		}
		leave(observed.Observation{})
	})
}

func TestSilenceMakesUsLookAtTheCanary(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := pace.NewGate(pace.Rules{}, clock, nil)
		var looks atomic.Int32
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go g.Watch(ctx, time.Hour, func(context.Context) error { looks.Add(1); return nil })
		time.Sleep(time.Minute)
		for range 1000 {
			leave, err := g.Enter(t.Context(), "a", "", netip.Addr{})
			if err != nil {
				t.Fatal(err)
			}
			leave(seen(observed.Inconclusive, observed.NoStrength, observed.ReasonTimeoutConnect))
		}
		time.Sleep(time.Minute)
		if n := looks.Load(); n < 2 || n > 4 {
			t.Errorf("looked %d times", n)
		}
	})
}

func TestALongListLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := pace.NewSchedule(pace.Rules{PerNetwork: 1e9}, nil)
	now := start
	for i := range 20000 {
		s.Add(fmt.Sprint(i), at(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}).String()), func() {})
		ticket, _ := s.Next(now)
		s.Done(ticket, pace.Outcome{}, now)
		now = now.Add(time.Millisecond)
	}
	if n := s.Lanes(); n > 10 {
		t.Errorf("%d addresses are remembered", n)
	}
}

func BenchmarkGate(b *testing.B) {
	g := pace.NewGate(pace.Rules{Parallel: 256}, clock, nil)
	i := 0
	for b.Loop() {
		i++
		leave, err := g.Enter(b.Context(), fmt.Sprint(i), "", netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
		if err != nil {
			b.Fatal(err)
		}
		leave(observed.Observation{})
	}
}
