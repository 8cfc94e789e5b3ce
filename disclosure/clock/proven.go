package clock

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// GatePermit is what the clocks permit to the publication gate. As dated, a clock counts from whatever is on record, so that
// work is never late. The gate takes a deadline as passed only if the clause has run out by proven dates too.
type GatePermit struct {
	Deadline          // as dated: the clock that permits the form first
	Proven   Deadline // the same clause, by evidence of ours and by what two people said; empty where neither gives it
	Reached  bool     // it has run out both ways
	Dated    bool     // it has run out as dated
}

// OnWord reports whether the deadline has passed only by what one person typed or a file brought.
func (g *GatePermit) OnWord() bool { return g.Dated && !g.Reached }

// Holds reports whether a clock runs that has not run out: it holds a publication back. What one person typed ends no such
// clock.
func (g *GatePermit) Holds() bool {
	return g.Runs() && !g.Dated || g.Proven.Runs() && !g.Reached
}

// PermitForGate returns the clock that permits a form of publication first, and whether it has run out: as dated, and also when what
// one person typed or a file brought is left aside. What two people confirmed counts from the day on which they did.
//
// An error says that the dates are unknown, which permits nothing.
func PermitForGate(c *disclosure.Case, env Env, what disclosure.DueKind) (GatePermit, error) {
	dated, err := permitClocks(c, c.ClockEvents, env)
	if err != nil {
		return GatePermit{Deadline: Deadline{Because: err.Error()}}, err
	}
	proven, err := permitClocks(c, provenEvents(c, env), env)
	if err != nil {
		return GatePermit{Deadline: Deadline{Because: err.Error()}}, err
	}
	var best GatePermit
	for i := range dated {
		if dated[i].What != what {
			continue
		}
		g := GatePermit{Deadline: dated[i], Dated: over(&dated[i], env)}
		if j := slices.IndexFunc(proven, func(d Deadline) bool { return d.Key() == g.Key() }); j >= 0 {
			g.Proven = proven[j]
			g.Reached = g.Dated && over(&g.Proven, env)
		}
		if best.Clause == "" || g.before(&best) {
			best = g
		}
	}
	return best, nil
}

// before reports whether g says more than o about whether a form may be published.
func (g *GatePermit) before(o *GatePermit) bool {
	switch {
	case g.Reached != o.Reached:
		return g.Reached
	case g.Dated != o.Dated:
		return g.Dated
	default:
		return g.Runs() && (!o.Runs() || g.Ends.Before(o.Ends))
	}
}

// permitClocks computes the clocks of the newest episode from some of the clock events of a case. A closure that others report
// ends no deadline here: what is not proven cannot be published as closed either.
func permitClocks(c *disclosure.Case, events []disclosure.ClockEvent, env Env) ([]Deadline, error) {
	seen := *c
	seen.ClockEvents = slices.DeleteFunc(slices.Clone(events), func(t disclosure.ClockEvent) bool {
		return t.Kind == disclosure.KindClosed && !t.Verified
	})
	clocks, err := Deadlines(&seen, env)
	if err != nil {
		return nil, err
	}
	return CurrentClocks(clocks), nil
}

// over reports whether a clock permits what it is for. While an asset is open, the day of the deadline still belongs to the
// vendor; after the closure, the day itself is the first.
func over(d *Deadline, env Env) bool {
	reached := d.State == disclosure.ClockOverdue || d.Done && !d.Ends.IsZero() && !env.Now.Before(d.Ends)
	if d.What == disclosure.DuePublishFull {
		reached = reached || d.State == disclosure.ClockDue || d.Done
	}
	return reached
}

// provenEvents are the clock events of a case as the gate counts from them: evidence of ours and what two people decided as they
// are, what two people confirmed from the day of their confirmation, and of everything else only what restricts.
func provenEvents(c *disclosure.Case, env Env) []disclosure.ClockEvent {
	var out []disclosure.ClockEvent
	for _, t := range c.ClockEvents {
		if counts(c, &t, env) {
			out = append(out, t)
		}
	}
	return out
}

// counts reports whether the gate counts from an event, and dates it as the gate does.
func counts(c *disclosure.Case, t *disclosure.ClockEvent, env Env) bool {
	learned := civil.At(t.Recorded.In(env.Zone))
	switch t.Kind {
	case disclosure.KindDiscovered, disclosure.KindReopened, disclosure.KindClockResumed:
		// That it is on record proves that it was so by then, and no more.
		if !t.Ours && t.CoApprover == "" {
			t.At = later(t.At, learned)
		}
		return true
	case disclosure.KindClockPaused:
		return true
	case disclosure.KindPublished:
		return t.Mode != "" // with the approval of a second person; in a file it is only told
	case disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindDisputed, disclosure.KindRefused,
		disclosure.KindFixClaimed, disclosure.KindFixPromised:
		if t.Ours {
			t.At = later(t.At, learned) // the sender of a mail dates it
			return true
		}
	default:
	}
	switch {
	case t.Ours, t.CoApprover != "" && !t.Solo:
		return true
	case t.Clock == nil && (t.Policy != nil || t.Work != ""):
		return true // what the team decided about the case, each by its own rule
	}
	confirmed := milestone.HistoryConfirmed(c, t.Seq)
	if t.Solo { // the rule of a team replaces the second person and no evidence: nothing that one person dates lies in the past
		confirmed = learned
	}
	if confirmed.IsZero() {
		return false
	}
	countFrom(t, confirmed)
	return true
}

// countFrom dates a confirmed event by the day of its confirmation. A date that it lays down stays as far ahead as it was.
func countFrom(t *disclosure.ClockEvent, confirmed civil.When) {
	if !t.Until.IsZero() {
		t.Until = later(t.Until, confirmed)
	}
	if t.Clock != nil && !t.Clock.Due.IsZero() {
		set := *t.Clock
		ahead := max(0, civil.DaysBetween(t.At.First(), set.Due.Last()))
		set.Due = confirmed.Last().AddDays(ahead).When()
		t.Clock = &set
		return // its place among the decisions about the clause stays
	}
	t.At = later(t.At, confirmed)
}

// later returns the later of two dates. Of two that cannot be told apart it is the second.
func later(a, b civil.When) civil.When {
	if b.SurelyBefore(a) {
		return a
	}
	return b
}

// ProvenExploited reports whether it is on record, by evidence of ours or the word of two people, that the exposure was exploited or
// leaked. Only then the gate takes an embargo as ended by it.
func ProvenExploited(c *disclosure.Case) bool {
	return slices.ContainsFunc(c.ClockEvents, func(t disclosure.ClockEvent) bool {
		leak := t.Kind == disclosure.KindExploited || t.Kind == disclosure.KindLeaked
		return leak && (t.Ours || t.CoApprover != "" || !milestone.HistoryConfirmed(c, t.Seq).IsZero())
	})
}
