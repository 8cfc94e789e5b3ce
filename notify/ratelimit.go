package notify

import (
	"sync"
	"time"
)

// Pace limits the rate of messages to one destination: a mail domain, a chat, an API. Each key has a bucket of Burst
// tokens that fills by one token every Every. It never blocks: a caller that has to wait returns its job to the queue
// with a due time.
//
// The state is in memory only. After a restart each bucket is full, which allows one extra burst at most.
type Pace struct {
	every time.Duration
	burst int
	clock func() time.Time

	mu   sync.Mutex
	full map[string]time.Time // by key: when the bucket will be full again
}

// maxPaceKeys bounds the memory of a [Pace]; full buckets are forgotten beyond it.
const maxPaceKeys = 10_000

// NewPace returns a limiter. every ≤ 0 limits nothing; burst < 1 is 1; the clock gives UTC.
func NewPace(every time.Duration, burst int, clock func() time.Time) *Pace {
	return &Pace{every: every, burst: max(burst, 1), clock: clock, full: make(map[string]time.Time)}
}

// Take takes a token of key and returns 0, or takes none and returns how long to wait before asking again. A nil
// Pace limits nothing.
func (p *Pace) Take(key string) time.Duration {
	if p == nil || p.every <= 0 {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock()
	full := p.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(p.every)
	if wait := full.Sub(now) - time.Duration(p.burst)*p.every; wait > 0 {
		return wait
	}
	if len(p.full) >= maxPaceKeys {
		for k, t := range p.full {
			if !t.After(now) {
				delete(p.full, k)
			}
		}
	}
	p.full[key] = full
	return 0
}
