package pace_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure/probe/pace"
)

var start = time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)

func at(addr string) pace.Destination { return pace.Destination{Addr: netip.MustParseAddr(addr)} }

// fatal is what tests and properties have in common.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

// run plays all probes of a schedule, each taking as long as lasts says, and returns when each began.
func run(t fatal, s *pace.Schedule, lasts time.Duration, began *[]string, ended func(name string) pace.Outcome) map[string]time.Time {
	t.Helper()
	type running struct {
		t     *pace.Ticket
		name  string
		until time.Time
	}
	out := map[string]time.Time{}
	var open []running
	for now := start; s.Waiting() > 0 || len(open) > 0; {
		for len(open) > 0 && !open[0].until.After(now) {
			s.Done(open[0].t, ended(open[0].name), now)
			open = open[1:]
		}
		ticket, wait := s.Next(now)
		if ticket != nil {
			pace.Begin(ticket)
			name := (*began)[len(*began)-1]
			out[name] = now
			open = append(open, running{ticket, name, now.Add(lasts)})
			continue
		}
		next := now.Add(wait)
		if len(open) > 0 && (wait == 0 || open[0].until.Before(next)) {
			next = open[0].until
		}
		if !next.After(now) && s.Waiting() > 0 {
			t.Fatalf("%d wait for nothing", s.Waiting())
		}
		now = next
	}
	return out
}

func add(s *pace.Schedule, began *[]string, name string, p pace.Destination) {
	s.Add(name, p, func() { *began = append(*began, name) })
}

func nothing(string) pace.Outcome { return pace.Outcome{} }

func TestOneProbeAtATimeForAnAddress(t *testing.T) {
	t.Parallel()
	var began []string
	s := pace.NewSchedule(pace.Rules{}, nil)
	for i := range 5 {
		add(s, &began, fmt.Sprint(i), at("192.0.2.7"))
	}
	starts := run(t, s, time.Minute, &began, nothing)
	for i := range 5 {
		want := start.Add(time.Duration(slices.Index(began, fmt.Sprint(i))) * time.Minute)
		if !starts[fmt.Sprint(i)].Equal(want) {
			t.Errorf("%d began at %s, want %s", i, starts[fmt.Sprint(i)], want)
		}
	}
}

func TestStartsAreSpacedWithinTheirBounds(t *testing.T) {
	t.Parallel()
	owners := func(a netip.Addr) string {
		if a.Is6() {
			return "six"
		}
		return ""
	}
	for _, c := range []struct {
		name  string
		rules pace.Rules
		addr  func(i int) string
		gap   time.Duration
	}{
		{"all", pace.Rules{Rate: 10}, func(i int) string { return fmt.Sprintf("10.0.%d.1", i) }, 100 * time.Millisecond},
		{"a /24", pace.Rules{PerNetwork: 1}, func(i int) string { return fmt.Sprintf("192.0.2.%d", i) }, time.Second},
		{"a /48", pace.Rules{PerNetwork: 2}, func(i int) string { return fmt.Sprintf("2001:db8:7:%x::1", i) }, 500 * time.Millisecond},
		{"an owner", pace.Rules{PerOwner: 5, Owner: owners}, func(i int) string { return fmt.Sprintf("2001:db8:%x::1", i) }, 200 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var began []string
			s := pace.NewSchedule(c.rules, nil)
			for i := range 40 {
				add(s, &began, c.addr(i), at(c.addr(i)))
			}
			starts := run(t, s, time.Millisecond, &began, nothing)
			gaps := map[time.Duration]bool{}
			for i := 1; i < len(began); i++ {
				gap := starts[began[i]].Sub(starts[began[i-1]])
				gaps[gap] = true
				if gap < c.gap*8/10 || gap > c.gap*12/10 {
					t.Errorf("start %d came %s after the one before, want %s ± 20 %%", i, gap, c.gap)
				}
			}
			if len(began) != 40 || len(gaps) < 20 {
				t.Errorf("%d started, with %d different gaps", len(began), len(gaps))
			}
		})
	}
}

func TestASlowNetworkHoldsNobodyElseBack(t *testing.T) {
	t.Parallel()
	var began []string
	s := pace.NewSchedule(pace.Rules{PerNetwork: 1}, nil)
	for i := range 50 {
		add(s, &began, fmt.Sprintf("slow%d", i), at(fmt.Sprintf("192.0.2.%d", i)))
		add(s, &began, fmt.Sprintf("fast%d", i), at(fmt.Sprintf("10.0.%d.1", i)))
	}
	starts := run(t, s, time.Millisecond, &began, nothing)
	for i := range 50 {
		if d := starts[fmt.Sprintf("fast%d", i)].Sub(start); d != 0 {
			t.Errorf("fast%d waited %s", i, d)
		}
	}
}

func TestOurOwnMachineNeedsNoCare(t *testing.T) {
	t.Parallel()
	var began []string
	s := pace.NewSchedule(pace.Rules{Rate: 1, PerNetwork: 1, Free: netip.Addr.IsLoopback}, nil)
	for i := range 20 {
		add(s, &began, fmt.Sprint("there", i), at(fmt.Sprintf("192.0.2.%d", i)))
		add(s, &began, fmt.Sprint("here", i), at("127.0.0.1"))
	}
	starts := run(t, s, time.Minute, &began, nothing)
	late := 0
	for i := range 20 {
		if !starts[fmt.Sprint("here", i)].Equal(start) {
			t.Errorf("here%d waited", i)
		}
		if starts[fmt.Sprint("there", i)].After(start) {
			late++
		}
	}
	if late != 19 {
		t.Errorf("%d elsewhere waited, want 19", late)
	}
}

func TestTheOrderIsNotThatOfTheList(t *testing.T) {
	t.Parallel()
	order := func(seed string) []string {
		var began []string
		s := pace.NewSchedule(pace.Rules{Parallel: 1, Seed: seed}, nil)
		for i := range 50 {
			add(s, &began, fmt.Sprint(i), at(fmt.Sprintf("10.0.%d.1", i)))
		}
		run(t, s, time.Millisecond, &began, nothing)
		return began
	}
	one, again, other := order("a"), order("a"), order("b")
	if slices.IsSortedFunc(one, func(a, b string) int { return len(a) - len(b) }) || !slices.Equal(one, again) || slices.Equal(one, other) {
		t.Errorf("%v\n%v\n%v", one, again, other)
	}
}

func TestRetryAfterIsObeyedWithinReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, want time.Duration }{{30 * time.Second, 30 * time.Second}, {1000 * time.Hour, time.Hour}} {
		var began []string
		var why []pace.Pause
		s := pace.NewSchedule(pace.Rules{}, func(_ string, p pace.Pause, _ time.Time) { why = append(why, p) })
		add(s, &began, "a", at("192.0.2.7"))
		add(s, &began, "b", at("192.0.2.7"))
		starts := run(t, s, 0, &began, func(name string) pace.Outcome {
			if name == began[0] && len(began) == 1 {
				return pace.Outcome{Retry: c.asked}
			}
			return pace.Outcome{}
		})
		if gap := starts[began[1]].Sub(starts[began[0]]); gap != c.want || !slices.Equal(why, []pace.Pause{pace.PauseRetryAfter}) {
			t.Errorf("asked for %s: waited %s, said %v", c.asked, gap, why)
		}
	}
}

func TestANetworkThatResetsAFifthIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		every  int // one in so many is reset
		paused bool
	}{{"one in four", 4, true}, {"one in six", 6, false}} {
		var began []string
		var said []string
		s := pace.NewSchedule(pace.Rules{Parallel: 1}, func(name string, p pace.Pause, _ time.Time) {
			said = append(said, name+" "+string(p))
		})
		for i := range 200 {
			add(s, &began, fmt.Sprint(i), at(fmt.Sprintf("192.0.2.%d", i)))
		}
		n := 0
		run(t, s, 0, &began, func(string) pace.Outcome { n++; return pace.Outcome{Reset: n%c.every == 0} })
		if (len(said) > 0) != c.paused || len(began) != 200 {
			t.Errorf("%s: said %v, %d began", c.name, said, len(began))
		}
		if c.paused && said[0] != "network 192.0.2.0/24 resets" {
			t.Errorf("said %q", said[0])
		}
	}
}

func TestNothingIsLostAndNoBoundBroken(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := pace.Rules{
			Parallel: rapid.IntRange(0, 5).Draw(t, "parallel"), Rate: rapid.Float64Range(0, 50).Draw(t, "rate"),
			PerNetwork: rapid.Float64Range(0, 5).Draw(t, "network"),
		}
		var began []string
		s := pace.NewSchedule(rules, nil)
		n := rapid.IntRange(1, 60).Draw(t, "n")
		for i := range n {
			add(s, &began, fmt.Sprint(i), at(fmt.Sprintf("10.0.%d.%d", i%3, i%7)))
		}
		removed := s.Add("taken back", at("10.0.0.0"), func() { began = append(began, "taken back") })
		s.Remove(removed)
		run(t, s, 10*time.Millisecond, &began, func(string) pace.Outcome {
			if s.Running() > rules.Parallel && rules.Parallel > 0 {
				t.Fatalf("%d at a time", s.Running())
			}
			return pace.Outcome{Reset: rapid.Bool().Draw(t, "reset")}
		})
		slices.Sort(began)
		if len(slices.Compact(began)) != n || slices.Contains(began, "taken back") {
			t.Fatalf("%d of %d began", len(began), n)
		}
	})
}
