package pace

import (
	"container/heap"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"time"
)

// Rules bound the load that we put on others. A zero field sets no bound.
type Rules struct {
	Parallel   int     // probes at a time, in all
	Rate       float64 // starts a second, in all
	PerNetwork float64 // starts a second in one network: /24 of IPv4, /48 of IPv6
	PerOwner   float64 // starts a second at one owner
	// Owner returns who runs an address, such as the handle of its registration; "" where that is not known. Without it,
	// the bound per network is the only one.
	Owner func(netip.Addr) string
	// Free reports addresses that need no pace, such as those of our own machine. Only Parallel bounds probes there.
	Free func(netip.Addr) bool
	Seed string // changes order and jitter from one run to the next
}

// Bounds of what a server may demand, and of what makes us stop by ourselves. A network that resets a fifth of our
// connections probably blocks us: to go on would annoy its operator, and its answers are worth nothing.
const (
	maxRetryAfter = time.Hour
	breakAfter    = 10  // answers from a network before the share counts
	breakMemory   = 50  // answers after which the counts are halved, so that old ones fade
	breakShare    = 0.2 // of them are resets
	breakPause    = 10 * time.Minute
	jitter        = 0.2  // of the distance between two starts
	forget        = 4096 // starts between two sweeps for networks that need not be remembered any more
)

// Ticket is one probe that waits or runs.
type Ticket struct {
	key   string
	lane  *lane
	order float64 // from 0 to 1, by the key, so that neighbours in a list do not start one after the other
	begin func()
}

// Schedule decides which probe starts next. It is not safe for concurrent use, and has no clock: callers pass the time.
type Schedule struct {
	rules    Rules
	lanes    map[string]*lane
	ready    laneHeap // lanes with a probe that waits and none that runs
	groups   map[string]*group
	all      group
	running  int
	waiting  int
	starts   int
	stopped  bool
	booked   map[string]time.Time // when the probes that were sent away come back, by key
	lines    map[string]time.Time // the next free place in the line of a network, an owner or an address
	onPaused func(name string, why Pause, until time.Time)
}

// Pause is the reason for which probes wait.
type Pause string

// The pauses.
const (
	PauseRetryAfter Pause = "asked"  // the server sent Retry-After
	PauseResets     Pause = "resets" // too many connections of a network were reset
	PauseOffline    Pause = "us"     // our own network or resolver is down
	PauseEnded      Pause = "over"   // our own network is up again
)

// NewSchedule returns an empty schedule. paused is called for each pause and may be nil.
func NewSchedule(r Rules, paused func(name string, why Pause, until time.Time)) *Schedule {
	if paused == nil {
		paused = func(string, Pause, time.Time) {}
	}
	return &Schedule{
		rules: r, lanes: map[string]*lane{}, groups: map[string]*group{}, booked: map[string]time.Time{}, lines: map[string]time.Time{}, all: group{interval: interval(r.Rate)}, onPaused: paused,
	}
}

// interval returns the distance between two starts at a rate per second. 0 means no bound.
func interval(rate float64) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / rate)
}

// spread returns a number from 0 to 1 that is always the same for a key, so that order and jitter need no state and do not
// change from test to test.
func spread(key string) float64 {
	sum := sha256.Sum256([]byte(key))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}

// Add queues a probe; start is called when [Schedule.Next] returns it.
func (s *Schedule) Add(key string, at Destination, start func()) *Ticket {
	t := &Ticket{key: key, begin: start, order: spread(s.rules.Seed + "\x00" + key)}
	name := at.laneName()
	free := s.rules.Free != nil && at.Addr.IsValid() && s.rules.Free(at.Addr)
	if free {
		name = "free " + key
	}
	l := s.lanes[name]
	if l == nil {
		l = &lane{name: name, index: -1, free: free, groups: s.groupsOf(at, free)}
		for _, g := range l.groups {
			g.lanes++
		}
		s.lanes[name] = l
	}
	t.lane = l
	l.queue = append(l.queue, t)
	s.waiting++
	s.offer(l)
	return t
}

// groupsOf returns the groups whose bounds apply to a destination: its network and, where it is known, its owner.
func (s *Schedule) groupsOf(at Destination, free bool) []*group {
	if free {
		return nil
	}
	out := []*group{s.group("network "+at.network(), s.rules.PerNetwork)}
	if s.rules.Owner != nil && at.Addr.IsValid() {
		if owner := s.rules.Owner(at.Addr); owner != "" {
			out = append(out, s.group("owner "+owner, s.rules.PerOwner))
		}
	}
	return out
}

func (s *Schedule) group(name string, rate float64) *group {
	g := s.groups[name]
	if g == nil {
		g = &group{name: name, interval: interval(rate)}
		s.groups[name] = g
	}
	return g
}

// offer puts a lane into the heap when one of its probes could start.
func (s *Schedule) offer(l *lane) {
	if l.index < 0 && l.running == 0 && len(l.queue) > 0 {
		heap.Push(&s.ready, l)
	}
}

// Remove withdraws a probe that still waits.
func (s *Schedule) Remove(t *Ticket) {
	l := t.lane
	for i, q := range l.queue {
		if q == t {
			l.queue = append(l.queue[:i], l.queue[i+1:]...)
			s.waiting--
			break
		}
	}
	switch {
	case l.index < 0:
	case len(l.queue) == 0:
		heap.Remove(&s.ready, l.index)
	default:
		heap.Fix(&s.ready, l.index) // another probe may be first in it now
	}
	s.drop(l, time.Time{})
}

// Stop lets no probe start until [Schedule.Resume].
func (s *Schedule) Stop() { s.stopped = true }

// Resume ends [Schedule.Stop].
func (s *Schedule) Resume() { s.stopped = false }

// Next returns a probe that may start at now, and counts it as running. Without one, wait is after which time to call Next
// again; 0 means that only [Schedule.Add], [Schedule.Done] or [Schedule.Resume] can change anything.
func (s *Schedule) Next(now time.Time) (t *Ticket, wait time.Duration) {
	if s.stopped || len(s.ready) == 0 || (s.rules.Parallel > 0 && s.running >= s.rules.Parallel) {
		return nil, 0
	}
	for len(s.ready) > 0 {
		l := s.ready[0]
		if wait := s.all.next.Sub(now); wait > 0 && !l.free {
			return nil, wait
		}
		if wait := l.ready.Sub(now); wait > 0 {
			return nil, wait
		}
		if until := l.held(now); until.After(now) {
			l.ready = until
			heap.Fix(&s.ready, 0)
			continue
		}
		heap.Pop(&s.ready)
		return s.start(l, now), 0
	}
	return nil, 0
}

// start takes the first probe of a lane out of its queue and counts the start everywhere.
func (s *Schedule) start(l *lane, now time.Time) *Ticket {
	t := l.queue[0]
	l.queue[0] = nil
	l.queue = l.queue[1:]
	s.waiting--
	s.running++
	l.running++
	if !l.free {
		s.all.started(t, now)
	}
	for _, g := range l.groups {
		g.started(t, now)
	}
	if s.starts++; s.starts%forget == 0 {
		s.forget(now)
	}
	return t
}

// Outcome is what a probe met, as far as it matters to the pace.
type Outcome struct {
	Reset bool          // the connection was reset
	Quiet bool          // no answer came, so nothing was learned about the network either
	Retry time.Duration // how long the server asked us to wait, 0 when it did not
}

// Done ends a probe that [Schedule.Next] returned.
func (s *Schedule) Done(t *Ticket, e Outcome, now time.Time) {
	l := t.lane
	s.running--
	l.running--
	if e.Retry > 0 && !l.free {
		if until := now.Add(min(e.Retry, maxRetryAfter)); until.After(l.ready) {
			l.ready = until
			s.onPaused(l.name, PauseRetryAfter, until)
		}
	}
	for _, g := range l.groups {
		if !e.Quiet && g.answered(e.Reset, now) {
			s.onPaused(g.name, PauseResets, g.paused)
		}
	}
	s.offer(l)
	s.drop(l, now)
}

// drop forgets a lane that is idle: a list of a million addresses must not leave a million lanes behind.
func (s *Schedule) drop(l *lane, now time.Time) {
	if l.running > 0 || len(l.queue) > 0 || l.ready.After(now) {
		return
	}
	if s.lanes[l.name] == l {
		delete(s.lanes, l.name)
		for _, g := range l.groups {
			g.lanes--
		}
	}
}

// forget removes lanes whose pause is over, and groups that hold no probe back.
func (s *Schedule) forget(now time.Time) {
	s.forgetPlaces(now)
	for _, l := range s.lanes {
		s.drop(l, now)
	}
	for name, g := range s.groups {
		if g.lanes == 0 && !g.next.After(now) && !g.paused.After(now) && g.resets == 0 {
			delete(s.groups, name)
		}
	}
}
