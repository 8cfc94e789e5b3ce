package closure

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/observed"
)

// Observed is what our own probes know of an asset. The state of its facets is computed from it.
type Observed struct {
	Probes []observed.Observation
	// Reported are the moments at which somebody said that the asset is open again. No run of closed answers goes on
	// across one of them.
	Reported []time.Time
	// NeverOpen says that no answer was open, that nobody confirmed the target, and that nothing was concluded: closed answers
	// close nothing.
	NeverOpen bool
}

// FacetState is the state of one facet of an asset, by the rule alone.
type FacetState struct {
	Facet string `json:"facet"`
	// State is unconfirmed, not_seen_open, open, suspected_closed, closed, unreachable or reopened.
	State disclosure.ExposureState `json:"state"`
	// Since is the first observation of the state: for a facet that is closed, the first of the confirming run.
	Since    time.Time            `json:"since,omitzero"`
	Streak   disclosure.Streak    `json:"streak,omitzero"`
	Episodes []FacetEpisode       `json:"episodes,omitempty"`
	Last     observed.FacetResult `json:"last"` // the newest answer, whatever it is worth
	LastSeen time.Time            `json:"last_seen,omitzero"`
	// Asked reports whether the newest probe asked for the facet. One that was open and is not asked any more stays open.
	Probed bool `json:"asked"`
	// Watch is when the regression watch asks next; zero while any facet is not closed, since then all are asked regularly.
	Watch time.Time `json:"watch,omitzero"`

	confirmed time.Time // when the closure was confirmed, the days of the watch count from here
}

// FacetEpisode is one exposure of a facet, as our own probes saw it. It ended after LastOpen and not after Closed.
type FacetEpisode struct {
	FirstOpen time.Time `json:"first_open,omitzero"`
	LastOpen  time.Time `json:"last_open,omitzero"`
	Closed    time.Time `json:"closed,omitzero"` // zero while it is not confirmed
}

// ObservedOf collects what the events of a case say about one asset. Observations with an identity mismatch are left out,
// because somebody else may have taken over the name.
func ObservedOf(events []disclosure.Event, asset string) Observed {
	out := Observed{NeverOpen: true}
	for i := range events {
		e := &events[i]
		if e.Detail.AssetID != "" && e.Detail.AssetID != asset {
			continue
		}
		switch {
		case e.Kind == disclosure.KindProbed && e.Detail.Probe != nil && e.Detail.AssetID == asset && e.Detail.Reason != disclosure.ReasonMismatch:
			out.Probes = append(out.Probes, *e.Detail.Probe)
		case e.IsReopening() && e.Detail.Probe == nil && !e.Planned:
			out.Reported = append(out.Reported, e.RecordedAt)
		}
		if e.Detail.AssetID == asset && counts(e) {
			out.NeverOpen = false
		}
	}
	return out
}

// counts reports whether closed answers of an asset count by an event: it was open, a person confirmed the target, or an older
// version concluded something from them.
func counts(e *disclosure.Event) bool {
	switch e.Kind {
	case disclosure.KindProbed:
		return e.Detail.Probe != nil && e.Detail.Probe.Verdict == observed.Open && !e.Detail.Probe.Local
	case disclosure.KindTargetConfirmed, disclosure.KindClosureSuspected:
		return true
	case disclosure.KindUnverifiable:
		return e.Detail.Reason == disclosure.ReasonUnreachable
	default:
		return e.OfOwnProbes()
	}
}

// doubt takes back what was concluded from the answers of an asset that was never open.
func (f *FacetState) doubt() {
	f.State, f.Since, f.Episodes, f.confirmed = disclosure.ExposureNotSeenOpen, time.Time{}, nil, time.Time{}
}

// Facets returns the state of each facet of an asset at a moment. It is pure, and the order of arrival does not matter:
// the observations are taken in the order in which they were made. An asset is never closed while one of its facets
// is not, since [observed.Observation.Summarise] closes it only by answers in which all facets are; the reverse does not hold,
// since the facets may have been found closed one at a time.
func (r Rules) Facets(seen Observed, now time.Time) []FacetState {
	answers := map[string][]observed.Observation{} // of one facet each
	var newest time.Time
	for i := range seen.Probes {
		o := &seen.Probes[i]
		if o.Started.After(now) {
			continue
		}
		if len(o.Facets) > 0 && (o.Started.After(newest) || o.ClockJumped) { // one without facets asked for nothing
			newest = o.Started
		}
		for name, f := range o.Facets {
			answers[name] = append(answers[name], observed.Observation{
				Started: o.Started, Vantage: o.Vantage, Local: o.Local, ClockJumped: o.ClockJumped, Elsewhere: o.Elsewhere && f.Reason == observed.ReasonAuthInFront,
				Verdict: f.Verdict, Strength: f.Strength, Reason: f.Reason,
			})
		}
	}
	reported := slices.DeleteFunc(slices.Clone(seen.Reported), func(at time.Time) bool { return at.After(now) })
	slices.SortFunc(reported, time.Time.Compare)
	out := make([]FacetState, 0, len(answers))
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		f := FacetState{Facet: name, State: disclosure.ExposureUnconfirmed}
		f.replay(r.Rule, answers[name], reported)
		if seen.NeverOpen && slices.ContainsFunc(answers[name], func(o observed.Observation) bool { return !o.Local }) {
			f.doubt()
		}
		f.Probed = f.LastSeen.Equal(newest)
		out = append(out, f)
	}
	r.setWatch(out, now)
	return out
}

// replay takes a facet through its answers and what was reported meanwhile.
func (f *FacetState) replay(rule Rule, answers []observed.Observation, reported []time.Time) {
	rule.Own = "" // past answers carry the vantage names of their time
	inOrder(answers)
	for i := range answers {
		for len(reported) > 0 && !reported[0].After(answers[i].Started) {
			f.reopen(reported[0])
			reported = reported[1:]
		}
		f.add(rule, &answers[i])
	}
	for _, at := range reported {
		f.reopen(at)
	}
}

// inOrder sorts answers by the time of the question, but over no moment at which our clock was set: there the order of
// recording holds.
func inOrder(answers []observed.Observation) {
	from := 0
	for i := range answers {
		if answers[i].ClockJumped {
			slices.SortFunc(answers[from:i], probedOrder)
			from = i + 1
		}
	}
	slices.SortFunc(answers[from:], probedOrder)
}

// probedOrder sorts by the time of the question. Of two that were asked at the same moment, the open one comes last,
// because it is the one that has to hold.
func probedOrder(a, b observed.Observation) int {
	open := func(o *observed.Observation) int {
		if o.Verdict == observed.Open {
			return 1
		}
		return 0
	}
	local := func(o *observed.Observation) int {
		if o.Local {
			return 1
		}
		return 0
	}
	return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(open(&a), open(&b)), cmp.Compare(local(&a), local(&b)),
		cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Strength, b.Strength), strings.Compare(a.Vantage, b.Vantage),
		strings.Compare(string(a.Reason), string(b.Reason)))
}

// add continues a facet with one observation of it.
func (f *FacetState) add(rule Rule, o *observed.Observation) {
	f.Last, f.LastSeen = o.Result(), o.Started
	f.Streak = rule.Next(f.Streak, o)
	switch {
	case o.Local || o.Verdict == observed.Inconclusive:
	case o.Verdict == observed.Open:
		f.opened(o.Started)
	case f.State == disclosure.ExposureClosed || !f.Streak.Newest.Equal(o.Started):
	default:
		if _, ok := rule.ConfirmedBy(f.Streak, o); ok {
			f.State, f.Since, f.confirmed = disclosure.ExposureClosed, f.Streak.FirstStrong, o.Started
			f.episode().Closed = f.Since
			return
		}
		if f.State == disclosure.ExposureUnreachable {
			return
		}
		f.State, f.Since = disclosure.ExposureSuspected, f.Streak.FirstWeak
		if rule.Unreachable(f.Streak) {
			f.State = disclosure.ExposureUnreachable
		}
	}
}

// opened takes an open answer on record.
func (f *FacetState) opened(at time.Time) {
	switch f.State {
	case disclosure.ExposureOpen, disclosure.ExposureReopened:
	case disclosure.ExposureClosed, disclosure.ExposureUnreachable:
		f.State, f.Since = disclosure.ExposureReopened, at
		f.Episodes = append(f.Episodes, FacetEpisode{})
	default:
		f.Since = at
		if f.State = disclosure.ExposureOpen; len(f.Episodes) > 1 {
			f.State = disclosure.ExposureReopened
		}
	}
	e := f.episode()
	if e.FirstOpen.IsZero() {
		e.FirstOpen = at
	}
	e.LastOpen = at
}

// episode is the present one.
func (f *FacetState) episode() *FacetEpisode {
	if len(f.Episodes) == 0 {
		f.Episodes = []FacetEpisode{{}}
	}
	return &f.Episodes[len(f.Episodes)-1]
}

// reopen ends the run: somebody saw the asset open again and did not say which facet.
func (f *FacetState) reopen(at time.Time) {
	f.Streak = disclosure.Streak{LastOpen: f.Streak.LastOpen}
	if f.State == disclosure.ExposureClosed || f.State == disclosure.ExposureUnreachable {
		f.State, f.Since = disclosure.ExposureReopened, at
		f.Episodes = append(f.Episodes, FacetEpisode{})
	}
}

// setWatch says when the regression watch asks next, if all facets are closed.
func (r Rules) setWatch(facets []FacetState, now time.Time) {
	var confirmed time.Time
	for i := range facets {
		if facets[i].State != disclosure.ExposureClosed {
			return
		}
		if at := facets[i].confirmed; at.After(confirmed) {
			confirmed = at
		}
	}
	for _, day := range r.WatchDays {
		if due := confirmed.UTC().AddDate(0, 0, day); due.After(now) {
			for i := range facets {
				facets[i].Watch = due
			}
			return
		}
	}
}
