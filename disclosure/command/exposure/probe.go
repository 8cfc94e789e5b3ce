package exposure

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// RecordProbe records the result of a probe.
type RecordProbe struct {
	Asset       string
	Observation observed.Observation
	Request     disclosure.ProbeRequest
}

// Rule implements [command.Command].
func (RecordProbe) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide records an observation and what follows from it: suspected, closed, reopened.
func (cmd RecordProbe) Decide(d *command.Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	if slices.ContainsFunc(d.Case.DroppedAssets, func(a disclosure.Asset) bool { return a.ID == cmd.Asset }) {
		return nil // it was dropped while the answer was on its way
	}
	if !ok {
		return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	}
	o := cmd.Observation
	o.Facets = maps.Clone(o.Facets)
	closure.Filter(d.Case, &a, &o)
	closure.Withhold(&a, &o)
	closure.Date(&a, &o, d.Env.Now)
	o.Elsewhere = closure.IsElsewhere(&a, &o)
	streak, mismatched, discounted := d.Env.Rules.Probing.Rule.Next(a.Streak, &o), a.Mismatches(&o), a.Discounts(&o)
	asked, reason := replyTarget(d, &a, cmd.Request, &o), ""
	if discounted {
		streak, reason = a.Streak, disclosure.ReasonMismatch // an answer with an identity mismatch closes nothing
	}
	at := civil.At(o.Started.In(d.Env.Rules.Zone()).Truncate(time.Second))
	probed := d.Emit(disclosure.Event{
		Kind: disclosure.KindProbed, At: at, Source: disclosure.SourceOwnProbe, Ref: a.ID, Text: probeText(&o) + d.Env.Rules.Probing.Rule.VantageSuffix(&o),
		Detail: disclosure.Detail{AssetID: a.ID, Probe: &o, Request: &asked, Streak: &streak, Reason: reason},
	})
	if !discounted {
		conclude(d, a, streak, &o, at)
		recordMoves(d, a.ID)
		reportTakeover(d, a, &o)
	}
	if mismatched {
		recordMismatch(d, &a, &o)
	}
	notifyUndecided(d, a.ID)
	probeElsewhere(d, a.ID, asked, &o)
	if next := planNext(d, a, asked); !next.IsZero() {
		d.Planned(probed, next)
	}
	return nil
}

func probeText(o *observed.Observation) string {
	text := o.Verdict.String()
	if o.Reason == observed.ReasonOpen {
		return text
	}
	if o.Verdict == observed.Closed && o.Strength == observed.Weak {
		text = "closed (weak)"
	}
	return text + ": " + string(o.Reason)
}

// conclude compares the asset before the observation with what it shows now.
func conclude(d *command.Frame, before disclosure.Asset, s disclosure.Streak, o *observed.Observation, at civil.When) {
	event := func(kind disclosure.Kind, when civil.When, text string, detail disclosure.Detail) {
		detail.AssetID = before.ID
		d.Emit(disclosure.Event{Kind: kind, At: when, Source: disclosure.SourceOwnProbe, Ref: before.ID, Text: text, Detail: detail})
	}
	ended := before.Exposure == disclosure.ExposureClosed || before.Exposure == disclosure.ExposureUnreachable || before.Exposure == disclosure.ExposureAttested
	// What a source reports as closed on a later day is not refuted by a probe from before.
	refuted := !before.Closure.Verified && before.Closure.At.SurelyBefore(at)
	rule, left := d.Env.Rules.Probing.Rule, closure.NoLongerProbed(&before, o)
	switch {
	case o.Local || o.Verdict == observed.Inconclusive:
	case o.Verdict == observed.Open && s.Running(), o.Verdict == observed.Closed && !s.Newest.Equal(o.Started):
		// The answer arrived late: the run knows better.
	case o.Verdict == observed.Open && refuted && !ended:
		contradict(d, before.ID, before.Closure.At, at)
	case o.Verdict == observed.Open && (ended || refuted):
		event(disclosure.KindReopened, at, "the asset is open again", disclosure.Detail{Probe: o})
	case o.Verdict == observed.Open || before.Exposure == disclosure.ExposureClosed:
	case !before.MayClose():
		// It may never have been open, or be another place than the one that was found: a person has to confirm the target.
	case len(left) > 0:
		// Every facet has to be seen closed, and the probe does not ask for this one any more.
		if before.Exposure != disclosure.ExposureSuspected && before.Exposure != disclosure.ExposureUnreachable {
			event(disclosure.KindClosureSuspected, at, "first closed answer: "+string(o.Reason)+unseen(&before), disclosure.Detail{})
			d.Emit(disclosure.Event{
				Kind: disclosure.KindFacetUnprobed, Source: disclosure.SourceSystem, Ref: before.ID, Detail: disclosure.Detail{AssetID: before.ID},
				Text: fmt.Sprintf("%s of %s was open when last seen, and the newest probe says nothing of it: a person has to check", strings.Join(left, ", "), before.ID),
			})
		}
	default:
		if proven, ok := rule.ConfirmedBy(s, o); ok {
			proven.At = civil.At(s.FirstStrong.In(d.Env.Rules.Zone()).Truncate(time.Second))
			event(disclosure.KindClosed, proven.At, fmt.Sprintf("%d closed answers over %s", s.Strong, hours(s.Newest.Sub(s.FirstStrong)))+unseen(&before),
				disclosure.Detail{Closure: &proven})
			watch(d, &before, o.Started)
			return
		}
		if rule.Unreachable(s) && before.Exposure != disclosure.ExposureUnreachable && before.Exposure != disclosure.ExposureAttested {
			event(disclosure.KindUnverifiable, at, "no longer reachable"+unseen(&before), disclosure.Detail{Reason: disclosure.ReasonUnreachable})
			return
		}
		if before.Exposure != disclosure.ExposureSuspected && before.Exposure != disclosure.ExposureUnreachable && before.Exposure != disclosure.ExposureAttested {
			event(disclosure.KindClosureSuspected, at, "first closed answer: "+string(o.Reason)+unseen(&before), disclosure.Detail{})
		}
	}
}

// unseen says of a conclusion that it rests on a person who confirmed the target.
func unseen(a *disclosure.Asset) string {
	if a.SeenOpen() {
		return ""
	}
	return "; no probe of ours saw it open, " + a.ConfirmedBy + " confirmed the target"
}

func hours(d time.Duration) string { return fmt.Sprintf("%d hours", int(d.Round(time.Hour)/time.Hour)) }

// notifyUndecided records once that the asset has given no verdict for longer than the rule allows.
func notifyUndecided(d *command.Frame, id string) {
	a, ok := d.Case.Asset(id)
	limit := d.Env.Rules.Probing.Rule.Undecided
	if !ok || limit <= 0 || a.UndecidedNotified || a.Undecided.IsZero() || d.Env.Now.Sub(a.Undecided) < limit {
		return
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindUndecided, Source: disclosure.SourceSystem, Ref: a.ID, Detail: disclosure.Detail{AssetID: a.ID},
		Text: fmt.Sprintf("%s has given no verdict for %s (%s): a person has to check", a.ID, hours(d.Env.Now.Sub(a.Undecided)), a.Last.Reason),
	})
}
