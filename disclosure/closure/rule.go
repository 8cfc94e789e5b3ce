package closure

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
)

// Next continues a streak with an observation. Open ends it; an inconclusive answer, ours or theirs, neither
// counts nor ends it; a gap longer than the rule allows starts it anew. An answer that arrived late says nothing
// about the end of the run, and no place answers twice at one moment.
func (r Rule) Next(s disclosure.Streak, o *observed.Observation) disclosure.Streak {
	if o.ClockJumped {
		s = afterJump(s, o)
	}
	if o.Local || o.Verdict == observed.Inconclusive {
		return s
	}
	if o.Verdict == observed.Open {
		return afterOpen(s, o.Started)
	}
	if o.Started.Before(s.Newest) || (!s.LastOpen.IsZero() && !o.Started.After(s.LastOpen)) {
		return s
	}
	if o.Started.Equal(s.Newest) && slices.Contains(s.From, o.Vantage) {
		return s // one answer, recorded twice
	}
	if s.Running() && o.Started.Sub(s.Newest) > r.MaxGap {
		s = disclosure.Streak{LastOpen: s.LastOpen}
	}
	if !o.Started.Equal(s.Newest) {
		s.From = nil
	}
	s.From = append(slices.Clone(s.From), o.Vantage)
	s.Newest = o.Started
	if !slices.Contains(s.Places, o.Vantage) {
		s.Places = append(slices.Clone(s.Places), o.Vantage)
	}
	s.Weak++
	if s.FirstWeak.IsZero() {
		s.FirstWeak = o.Started
	}
	if loginInFront(o) && !slices.Contains(s.Logins, o.Vantage) {
		s.Logins = append(slices.Clone(s.Logins), o.Vantage)
	}
	if o.Strength == observed.Strong && !o.Elsewhere || loginInFront(o) && r.seenBy(s.Logins) >= placesForLogin {
		s = r.strong(s, o)
	}
	return s
}

// placesForLogin is how many vantages have to be led to a login until it counts as strong: one alone may be sent there because
// somebody does not like its address.
const placesForLogin = 2

// loginInFront reports whether nothing weaker than a redirect to a login stands between an observation and a strong one.
func loginInFront(o *observed.Observation) bool {
	if o.Verdict != observed.Closed || o.Reason != observed.ReasonLoginInFront {
		return false
	}
	for _, f := range o.Facets {
		if f.Strength != observed.Strong && f.Reason != observed.ReasonLoginInFront {
			return false
		}
	}
	return true
}

// afterOpen ends a run, unless the asset was seen open long before the run began. Within a moment the order of recording holds.
func afterOpen(s disclosure.Streak, at time.Time) disclosure.Streak {
	last := s.LastOpen
	if at.After(last) {
		last = at
	}
	if s.Running() && at.Before(s.FirstWeak.Add(-clockSteps)) {
		s.LastOpen = last
		return s
	}
	return disclosure.Streak{LastOpen: last}
}

// strong counts a strong verdict. Weak ones do not bridge a gap between two of them.
func (r Rule) strong(s disclosure.Streak, o *observed.Observation) disclosure.Streak {
	if !s.NewestStrong.IsZero() && o.Started.Sub(s.NewestStrong) > r.MaxGap {
		s.Strong, s.FirstStrong, s.Vantages = 0, time.Time{}, nil
	}
	s.Strong++
	if s.FirstStrong.IsZero() {
		s.FirstStrong = o.Started
	}
	s.NewestStrong = o.Started
	if !slices.Contains(s.Vantages, o.Vantage) {
		s.Vantages = append(slices.Clone(s.Vantages), o.Vantage)
	}
	return s
}

// Confirmed returns the closure that a streak proves, if it proves one: enough strong verdicts, over long
// enough, from enough places.
func (r Rule) Confirmed(s disclosure.Streak) (disclosure.Closure, bool) {
	if s.Strong < r.Strong || s.Strong == 0 || s.NewestStrong.Sub(s.FirstStrong) < r.Over || !r.enough(s.Vantages) {
		return disclosure.Closure{}, false
	}
	return disclosure.Closure{
		At: civil.At(s.FirstStrong.UTC()), LastOpen: s.LastOpen, Verified: true, Source: disclosure.SourceOwnProbe, Rule: &r.ClosureRule,
	}, true
}

// ConfirmedBy is [Rule.Confirmed] where an observation is the newest of the strong ones. A weak answer closes nothing, also where an
// open one that arrived late told only then that the asset had been open before the run.
func (r Rule) ConfirmedBy(s disclosure.Streak, o *observed.Observation) (disclosure.Closure, bool) {
	if !s.NewestStrong.Equal(o.Started) {
		return disclosure.Closure{}, false
	}
	return r.Confirmed(s)
}

// enough reports whether answers came from as many vantages as the rule requires. Only the names in force now count, so a
// vantage that was renamed during a run counts once.
func (r Rule) enough(vantages []string) bool {
	return r.Vantages < 2 || r.seenBy(vantages) >= r.Vantages
}

func (r Rule) seenBy(vantages []string) int {
	n := 0
	for _, name := range vantages {
		if r.Own == "" || name == r.Own || slices.Contains(r.Others, name) {
			n++
		}
	}
	return n
}

// Unreachable reports whether a streak of verdicts, too weak to confirm a closure, makes an asset "no longer reachable". That is published
// in these words and never as "fixed".
func (r Rule) Unreachable(s disclosure.Streak) bool {
	return s.Weak > 0 && s.Weak >= r.Weak && s.Newest.Sub(s.FirstWeak) >= r.WeakOver
}
