package slack

import (
	"context"
	"sync"
	"time"
)

// pace keeps posts to one channel apart: Slack allows about one message per second and channel.
type pace struct {
	every time.Duration
	mu    sync.Mutex
	next  map[string]time.Time
}

// maxWait is the longest wait for a slot; with a longer one the job goes back to the queue.
const maxWait = 5 * time.Second

// waitError reports that the next free slot of a channel is too far away to wait for.
type waitError struct{ after time.Duration }

func (e *waitError) Error() string {
	return "the channel is busy for another " + e.after.Round(time.Second).String()
}

func newPace(every time.Duration) *pace { return &pace{every: every, next: map[string]time.Time{}} }

// wait blocks until the caller's slot in the channel.
func (p *pace) wait(ctx context.Context, channel string) error {
	delay, err := p.reserve(channel)
	if err != nil || delay <= 0 {
		return err
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		// Nothing was sent, so the engine may retry at any time.
		return &waitError{after: time.Second}
	case <-timer.C:
		return nil
	}
}

// reserve takes the next slot in a channel. Durations are measured with the machine's monotonic clock: the clock of the
// cases may stand still or jump.
func (p *pace) reserve(channel string) (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now() //nolint:forbidigo // a pause between requests is measured in real time
	delay := max(0, p.next[channel].Sub(now))
	if delay > maxWait {
		return 0, &waitError{after: delay}
	}
	if len(p.next) > 1000 { // users who were written to directly
		for k, t := range p.next {
			if t.Before(now) {
				delete(p.next, k)
			}
		}
	}
	p.next[channel] = now.Add(delay + p.every)
	return delay, nil
}
