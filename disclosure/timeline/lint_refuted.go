package timeline

import "daylight/disclosure"

// refuted names reports and claims of a closure that an open answer of ours came after. Both stay on record; what we saw
// counts.
func (l *linter) refuted() {
	for i := range l.facts {
		e := &l.facts[i]
		claim := e.Kind == disclosure.KindFixClaimed
		if e.At.IsZero() || !claim && (!e.IsClosure() || e.OfOwnProbes()) {
			continue
		}
		open := l.openAfter(i)
		switch {
		case open == nil:
		case claim:
			l.add(LintInfo, RuleClosureRefuted, e.Seq, "%s claims a closure, but our probe saw it open after that, %s", describe(e), describe(open))
		default:
			l.add(LintWarning, RuleClosureRefuted, e.Seq, "%s (source %s) reports a closure, but our probe saw it open after that, %s: the report ends no duration",
				describe(e), sourceOf(e), describe(open))
		}
	}
}

// openAfter returns the first open answer of ours surely after a fact, unless it was closed or open again in between: then
// both may be true.
func (l *linter) openAfter(i int) *disclosure.Event {
	from := &l.facts[i]
	same := func(e *disclosure.Event) bool {
		return from.Detail.AssetID == "" || e.Detail.AssetID == "" || e.Detail.AssetID == from.Detail.AssetID
	}
	for j := i + 1; j < len(l.facts); j++ {
		e := &l.facts[j]
		switch {
		case !same(e):
		case e.IsReopening(), e.OfOwnProbes():
			return nil
		case e.SawOpen() && from.At.SurelyBefore(e.At):
			return e
		}
	}
	return nil
}
