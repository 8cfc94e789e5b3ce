package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Finding is a contradiction or a slip in the history.
type Finding struct {
	Level   string `json:"level"` // error, warning, info
	Rule    string `json:"rule"`
	Seq     int    `json:"seq"` // of the event that looks wrong
	Message string `json:"message"`
}

// The levels of a [task.Finding]. An error is a contradiction: as written, the history cannot have happened, and
// nothing is published from it. A warning is probably a slip. An info is something that a reader should know.
const (
	LintError   = "error"
	LintWarning = "warning"
	LintInfo    = "info"
)

// The rules of [Lint].
const (
	RuleClosedBeforeDiscovered = "closed_before_discovered"
	RuleBeforeItsCause         = "before_what_it_answers" // an event before the one it answers
	RuleCaseClosedAfterEnd     = "case_closed_after_end"
	RuleYearJumpsBack          = "year_jumps_back"
	RuleDuplicateRow           = "duplicate_row"
	RulePlaceholderText        = "placeholder_text"
	RuleRowsOutOfOrder         = "rows_out_of_order"
	RuleFutureNotPlanned       = "future_not_planned"
	RuleUntilBeforeAt          = "until_before_at"
	RuleClosureDatesDiffer     = "closure_dates_differ"
	RuleClosureRefuted         = "closure_refuted" // reported or claimed, and seen open after that
	RuleCorrected              = "corrected"
	RuleCorrectsNothing        = "corrects_nothing"
	RulePlannedInThePast       = "planned_in_the_past"
)

// Lint reports what contradicts itself in a history, and what looks like a slip of the pen. It changes nothing: an
// imported history stays what its source says. Dates are compared with [civil.When.SurelyBefore] only, so that a source
// that knows no more than the month is never accused. Findings come in the order of entry.
//
// Corrected events are left out, apart from the info that they were corrected; so are planned ones where a rule is
// about facts. `recorded` and what was computed of the clocks are about this program and not about the case, and are never
// looked at. asOf is today; the
// zero Date switches off the rules that need it.
func Lint(c *disclosure.Case, events []disclosure.Event, asOf civil.Date) []Finding {
	l := linter{asOf: asOf, findings: []Finding{}}
	for i := range events {
		l.correction(events, &events[i])
	}
	for _, e := range CurrentEvents(events) {
		computed := e.Source == disclosure.SourceSystem && (e.Kind == disclosure.KindDeadlineSet || e.Kind == disclosure.KindDeadlinePassed)
		if e.Kind == disclosure.KindRecorded || computed {
			continue
		}
		l.entered = append(l.entered, e)
		if !e.Planned {
			l.facts = append(l.facts, e)
		}
	}
	slices.SortStableFunc(l.entered, func(a, b disclosure.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	slices.SortStableFunc(l.facts, ByTime)

	for i := range l.entered {
		e := &l.entered[i]
		l.span(e)
		l.future(e)
		l.placeholder(e)
	}
	l.duplicates()
	l.order()
	l.causes()
	l.afterEnd()
	l.closures(c)
	l.refuted()
	slices.SortStableFunc(l.findings, func(a, b Finding) int { return cmp.Compare(a.Seq, b.Seq) })
	return l.findings
}

// linter gathers findings. entered holds the current events in the order of entry, facts those that happened in the
// order of their dates.
type linter struct {
	asOf     civil.Date
	entered  []disclosure.Event
	facts    []disclosure.Event
	findings []Finding
}

func (l *linter) add(level, rule string, seq int, format string, args ...any) {
	l.findings = append(l.findings, Finding{Level: level, Rule: rule, Seq: seq, Message: fmt.Sprintf(format, args...)})
}

// correction names the events that have no row any more.
func (l *linter) correction(events []disclosure.Event, e *disclosure.Event) {
	if e.Corrects == 0 {
		return
	}
	i := slices.IndexFunc(events, func(old disclosure.Event) bool { return old.Seq == e.Corrects })
	if i < 0 || e.Corrects >= e.Seq {
		l.add(LintWarning, RuleCorrectsNothing, e.Seq, "%s says that it corrects event %d, but there is no earlier event with that number",
			describe(e), e.Corrects)
		return
	}
	l.add(LintInfo, RuleCorrected, e.Corrects, "%s was corrected by event %d and is not part of the timeline any more", describe(&events[i]), e.Seq)
}

// span looks at the end of a span. A deadline is none: two people may lay one into the past.
func (l *linter) span(e *disclosure.Event) {
	laid := e.Detail.Clock != nil && e.Detail.CoApprover != ""
	if e.Until.SurelyBefore(e.At) && !laid {
		l.add(LintError, RuleUntilBeforeAt, e.Seq, "%s ends on %s, before it began", describe(e), e.Until)
	}
}

// future looks for facts that have not happened yet. An instant may be a day ahead of the team's calendar.
func (l *linter) future(e *disclosure.Event) {
	if e.At.IsZero() || l.asOf.IsZero() {
		return
	}
	leeway := 0
	if e.At.Precision() == civil.PrecisionMinute {
		leeway = 1
	}
	recorded := civil.DateOf(e.RecordedAt.UTC())
	switch {
	case e.Planned && e.At.Last().Before(l.asOf):
		l.add(LintWarning, RulePlannedInThePast, e.Seq, "%s was planned and that day has passed: record what happened, or correct the date", describe(e))
	case e.Planned:
	case e.At.First().After(l.asOf.AddDays(leeway)):
		l.add(LintError, RuleFutureNotPlanned, e.Seq, "%s lies in the future (today is %s): correct the date, or mark it as planned", describe(e), l.asOf)
	case !recorded.IsZero() && e.At.First().After(recorded.AddDays(1)):
		l.add(LintWarning, RuleFutureNotPlanned, e.Seq, "%s was recorded as a fact on %s, before it happened: check the date, or mark it as planned", describe(e), recorded)
	}
}

// duplicates looks for rows that say the same on the same date.
func (l *linter) duplicates() {
	type row struct {
		kind     disclosure.Kind
		at       civil.When
		party    disclosure.Role
		name     string
		channel  disclosure.Channel
		source   disclosure.Source
		text     string
		asset    string
		planned  bool
		internal bool
	}
	seen := make(map[row]int, len(l.entered))
	for i := range l.entered {
		e := &l.entered[i]
		if e.Kind.Info().Lint == disclosure.LintBookkeeping {
			continue // five probes a day are five probes
		}
		r := row{
			kind: e.Kind, at: e.At, party: e.Party, name: strings.ToLower(e.Name), channel: e.Channel, source: e.Source,
			text: e.Text, asset: e.Detail.AssetID, planned: e.Planned, internal: e.Visibility == disclosure.InternalOnly,
		}
		if e.Detail.Message != nil || e.Detail.Contact != nil || e.Detail.Draft != nil {
			r.text += "\x00" + e.Ref // two messages to two addresses are two events
		}
		if firstSeq, twice := seen[r]; twice {
			l.add(LintWarning, RuleDuplicateRow, e.Seq, "%s says the same as event %d", describe(e), firstSeq)
			continue
		}
		seen[r] = e.Seq
	}
}

// describe names an event in a message, without its text.
func describe(e *disclosure.Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "event %d (%s", e.Seq, e.Kind)
	if e.Party != "" {
		fmt.Fprintf(&b, ", %s", e.Party)
	}
	if e.At.IsZero() {
		b.WriteString(", no date)")
	} else {
		fmt.Fprintf(&b, ", %s)", e.At)
	}
	return b.String()
}
