package timeline

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// cause is a rule of order: an event of a kind answers, ends or takes back one of another kind and cannot come first.
type cause struct {
	effect, cause disclosure.Kind
	level         string
	rule          string
	why           string
}

// causes of order that hold whoever the party is. Histories are often incomplete, so a missing cause is no finding.
func orderRules() []cause {
	return []cause{
		{disclosure.KindClosed, disclosure.KindDiscovered, LintError, RuleClosedBeforeDiscovered, "it was closed before it was discovered"},
		{disclosure.KindContacted, disclosure.KindDiscovered, LintError, RuleBeforeItsCause, "somebody was contacted before it was discovered"},
		{disclosure.KindValidated, disclosure.KindDiscovered, LintError, RuleBeforeItsCause, "it was validated before it was discovered"},
		{disclosure.KindReopened, disclosure.KindClosed, LintError, RuleBeforeItsCause, "it was open again before it was closed"},
		{disclosure.KindExtensionGranted, disclosure.KindDeadlineSet, LintError, RuleBeforeItsCause, "a deadline was extended before it was set"},
		{disclosure.KindExtensionRefused, disclosure.KindExtensionRequested, LintError, RuleBeforeItsCause, "an extension was refused before anybody asked"},
		{disclosure.KindDeadlinePassed, disclosure.KindDeadlineSet, LintError, RuleBeforeItsCause, "a deadline passed before it was set"},
		{disclosure.KindClockResumed, disclosure.KindClockPaused, LintError, RuleBeforeItsCause, "a clock was resumed before it was paused"},
		{disclosure.KindCorrected, disclosure.KindPublished, LintError, RuleBeforeItsCause, "a publication was corrected before it was out"},
		{disclosure.KindWithdrawn, disclosure.KindPublished, LintError, RuleBeforeItsCause, "a publication was withdrawn before it was out"},
		{disclosure.KindPublished, disclosure.KindDiscovered, LintError, RuleBeforeItsCause, "it was published before it was discovered"},
	}
}

// causes looks for events before the one that they answer.
func (l *linter) causes() {
	earliest := make(map[disclosure.Kind]*disclosure.Event)
	contact := make(map[disclosure.Role]*disclosure.Event)
	for i := range l.facts {
		e := &l.facts[i]
		if e.At.IsZero() {
			continue
		}
		if _, ok := earliest[e.Kind]; !ok {
			earliest[e.Kind] = e
		}
		if e.Kind == disclosure.KindContacted || e.Kind == disclosure.KindEscalated {
			if role := partyOf(e); contact[role] == nil {
				contact[role] = e
			}
		}
	}
	rules := orderRules()
	for i := range l.facts {
		e := &l.facts[i]
		for _, r := range rules {
			if c := earliest[r.cause]; r.effect == e.Kind && c != nil && e.At.SurelyBefore(c.At) {
				l.add(r.level, r.rule, e.Seq, "%s comes before %s: %s", describe(e), describe(c), r.why)
			}
		}
		l.answer(e, contact[partyOf(e)])
	}
}

// answer looks at what a party did before anybody wrote to it. A bounce or a receipt cannot come first; a person may
// write unasked, which is rare enough to ask about.
func (l *linter) answer(e, contact *disclosure.Event) {
	level := ""
	switch e.Kind.Info().Voice {
	case disclosure.VoiceReceipt, disclosure.VoiceBounce, disclosure.VoiceAutomatic:
		level = LintError
	case disclosure.VoiceAnswer:
		if e.Kind == disclosure.KindAcknowledged || e.Kind == disclosure.KindReplied { // the others may come unasked
			level = LintWarning
		}
	case disclosure.VoiceNone, disclosure.VoiceOutreach, disclosure.VoiceRequest, disclosure.VoiceRuling: // they answer nobody
	}
	switch {
	case level == "":
	case contact == nil:
		l.add(LintInfo, RuleBeforeItsCause, e.Seq, "%s answers something, but nothing says that the %s was contacted", describe(e), partyOf(e))
	case e.At.SurelyBefore(contact.At):
		l.add(level, RuleBeforeItsCause, e.Seq, "%s comes before the first contact with the %s, %s", describe(e), partyOf(e), describe(contact))
	}
}

// partyOf is the party of an event. Nobody named means the vendor.
func partyOf(e *disclosure.Event) disclosure.Role {
	if e.Party == "" {
		return disclosure.Vendor
	}
	return e.Party
}

// How far a year that was mistyped in January may lie from where it belongs.
const (
	jumpAtLeast = 270 * 24 * time.Hour
	jumpFits    = 100
)

// order compares the order of entry with that of the dates. A row that would fit a year later is the slip of every
// January; it is named as such, and not again as out of order.
func (l *linter) order() {
	var prev *disclosure.Event
	for i := range l.entered {
		e := &l.entered[i]
		// When an exposure began is often learned last, a plan may lie anywhere, and a closure is confirmed by probes
		// that come after it.
		if e.At.IsZero() || e.Planned || e.Kind == disclosure.KindExposureStarted || e.OfOwnProbes() {
			continue
		}
		switch {
		case prev == nil || !e.At.SurelyBefore(prev.At):
			prev = e
		case fitsAYearLater(e.At, prev.At):
			l.add(LintWarning, RuleYearJumpsBack, e.Seq, "%s lies about a year before %s, which was entered before it: is the year %d meant?",
				describe(e), describe(prev), e.At.First().Year+1)
			// The next row is compared with the last believable one.
		default:
			// What was learned later is entered later. Only a list that was written in one go should be in order.
			if e.RecordedAt.Equal(prev.RecordedAt) {
				l.add(LintWarning, RuleRowsOutOfOrder, e.Seq, "%s was entered after %s but happened before it", describe(e), describe(prev))
			}
			prev = e
		}
	}
}

// fitsAYearLater reports whether w would come shortly after prev if its year were one more.
func fitsAYearLater(w, prev civil.When) bool {
	d := w.First()
	d.Year++
	if days := civil.DaysBetween(prev.First(), d); days < 0 || days > jumpFits {
		return false
	}
	return prev.Time().Sub(w.Time()) >= jumpAtLeast
}

// afterEnd looks for facts after the end that the history itself states: of the exposure, as a span, or of the work.
func (l *linter) afterEnd() {
	var end, exposure *disclosure.Event
	for i := range l.facts {
		e := &l.facts[i]
		switch {
		case e.Kind == disclosure.KindExposureStarted && !e.Until.IsZero():
			exposure = e
		case endsWork(e):
			end = e
		case e.Detail.Work == disclosure.WorkActive:
			end = nil
		}
	}
	for i := range l.facts {
		e := &l.facts[i]
		if exposure != nil && e.IsClosure() && exposure.Until.SurelyBefore(e.At) && !l.reopenedBefore(e) {
			l.add(LintWarning, RuleCaseClosedAfterEnd, e.Seq, "%s comes after the end of the exposure that %s states, %s",
				describe(e), describe(exposure), exposure.Until)
		}
		if end != nil && e.Seq != end.Seq && !e.Kind.Info().AfterEnd && end.At.SurelyBefore(e.At) {
			l.add(LintWarning, RuleCaseClosedAfterEnd, e.Seq, "%s comes after the end of the case, %s", describe(e), describe(end))
		}
	}
}

// endsWork reports whether nothing more is expected after e.
func endsWork(e *disclosure.Event) bool {
	switch e.Detail.Work {
	case disclosure.WorkClosed, disclosure.WorkRejected, disclosure.WorkDuplicate, disclosure.WorkHandedOver:
		return true
	case disclosure.WorkDraft, disclosure.WorkActive:
		return false
	}
	return e.Kind == disclosure.KindRejected || e.Kind == disclosure.KindDuplicateOf || e.Kind == disclosure.KindHandedOver
}

func (l *linter) reopenedBefore(closed *disclosure.Event) bool {
	for i := range l.facts {
		if e := &l.facts[i]; e.IsReopening() && !closed.At.SurelyBefore(e.At) {
			return true
		}
	}
	return false
}

// closures tells when sources disagree on the date of a closure. Both stay; the reader learns which one counts.
func (l *linter) closures(c *disclosure.Case) {
	for _, id := range assetIDs(c, l.facts) {
		var chosen, other *disclosure.Event
		for i := range l.facts {
			e := &l.facts[i]
			if e.Detail.AssetID != "" && e.Detail.AssetID != id {
				continue
			}
			switch {
			case e.IsReopening():
				chosen = nil
			case !e.IsClosure():
			case chosen == nil:
				chosen = e
			case chosen.At.SurelyBefore(e.At):
				other = e
				counts := chosen
				if e.OfOwnProbes() && !chosen.OfOwnProbes() {
					counts = e
				}
				l.add(LintInfo, RuleClosureDatesDiffer, other.Seq, "%s (source %s) and %s (source %s) disagree on when it was closed; durations use %s",
					describe(chosen), sourceOf(chosen), describe(other), sourceOf(other), counts.At)
			}
		}
	}
}

func sourceOf(e *disclosure.Event) disclosure.Source {
	if e.Source == "" {
		return "unknown"
	}
	return e.Source
}

// assetIDs returns the assets that the case or its events name. A history without any has one nameless asset.
func assetIDs(c *disclosure.Case, story []disclosure.Event) []string {
	var ids []string
	for i := range c.Assets {
		ids = append(ids, c.Assets[i].ID)
	}
	for _, a := range c.DroppedOpen() {
		ids = append(ids, a.ID)
	}
	for i := range story {
		if id := story[i].Detail.AssetID; id != "" && c.Counts(id) && (story[i].IsClosure() || story[i].IsReopening()) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return []string{""}
	}
	return ids
}
