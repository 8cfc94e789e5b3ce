package closure

import (
	"fmt"
	"slices"

	"daylight/disclosure"
)

// RecordProblem is something on the record of a case that does not follow from the rest of it.
type RecordProblem struct {
	Seq  int    `json:"seq,omitempty"`
	What string `json:"what"`
}

func (p RecordProblem) String() string { return fmt.Sprintf("event %d: %s", p.Seq, p.What) }

// CheckRecord computes again, from the first event on, the runs of closed answers that the probes of a case left on
// record and the closures that were concluded from them. A longest gap that was in force once may have been changed
// since: the run may be that of any rule which a closure of the case names, or of the present one.
func CheckRecord(id disclosure.CaseID, events []disclosure.Event, present Rule) []RecordProblem {
	rules := []Rule{present}
	for i := range events {
		if k := events[i].Detail.Closure; k != nil && k.Rule != nil {
			rules = append(rules, Rule{ClosureRule: *k.Rule})
		}
	}
	var problems []RecordProblem
	found := func(e *disclosure.Event, format string, args ...any) {
		problems = append(problems, RecordProblem{Seq: e.Seq, What: fmt.Sprintf(format, args...)})
	}
	var c *disclosure.Case
	for i := range events {
		e := &events[i]
		if c != nil {
			if a, ok := c.Asset(e.Detail.AssetID); ok {
				checkProbe(a, e, rules, found)
				checkClosure(a, e, present, found)
			}
		} else {
			c = &disclosure.Case{ID: id}
		}
		c = disclosure.Apply(c, *e)
	}
	return problems
}

// checkProbe compares the run that an observation left with the one that the rule gives.
func checkProbe(a disclosure.Asset, e *disclosure.Event, rules []Rule, found func(*disclosure.Event, string, ...any)) {
	o := e.Detail.Probe
	if e.Kind != disclosure.KindProbed || o == nil {
		return
	}
	summary := *o
	summary.Summarise()
	if summary.Result() != o.Result() && !o.Missed() { // an outage of an agent has no facets, and says nothing about the asset
		found(e, "its verdict is not that of its facets")
	}
	if mismatch := a.Discounts(o); mismatch != (e.Detail.Reason == disclosure.ReasonMismatch) {
		found(e, "the recorded identity mismatch does not follow from its identity")
		return
	}
	if e.Detail.Streak == nil {
		found(e, "it carries no run of closed answers")
		return
	}
	fits := func(r Rule) bool {
		want := a.Streak
		if e.Detail.Reason != disclosure.ReasonMismatch {
			want = r.Next(a.Streak, o)
		}
		return equal(want, *e.Detail.Streak)
	}
	if !slices.ContainsFunc(rules, fits) {
		found(e, "the run of closed answers on record is not what the rule gives")
	}
}

// checkClosure compares a closure by our own probes with the run that it was concluded from.
func checkClosure(a disclosure.Asset, e *disclosure.Event, present Rule, found func(*disclosure.Event, string, ...any)) {
	if !e.OfOwnProbes() {
		return
	}
	rule := present
	if r := e.Detail.Closure.Rule; r != nil {
		rule = Rule{ClosureRule: *r}
	}
	k, ok := rule.Confirmed(a.Streak)
	switch {
	case !ok:
		found(e, "the answers before it do not confirm a closure")
	case !k.LastOpen.Equal(e.Detail.Closure.LastOpen) || !k.At.Time().Equal(e.Detail.Closure.At.Time()):
		found(e, "its dates are not those of the confirming run")
	}
}

// equal compares two runs.
func equal(s disclosure.Streak, o disclosure.Streak) bool {
	return s.Strong == o.Strong && s.Weak == o.Weak && s.FirstStrong.Equal(o.FirstStrong) && s.FirstWeak.Equal(o.FirstWeak) &&
		s.Newest.Equal(o.Newest) && s.NewestStrong.Equal(o.NewestStrong) && s.LastOpen.Equal(o.LastOpen) && slices.Equal(s.Vantages, o.Vantages)
}

// OfMismatch reports whether a probe found something else under the name of the asset: see [exposure.AcceptIdentity].
func OfMismatch(e *disclosure.Event) bool {
	return e.Kind == disclosure.KindProbed && e.Detail.Reason == disclosure.ReasonMismatch
}
