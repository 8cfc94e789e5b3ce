package pace

import (
	"net/netip"
	"time"
)

const (
	soon        = 2 * time.Second        // a wait that is not worth a place in the line
	addressStep = 250 * time.Millisecond // between two that come back to the line of one address
	outageWait  = 30 * time.Second       // while our own network is down, at most
	forgotten   = 10 * time.Minute       // after which a place is free again that nobody took
)

// Book says for how long a probe should stay away, so that it waits in no worker: 0 lets it call [Gate.Enter] now. Who is sent away
// has a place in the line of its network, of its owner and of its address, and is let in when it comes back then. key is the one
// that Enter gets.
func (g *Gate) Book(key, host string, addr netip.Addr) (wait time.Duration) {
	g.change(func() { wait = g.s.book(key, Destination{addr, host}, g.clock()) })
	return wait
}

// book is [Gate.Book] at a time.
func (s *Schedule) book(key string, at Destination, now time.Time) time.Duration {
	if s.rules.Free != nil && at.Addr.IsValid() && s.rules.Free(at.Addr) {
		return 0
	}
	if s.stopped {
		return outageWait/2 + time.Duration(spread(key)*float64(outageWait/2))
	}
	promised, again := s.booked[key]
	if promised.After(now) {
		return promised.Sub(now)
	}
	delete(s.booked, key)
	first := now
	l := s.lanes[at.laneName()]
	busy := l != nil && (l.ready.Sub(now) > soon || l.running+len(l.queue) > 1) // one that runs, and one that stands ready
	if busy {
		first = s.place("address "+l.name, addressStep, later(l.ready, now.Add(addressStep)))
	}
	if !again {
		for _, g := range s.groupsOf(at, false) {
			first = later(first, s.place(g.name, g.interval, later(g.paused, now)))
		}
	}
	if !busy && first.Sub(now) <= soon {
		return 0
	}
	s.booked[key] = first
	return first.Sub(now)
}

// place is the next free place in a line, not before from.
func (s *Schedule) place(line string, step time.Duration, from time.Time) time.Time {
	at := later(s.lines[line], from)
	s.lines[line] = at.Add(step)
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// forgetPlaces drops lines that have ended and places that nobody took.
func (s *Schedule) forgetPlaces(now time.Time) {
	for name, until := range s.lines {
		if until.Before(now) {
			delete(s.lines, name)
		}
	}
	for key, at := range s.booked {
		if now.Sub(at) > forgotten {
			delete(s.booked, key)
		}
	}
}
