package pace

import "time"

// Begin does what the gate does with a probe that may start.
func Begin(t *Ticket) { t.begin() }

// Lanes returns how many addresses are remembered.
func (s *Schedule) Lanes() int { return len(s.lanes) }

// Waiting returns how many probes wait.
func (s *Schedule) Waiting() int { return s.waiting }

// Running returns how many probes run.
func (s *Schedule) Running() int { return s.running }

// Book is what [Gate.Book] says at a time.
func (s *Schedule) Book(key string, at Destination, now time.Time) time.Duration {
	return s.book(key, at, now)
}
