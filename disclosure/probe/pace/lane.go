package pace

import (
	"cmp"
	"net/netip"
	"time"
)

// Destination is where a probe goes: Addr where it is known, else Name alone.
type Destination struct {
	Addr netip.Addr
	Name string
}

// laneName returns what probes queue for: the address, or the name when no address is known.
func (p Destination) laneName() string {
	if p.Addr.IsValid() {
		return p.Addr.String()
	}
	return p.Name
}

// network returns the prefix of the destination: /24 of IPv4, /48 of IPv6. Its hosts share a line, and mostly an operator.
func (p Destination) network() string {
	a := p.Addr.Unmap()
	bits := 24
	switch {
	case !a.IsValid():
		return p.Name
	case a.Is6():
		bits = 48
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return p.Name
	}
	return prefix.String()
}

// lane is the queue of one address. Its probes run one after the other.
type lane struct {
	name    string
	free    bool
	groups  []*group
	queue   []*Ticket
	running int
	ready   time.Time // no start before
	index   int       // in the heap, -1 when it is not in it
}

// group is a network, an owner, or everything together.
type group struct {
	name            string
	interval        time.Duration
	next            time.Time // no start before
	paused          time.Time
	answers, resets float64
	lanes           int
}

// held returns until when the groups of a lane let no probe start.
func (l *lane) held(now time.Time) time.Time {
	until := now
	for _, g := range l.groups {
		for _, t := range [...]time.Time{g.next, g.paused} {
			if t.After(until) {
				until = t
			}
		}
	}
	return until
}

// started counts a start. The distance to the next one varies by up to a fifth, so that our probes do not reach many networks
// in the same second.
func (g *group) started(t *Ticket, now time.Time) {
	if g.interval > 0 {
		g.next = now.Add(time.Duration(float64(g.interval) * (1 - jitter + 2*jitter*t.order)))
	}
}

// answered counts an answer, and reports whether it pauses the group.
func (g *group) answered(reset bool, now time.Time) bool {
	if g.answers >= breakMemory {
		g.answers, g.resets = g.answers/2, g.resets/2
	}
	g.answers++
	if reset {
		g.resets++
	}
	if !reset || g.answers < breakAfter || g.resets/g.answers < breakShare || g.paused.After(now) {
		return false
	}
	g.paused, g.answers, g.resets = now.Add(breakPause), 0, 0
	return true
}

// laneHeap has the lane on top that may start first.
type laneHeap []*lane

func (h laneHeap) Len() int { return len(h) }

func (h laneHeap) Less(i, j int) bool {
	if h[i].free != h[j].free {
		return h[i].free // nothing holds it back, and it holds nothing back
	}
	if c := h[i].ready.Compare(h[j].ready); c != 0 {
		return c < 0
	}
	return cmp.Compare(h[i].queue[0].order, h[j].queue[0].order) < 0
}

func (h laneHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push and Pop are for [heap].
func (h *laneHeap) Push(x any) {
	l := x.(*lane) //nolint:forcetypeassert // only lanes are pushed
	l.index = len(*h)
	*h = append(*h, l)
}

// Pop returns the last one.
func (h *laneHeap) Pop() any {
	old := *h
	l := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	l.index = -1
	return l
}
