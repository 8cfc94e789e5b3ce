package pace_test

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/pace"
)

// worked runs a job for each address in a number of workers, as the engine does: who is sent away comes back when it was told to. It
// returns after which time each began.
func worked(t *testing.T, g *pace.Gate, workers int, addrs []string, lasts func(addr string) time.Duration) map[string]time.Duration {
	t.Helper()
	slots := make(chan struct{}, workers)
	began := map[string]time.Duration{}
	var mu sync.Mutex
	var all sync.WaitGroup
	begin := time.Now()
	for i, text := range addrs {
		key, addr := fmt.Sprintf("%s #%d", text, i), netip.MustParseAddr(text)
		all.Go(func() {
			for {
				slots <- struct{}{}
				if wait := g.Book(key, "", addr); wait > 0 {
					<-slots
					time.Sleep(wait)
					continue
				}
				leave, err := g.Enter(t.Context(), key, "", addr)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				began[key] = time.Since(begin)
				mu.Unlock()
				time.Sleep(lasts(text))
				leave(seen(observed.Open, observed.NoStrength, observed.ReasonOpen))
				<-slots
				return
			}
		})
	}
	all.Wait()
	return began
}

func TestOthersDoNotWaitForACrowdedNetwork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var addrs []string
		for i := range 500 {
			addrs = append(addrs, fmt.Sprintf("192.0.2.%d", i%250), fmt.Sprintf("10.%d.%d.1", i/250, i%250))
		}
		g := pace.NewGate(pace.Rules{Rate: 50, PerNetwork: 1}, clock, nil)
		began := worked(t, g, 64, addrs, func(string) time.Duration { return 200 * time.Millisecond })
		var crowd []time.Duration
		for key, at := range began {
			switch {
			case key[:4] == "192.":
				crowd = append(crowd, at)
			case at > 15*time.Second:
				t.Errorf("%s began after %s", key, at)
			}
		}
		slices.Sort(crowd)
		for i := 1; i < len(crowd); i++ {
			if d := crowd[i] - crowd[i-1]; d < 750*time.Millisecond {
				t.Errorf("two in one network within %s", d)
			}
		}
		if last := crowd[len(crowd)-1]; last > 700*time.Second {
			t.Errorf("500 in one network took %s", last)
		}
	})
}

func TestASilentAddressHoldsTwoWorkers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		addrs := slices.Repeat([]string{"192.0.2.7"}, 40)
		for i := range 100 {
			addrs = append(addrs, fmt.Sprintf("10.0.%d.1", i))
		}
		g := pace.NewGate(pace.Rules{}, clock, nil)
		began := worked(t, g, 4, addrs, func(addr string) time.Duration {
			if addr == "192.0.2.7" {
				return 15 * time.Second
			}
			return 100 * time.Millisecond
		})
		for key, at := range began {
			if key[:3] == "10." && at > 10*time.Second {
				t.Errorf("%s began after %s", key, at)
			}
		}
	})
}

func TestWhileWeAreOfflineNoWorkerWaits(t *testing.T) {
	t.Parallel()
	s := pace.NewSchedule(pace.Rules{}, nil)
	s.Stop()
	if d := s.Book("a", at("192.0.2.7"), start); d < 10*time.Second || d > 30*time.Second {
		t.Errorf("sent away for %s", d)
	}
	s.Resume()
	if d := s.Book("a", at("192.0.2.7"), start); d != 0 {
		t.Errorf("sent away for %s", d)
	}
}

func TestWhoComesBackAtItsTimeIsLetIn(t *testing.T) {
	t.Parallel()
	s := pace.NewSchedule(pace.Rules{PerNetwork: 1}, nil)
	waits := map[string]time.Duration{}
	for i := range 10 {
		key := fmt.Sprint(i)
		waits[key] = s.Book(key, at(fmt.Sprintf("192.0.2.%d", i)), start)
	}
	for i := range 10 {
		want := time.Duration(i) * time.Second
		if i <= 2 {
			want = 0 // it waits at the gate
		}
		if got := waits[fmt.Sprint(i)]; got != want {
			t.Errorf("the %dth is sent away for %s, want %s", i, got, want)
		}
	}
	if d := s.Book("7", at("192.0.2.7"), start.Add(5*time.Second)); d != 2*time.Second {
		t.Errorf("too early: %s", d)
	}
	if d := s.Book("7", at("192.0.2.7"), start.Add(8*time.Second)); d != 0 {
		t.Errorf("in time: %s", d)
	}
	if d := s.Book("own", at("198.51.100.1"), start); d != 0 {
		t.Errorf("another network: %s", d)
	}
}
