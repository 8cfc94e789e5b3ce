package milestone

import (
	"daylight/disclosure"
)

// close keeps what an event says of the end of one asset, or of all where it names none. A claim ends nothing, and neither does a
// report that a newer open answer of ours refutes.
func (b *builder) close(t *disclosure.ClockEvent) {
	switch {
	case t.Work != "":
		return
	case t.IsClaim() && !b.c.Imported:
		p := b.party(t)
		p.Answers = append(p.Answers, Answer{Moment: momentOf(t), Kind: disclosure.KindFixClaimed})
		return
	case b.proven && !t.Verified:
		return
	}
	for i := range b.assets {
		a := &b.assets[i]
		if (t.Asset == "" || t.Asset == a.id) && (t.Verified || !b.refuted(a.id, t)) {
			a.closure = a.closure.better(closureOf(t))
		}
	}
	b.endEpisode()
}

// endEpisode sets the closure of the episode: there is one when every asset is closed.
func (b *builder) endEpisode() {
	var all share
	for i := range b.assets {
		all.add(&b.assets[i])
	}
	b.episode().Closure = all.closure()
}

// endParties sets what the assets of each party say in the current episode, and who ended it, where only the outcome of the work
// tells.
func (b *builder) endParties() {
	ep := b.episode()
	if ep.Closure.By == ByUnknown {
		switch b.c.Outcome {
		case disclosure.OutcomeTakenDown:
			ep.Closure.By = ByProvider
		case disclosure.OutcomeDestroyed:
			ep.Closure.By = ByOthers
		default:
		}
	}
	all := sharesOf(b.assets)
	for i := range ep.Parties {
		p := &ep.Parties[i]
		theirs := all.of(p)
		p.LastOpen = theirs.seen
		if p.Closure = theirs.closure(); !theirs.any {
			p.Closure = ep.Closure // nothing in particular is theirs
		}
		if p.Closure.Seq == ep.Closure.Seq {
			p.Closure.By = ep.Closure.By
		}
	}
}

// refuted reports whether an open answer of ours is newer than a report, with no end or re-opening on record between the two.
func (b *builder) refuted(id string, t *disclosure.ClockEvent) bool {
	var next *disclosure.ClockEvent
	for i := b.now + 1; i < len(b.events) && next == nil; i++ {
		n := &b.events[i]
		if (n.Asset == "" || n.Asset == id) && n.Work == "" && (n.Kind == disclosure.KindReopened || n.Kind == disclosure.KindClosed && n.Verified) {
			next = n
		}
	}
	for i := range b.sights {
		s := &b.sights[i]
		if s.asset != id || !t.At.SurelyBefore(s.at) {
			continue
		}
		if next == nil {
			return true
		}
		if by := s.at.Compare(next.At); by < 0 || by == 0 && s.seq < next.Seq {
			return true
		}
	}
	return false
}

// reopen begins an episode when everything was closed. As long as something else is open, the exposure has not ended, and one more
// open asset does not begin it anew.
func (b *builder) reopen(t *disclosure.ClockEvent) {
	if t.Work != "" {
		return
	}
	old := b.episode()
	ended := !old.Closure.IsZero()
	if ended {
		b.endParties()
	}
	for i := range b.assets {
		if a := &b.assets[i]; t.Asset == "" || t.Asset == a.id {
			a.closure = Closure{}
		}
	}
	if !ended {
		return
	}
	b.h.Episodes = append(b.h.Episodes, Episode{
		Number: old.Number + 1, Discovered: momentOf(t), Reopened: momentOf(t),
		// Once exploited or leaked, always so: a new episode does not undo it.
		Exploited: old.Exploited, Parties: b.parties(),
	})
}

// contradict takes back what a source reported: the asset was not closed, so nothing ended.
func (b *builder) contradict(t *disclosure.ClockEvent) {
	for i := range b.assets {
		if a := &b.assets[i]; (t.Asset == "" || t.Asset == a.id) && a.closure.Kind != Verified {
			a.closure = Closure{}
		}
	}
	b.endEpisode()
}
