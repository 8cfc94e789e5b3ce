package vantage

import (
	"sync"
	"time"
)

const (
	maxNonces        = 8192            // remembered at a time; a request beyond that is rejected, a nonce is never forgotten early
	window           = 2 * maxSkew     // how long a request stays valid, by whichever of the two clocks
	defaultPerMinute = 60              // jobs, unless the options say otherwise
	rateSpan         = 1 * time.Minute // of the bound on jobs
)

// nonceCache accepts each nonce once for as long as a request with it could be valid, and bounds the requests in a minute. It
// is all that an agent remembers, and nothing in it is older than some minutes.
type nonceCache struct {
	mu    sync.Mutex
	seen  map[string]time.Time // until when it is remembered
	begun time.Time            // start of the current minute
	count int
	limit int
}

func newNonceCache(limit int) *nonceCache {
	if limit <= 0 {
		limit = defaultPerMinute
	}
	return &nonceCache{seen: map[string]time.Time{}, limit: limit}
}

// take returns "" for a new nonce, else the code with which its request is rejected.
func (o *nonceCache) take(nonce string, now time.Time) string {
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
