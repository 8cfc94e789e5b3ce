package disclosure

import (
	"slices"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
)

// Why an event about an asset says what it says; stored in its detail.
const (
	ReasonMismatch    = "recreated"   // of a probe: what answered is not the asset, so the answer counts for nothing
	ReasonUnreachable = "unreachable" // of an unverifiable event: "no longer reachable", which is not the same as closed
)

func (c *Case) changeAsset(id string, change func(*Asset)) {
	for i := range c.Assets {
		if id == "" || c.Assets[i].ID == id {
			change(&c.Assets[i])
		}
	}
}

// applyExposure moves the exposure of assets. Only an observation of ours makes an asset open or closed; a closure
// that somebody reports is kept as a report, beside the state.
func (c *Case) applyExposure(e *Event) {
	d := e.Detail
	switch e.Kind {
	case KindProbed:
		if d.Probe != nil {
			c.changeAsset(d.AssetID, func(a *Asset) {
				if d.Reason == ReasonMismatch {
					a.count(d.Probe) // it observed something else under the same name
				} else {
					a.observe(d.Probe, d.Streak)
				}
				if !d.Next.IsZero() {
					a.NextProbe = d.Next
				}
			})
			if d.Probe.Verdict == observed.Open && !d.Probe.Local && d.Reason != ReasonMismatch {
				c.activate()
			}
		}
	case KindClosureSuspected:
		c.changeAsset(d.AssetID, func(a *Asset) {
			if a.Exposure != ExposureAttested { // a first closed answer says less than what two people saw
				a.Exposure = ExposureSuspected
			}
		})
	case KindClosed:
		if t := clockEventOf(e); t.IsClaim() && !c.Imported {
			return // in an imported case the source stands for it
		}
		closure := Closure{At: e.At, Source: e.Source}
		if closure.Source == SourceOwnProbe {
			closure.Source = SourceImport // a file that mentions our probes is still a file
		}
		if d.Closure != nil {
			closure = *d.Closure
		}
		c.changeAsset(d.AssetID, func(a *Asset) {
			if !closure.Verified && (a.Closure.Verified || closure.At.SurelyBefore(a.LastOpen())) {
				return // what a source says does not replace what we saw
			}
			a.Closure = closure
			if closure.Verified {
				a.Exposure = ExposureClosed
			}
		})
	case KindReopened:
		c.changeAsset(d.AssetID, func(a *Asset) {
			a.Episode++
			a.Closure, a.AttestedBy = Closure{}, ""
			a.Streak = Streak{LastOpen: a.Streak.LastOpen} // the run that closed it proves nothing any more
			if d.Probe != nil || !a.neverOpen() {
				a.Exposure = ExposureReopened
			}
		})
		c.resume()
	case KindClosureContradicted:
		// What was never closed is not open again: the report counts no more, and nothing begins anew.
		c.changeAsset(d.AssetID, func(a *Asset) {
			if !a.Closure.Verified {
				a.Closure = Closure{}
				c.resume()
			}
		})
	case KindUnverifiable:
		c.changeAsset(d.AssetID, func(a *Asset) {
			if a.Closure.Verified || a.Exposure == ExposureAttested {
				return // what we saw stands until a probe sees something else
			}
			a.Exposure = ExposureUnverifiable
			if d.Reason == ReasonUnreachable {
				a.Exposure = ExposureUnreachable
			}
		})
	default:
	}
}

// applyToAsset follows what people decided about an asset, and what a probe found out about its identity.
func (c *Case) applyToAsset(e *Event) {
	id := e.Detail.AssetID
	change := map[Kind]func(*Asset){
		KindUndecided:      func(a *Asset) { a.UndecidedNotified = true },
		KindProbingStopped: func(a *Asset) { a.Stopped = true },
		KindProbingResumed: func(a *Asset) { a.Stopped = false },
		KindProbeAllowed:   func(a *Asset) { a.AllowedBy = person.Deciders(e.Detail.CoApprover, e.Actor) },
		KindRecreated:      func(a *Asset) { a.Recreated = true },
		KindSameAsset:      (*Asset).acceptIdentity,
		KindMoved:          func(a *Asset) { a.Moved = e.Ref },

		KindTargetConfirmed: func(a *Asset) { a.ConfirmedBy = e.Actor },
		KindAttested: func(a *Asset) {
			if !a.Closure.Verified { // what probes showed stands
				a.Exposure, a.AttestedBy = ExposureAttested, person.Deciders(e.Detail.CoApprover, e.Actor)
				a.UndecidedNotified = false
			}
		},
	}[e.Kind]
	// A STOP may be meant for every asset; everything else is about one.
	if change != nil && (id != "" || e.Kind == KindProbingStopped || e.Kind == KindProbingResumed) {
		c.changeAsset(id, change)
	}
}

// observe adds an observation to the asset's counters. The streak was computed by the rule in force when the
// observation was made and stands in the event, so that a later change of the rule does not rewrite history.
func (a *Asset) observe(o *observed.Observation, s *Streak) {
	if o.Missed() {
		return
	}
	a.count(o)
	a.recordOpenFacets(o)
	a.recordIdentity(o)
	a.recordPlace(o)
	if !o.Started.Before(a.LastSeen) || o.ClockJumped { // an answer that arrived late is not the newest
		a.LastSeen, a.Boot, a.UpMs = o.Started, o.Boot, o.UpMs
		a.Last = observed.FacetResult{Verdict: o.Verdict, Strength: o.Strength, Reason: o.Reason}
		if o.Local && o.Verdict != observed.Inconclusive {
			a.Last = observed.FacetResult{Reason: observed.ReasonClockJumped} // it counts for nothing, so it shows nothing
		}
	}
	if s != nil {
		a.Streak = *s
		a.Streak.Vantages, a.Streak.From, a.Streak.Logins, a.Streak.Places = slices.Clone(s.Vantages), slices.Clone(s.From), slices.Clone(s.Logins), slices.Clone(s.Places)
	}
	switch {
	case o.Local:
	case o.Verdict != observed.Inconclusive:
		a.Undecided, a.UndecidedNotified = time.Time{}, false
	case a.Undecided.IsZero():
		a.Undecided = o.Started
	}
	if o.Local {
		return
	}
	a.expose(o.Verdict)
}

// expose moves the exposure by a verdict alone. What closes an asset, or opens it again after an end, is an event of its
// own.
func (a *Asset) expose(v observed.Verdict) {
	switch a.Exposure {
	case ExposureUnconfirmed, ExposureNotSeenOpen:
		a.Exposure = ExposureNotSeenOpen
		if v == observed.Open {
			a.Exposure = ExposureOpen
		}
	case ExposureSuspected, ExposureUnverifiable:
		if v == observed.Open && !a.Streak.Running() {
			a.Exposure = ExposureOpen
		}
	case ExposureOpen, ExposureClosed, ExposureAttested, ExposureReopened, ExposureUnreachable, ExposureDestroyed:
		// Being open again after a closure is an event of its own.
	}
}

// neverOpen reports whether the state says that nothing open was ever on record.
func (a *Asset) neverOpen() bool {
	return a.Exposure == ExposureUnconfirmed || a.Exposure == ExposureNotSeenOpen
}

// SeenOpen reports whether an answer of ours ever found the asset open.
func (a *Asset) SeenOpen() bool { return !a.Streak.LastOpen.IsZero() }

// MayClose reports whether closed answers can close the asset. The address of one that was never open may be mistyped, so
// that takes an open answer of ours, or a person who says that the target is right.
func (a *Asset) MayClose() bool { return a.SeenOpen() || a.ConfirmedBy != "" }

// InDoubt reports whether a person has to look at the target: it turned us away, and no answer of ours was ever open.
func (a *Asset) InDoubt() bool {
	return !a.MayClose() && a.Streak.Running() && a.Exposure != ExposureDestroyed && !a.Closure.Verified
}

// Unchecked reports whether checks were stopped before they proved the asset closed.
func (a *Asset) Unchecked() bool {
	return a.Stopped && !a.Closure.Verified && a.Exposure != ExposureDestroyed
}

// count charges an observation to the budget.
func (a *Asset) count(o *observed.Observation) {
	a.Probes++
	switch day := civil.DateOf(o.Started.UTC()); {
	case day == a.Day:
		a.DayProbes++
	case day.After(a.Day):
		a.Day, a.DayProbes = day, 1
	}
}

// AllClosed reports whether every asset is closed by our own probes. A case without assets is not closed, and neither is one
// from which an open asset was dropped.
func (c *Case) AllClosed() bool {
	return len(c.Assets) > 0 && len(c.DroppedOpen()) == 0 && !slices.ContainsFunc(c.Assets, func(a Asset) bool {
		return a.Exposure != ExposureClosed || !a.Closure.Verified
	})
}

// ExposureState is the worst state among the assets.
func (c *Case) ExposureState() ExposureState {
	order := []ExposureState{
		ExposureReopened, ExposureOpen, ExposureSuspected, ExposureNotSeenOpen, ExposureUnconfirmed, ExposureUnverifiable,
		ExposureUnreachable, ExposureAttested, ExposureClosed, ExposureDestroyed,
	}
	dropped := len(c.DroppedOpen()) > 0 // nobody asks whether it is closed
	for _, state := range order {
		if state == ExposureUnverifiable && dropped || slices.ContainsFunc(c.Assets, func(a Asset) bool { return a.Exposure == state }) {
			return state
		}
	}
	return ExposureUnconfirmed
}

// LastOpen is the newest observation of ours that found an asset open; zero when there was none.
func (a *Asset) LastOpen() (w civil.When) {
	if a.Streak.LastOpen.IsZero() {
		return civil.When{}
	}
	return civil.At(a.Streak.LastOpen)
}
