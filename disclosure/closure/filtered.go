package closure

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/place"
)

// How old an answer may be that shows that a machine is there: one of the same round from another place, and one of the same day
// from another service.
const (
	sameRound = time.Hour
	sameDay   = 24 * time.Hour
)

// Filter judges an observation without a connection by what else is on record: where another place just got an answer from the
// asset, or another asset on the same machine gave one within a day, something drops what we send. That is weak. Alone, nothing
// says that the machine is not just off. An asset that others find open is open, whatever stands between it and us.
func Filter(c *disclosure.Case, a *disclosure.Asset, o *observed.Observation) {
	if !unreached(o) || !answersElsewhere(a, o) && !slices.ContainsFunc(c.Assets, func(b disclosure.Asset) bool { return livesBeside(a, &b, o.Started) }) {
		return
	}
	for name := range o.Facets {
		o.Facets[name] = observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonFiltered}
	}
	o.Summarise()
}

// unreached reports whether no connection came about, and not through a fault of ours.
func unreached(o *observed.Observation) bool {
	for _, f := range o.Facets {
		if f.Verdict != observed.Inconclusive || f.Reason != observed.ReasonTimeoutConnect {
			return false
		}
	}
	return len(o.Facets) > 0 && !o.Local && o.Peer == ""
}

// answersElsewhere reports whether the newest closed answer of the run came from another place, in the same round.
func answersElsewhere(a *disclosure.Asset, o *observed.Observation) bool {
	s := &a.Streak
	return s.Running() && a.Last.Verdict == observed.Closed && answered(a.Last.Reason) && o.Started.Sub(s.Newest).Abs() <= sameRound &&
		slices.ContainsFunc(s.From, func(from string) bool { return from != o.Vantage })
}

// livesBeside reports whether b is another service of the machine of a, and answered within a day.
func livesBeside(a, b *disclosure.Asset, at time.Time) bool {
	host := place.Host(a.Target)
	return b.ID != a.ID && host != "" && place.Host(b.Target) == host && at.Sub(b.LastSeen).Abs() <= sameDay &&
		b.Last.Verdict != observed.Inconclusive && answered(b.Last.Reason)
}

// answered reports whether a verdict shows that something is there that answers.
func answered(r observed.Reason) bool {
	return r != observed.ReasonConnRefused && r != observed.ReasonNameGone && r != observed.ReasonFiltered
}
