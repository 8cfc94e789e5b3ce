package vantage

import (
	"sync"
	"time"
)

const (
	maxNonces = 8192            // remembered at a time; what does not fit is turned away, never forgotten early
	window    = 2 * maxSkew     // how long a request stays good, seen from either clock
	perWindow = 60              // jobs of one minute, unless the options say otherwise
	rateSpan  = 1 * time.Minute // of that bound
)

// once lets each nonce through one time while a request with it could still be good, and bounds how many requests come
// in a minute. It is what an agent remembers, and all of it is gone after minutes.
type once struct {
	mu    sync.Mutex
	seen  map[string]time.Time // until when
	begun time.Time            // of the present minute
	count int
	limit int
}

func newOnce(limit int) *once {
	if limit <= 0 {
		limit = perWindow
	}
	return &once{seen: map[string]time.Time{}, limit: limit}
}

// take returns "" for a nonce that is new, else the code for which its request is turned away.
func (o *once) take(nonce string, now time.Time) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for n, until := range o.seen {
		if now.After(until) {
			delete(o.seen, n)
		}
	}
	if _, again := o.seen[nonce]; again {
		return codeReplay
	}
	if now.Sub(o.begun) >= rateSpan || now.Before(o.begun) {
		o.begun, o.count = now, 0
	}
	if o.count >= o.limit || len(o.seen) >= maxNonces {
		return codeBusy
	}
	o.count++
	o.seen[nonce] = now.Add(window)
	return ""
}
