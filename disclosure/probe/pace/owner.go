package pace

import (
	"context"
	"sync"
	"time"
)

// Owners bounds how many targets of one owner are asked per second, wherever their addresses are: a provider notices what all of
// them add up to.
type Owners struct {
	every time.Duration
	clock func() time.Time
	mu    sync.Mutex
	next  map[string]time.Time
}

// NewOwners returns the bound of rate starts per second for each owner. It is nil for a rate of 0, which bounds nothing.
func NewOwners(rate float64, clock func() time.Time) *Owners {
	if !(rate > 0) {
		return nil
	}
	return &Owners{every: time.Duration(float64(time.Second) / rate), clock: clock, next: map[string]time.Time{}}
}

// Wait returns when the next target of the owner may be asked, or with an error when ctx ends before.
func (o *Owners) Wait(ctx context.Context, owner string) error {
	if o == nil {
		return nil
	}
	o.mu.Lock()
	now, due := o.clock(), o.next[owner]
	if due.Before(now) {
		due = now
	}
	o.next[owner] = due.Add(o.every)
	o.mu.Unlock()
	timer := time.NewTimer(due.Sub(now))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
