package clock

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Permits says from when on a publication is possible, as the clocks stand now.
type Permits struct {
	Stub    civil.When `json:"publish_stub,omitzero"`
	Limited civil.When `json:"publish_limited,omitzero"`
	Full    civil.When `json:"publish_full,omitzero"`
	// The reasons, also for a missing date.
	StubBecause    string `json:"stub_because,omitempty"`
	LimitedBecause string `json:"limited_because,omitempty"`
	FullBecause    string `json:"full_because,omitempty"`
}

// PublishDates finds in the clocks of a case from when on it may be published: for each form the earliest date of the
// newest episode that a clause gives. There is none while the clause waits or is paused, and the reason says for
// what. The date is the one on which the clock runs out; a gate still has to look at its state.
func PublishDates(clocks []Deadline) Permits {
	var p Permits
	p.Stub, p.StubBecause = earliestPermit(clocks, disclosure.DuePublishStub)
	p.Limited, p.LimitedBecause = earliestPermit(clocks, disclosure.DuePublishLimited)
	p.Full, p.FullBecause = earliestPermit(clocks, disclosure.DuePublishFull)
	return p
}

func earliestPermit(clocks []Deadline, what disclosure.DueKind) (civil.When, string) {
	var best, waiting *Deadline
	episode := newestEpisode(clocks)
	for i := range clocks {
		d := &clocks[i]
		if d.What != what || d.Episode != episode {
			continue
		}
		if (d.Runs() || d.Done) && !d.Due.IsZero() {
			if best == nil || d.Ends.Before(best.Ends) {
				best = d
			}
			continue
		}
		// Of several reasons for having no date, the one that can still change is the more useful.
		if waiting == nil || d.State == disclosure.ClockPaused || d.State == disclosure.ClockNotStarted && waiting.State != disclosure.ClockPaused {
			waiting = d
		}
	}
	switch {
	case best != nil:
		return best.Due, best.Clause + ": " + best.Because
	case waiting != nil:
		return civil.When{}, waiting.Clause + ": " + waiting.Because
	default:
		return civil.When{}, "the policy has no clause for it"
	}
}

func newestEpisode(clocks []Deadline) int {
	n := 0
	for i := range clocks {
		n = max(n, clocks[i].Episode)
	}
	return n
}

// CurrentClocks returns the clocks of the newest episode.
func CurrentClocks(clocks []Deadline) []Deadline {
	episode := newestEpisode(clocks)
	var out []Deadline
	for i := range clocks {
		if clocks[i].Episode == episode {
			out = append(out, clocks[i])
		}
	}
	return out
}
