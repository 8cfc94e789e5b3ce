package pace

// Begin does what the gate does with a probe whose turn it is.
func Begin(t *Ticket) { t.begin() }

// Lanes returns how many addresses are remembered.
func (s *Schedule) Lanes() int { return len(s.lanes) }
