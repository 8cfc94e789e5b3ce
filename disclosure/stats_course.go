package disclosure

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Course is what statistics need to know of one case: what it can be grouped by, and its milestones.
type Course struct {
	Aside     Aside // not empty: no exposure that somebody could have answered or closed
	Vendor    string
	Country   string   // of the vendor
	Providers []string // who hosts, or is otherwise recorded as provider
	Kinds     []string // of the assets

	Discovered When
	Contacted  When // first contact with the vendor
	Answered   When // first word of a person of the vendor
	Closed     When // end of the present episode: when the last asset was closed
	Verified   bool // each closure by our own probes

	// Until is when others took over and our sight of the case ended; zero while it lasts.
	Until When
	// Blind says that nobody can tell today whether the exposure goes on. Seen is then when it was last seen open,
	// zero for never.
	Blind bool
	Seen  When

	Ended    bool // an asset was closed, or no longer reachable, at least once
	Reopened bool // … and was found or reported open again
}

// Aside is why statistics leave a whole case aside.
type Aside string

// The reasons to leave a case aside.
const (
	AsideDraft     Aside = "draft"     // nobody has confirmed it yet
	AsideRejected  Aside = "rejected"  // it was no finding
	AsideDuplicate Aside = "duplicate" // the other case counts
	AsideNoFinding Aside = "not_an_exposure"
)

// CourseOf derives the course of a case. Handed over is the date of the hand-over, which the case itself does not
// keep; it is looked at only for a case in that state.
func CourseOf(c *Case, handedOver When) Course {
	vendor := c.Vendor()
	out := Course{
		Aside: asideOf(c), Vendor: vendor.Name, Country: vendor.Country,
		Discovered: c.Discovered, Contacted: c.FirstContact, Answered: c.firstAnswer(Vendor),
		Closed: c.ClosedAt(), Verified: len(c.Assets) > 0,
	}
	if c.Work == WorkHandedOver {
		out.Until = handedOver
	}
	for _, p := range c.Parties {
		if p.Role == Provider && p.Name != "" {
			out.Providers = append(out.Providers, p.Name)
		}
	}
	out.exposure(c)
	return out
}

// exposure derives what the assets say.
func (out *Course) exposure(c *Case) {
	var seen time.Time
	visible := false
	for i := range c.Assets {
		a := &c.Assets[i]
		out.Kinds = append(out.Kinds, a.Kind)
		out.Verified = out.Verified && a.Closure.Verified
		out.Reopened = out.Reopened || a.Episode > 1
		out.Ended = out.Ended || a.Episode > 1 || !a.Closure.At.IsZero() || a.Exposure == ExposureUnreachable
		if !a.Closure.At.IsZero() {
			continue
		}
		if a.Streak.LastOpen.After(seen) {
			seen = a.Streak.LastOpen
		}
		switch a.Exposure {
		case ExposureUnreachable, ExposureUnverifiable, ExposureDestroyed:
		case ExposureUnconfirmed, ExposureOpen, ExposureSuspected, ExposureReopened, ExposureClosed:
			visible = true
		}
	}
	if out.Closed.IsZero() && (!visible || endedUnseen(c)) {
		out.Blind, out.Seen = true, At(seen)
	}
}

// endedUnseen reports whether the team ended its work because the exposure is over or cannot be judged. Without the
// date of a closure that is no end that could be counted, and no lasting exposure either.
func endedUnseen(c *Case) bool {
	switch c.Outcome {
	case OutcomeClaimOnly, OutcomeTakenDown, OutcomeDestroyed, OutcomeUnverifiable:
		return c.Work == WorkClosed
	case OutcomeVerified, OutcomeOwnerUnknown, OutcomeNoExposure, OutcomeStillOpen:
		return false
	default:
		return false
	}
}

func asideOf(c *Case) Aside {
	switch c.Work {
	case WorkDraft:
		return AsideDraft
	case WorkRejected:
		return AsideRejected
	case WorkDuplicate:
		return AsideDuplicate
	case WorkClosed:
		if c.Outcome == OutcomeNoExposure {
			return AsideNoFinding
		}
	case WorkActive, WorkHandedOver:
	}
	return ""
}

// firstAnswer is the first word of a person of any party in a role: an acknowledgement, a reply, a dispute, a refusal,
// a promise or a claim of a fix. An automatic answer is nobody's, and a statement may be one to the press.
func (c *Case) firstAnswer(role Role) When {
	var first When
	for _, key := range slices.Sorted(maps.Keys(c.Answered)) {
		if !strings.HasPrefix(string(key), string(role)+"/") {
			continue
		}
		if at := c.Answered[key]; first.IsZero() || at.Compare(first) < 0 {
			first = at
		}
	}
	return first
}

// groups returns the values of the case for a way of grouping, each once however it is spelled; none means unknown.
func (out *Course) groups(by StatsBy) []string {
	var all []string
	switch by {
	case StatsByVendor:
		all = []string{out.Vendor}
	case StatsByCountry:
		all = []string{strings.ToUpper(out.Country)}
	case StatsByProvider:
		all = out.Providers
	case StatsByKind:
		all = out.Kinds
	case StatsByYear:
		all = []string{out.year()}
	case StatsByNothing:
	}
	var names []string
	for _, name := range all {
		name = strings.TrimSpace(name)
		if name != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	return names
}

// year is the year of the discovery, else of the first contact. When a case was typed in says nothing about it.
func (out *Course) year() string {
	at := out.Discovered
	if at.IsZero() {
		at = out.Contacted
	}
	if at.IsZero() {
		return ""
	}
	return at.First().String()[:len("2020")]
}

// The reasons why a case counts in a group but not in one of its estimates.
type leftOut int

const (
	outNot    leftOut = iota
	outNoFrom         // the start is not on record
	outCoarse         // a date is coarser than a day
	outOrder          // the end lies before the start
	outNoEnd          // it cannot be said whether it has ended
)

// toAnswer is the wait from the first contact to the first answer.
func (out *Course) toAnswer(asOf Date) (Wait, leftOut) {
	return waitBetween(out.Contacted, out.Answered, out.Until, asOf)
}

// toClosure is the wait from a milestone to the end of the exposure.
func (out *Course) toClosure(from When, asOf Date) (Wait, leftOut) {
	until := out.Until
	if out.Blind {
		if out.Seen.IsZero() {
			if from.IsZero() {
				return Wait{}, outNoFrom
			}
			return Wait{}, outNoEnd
		}
		if until.IsZero() || out.Seen.SurelyBefore(until) {
			until = out.Seen
		}
	}
	return waitBetween(from, out.Closed, until, asOf)
}

// waitBetween measures from one milestone to another. What has not ended was waited for until the given date, until
// asOf when there is none. An end behind that date does not count: of the other cases that went out of sight we
// would never have learned it, and counting the ones that we happened to hear of makes everybody look quick.
//
// A date that is coarser than a day gives a duration from … to. Neither bound may enter the estimate: putting a wait
// later can make the curve fall further, so the two bounds of the waits would not give bounds of the median. Such a
// wait is left out, and counted.
func waitBetween(from, to, until When, asOf Date) (Wait, leftOut) {
	if from.IsZero() {
		return Wait{}, outNoFrom
	}
	ended := !to.IsZero() && !until.SurelyBefore(to)
	span, ok := OpenSpan(from, asOf)
	switch {
	case ended:
		span, ok = SpanBetween(from, to)
	case !until.IsZero():
		span, ok = SpanBetween(from, until)
	}
	switch {
	case !ok:
		return Wait{}, outOrder
	case from.Precision() < PrecisionDay, ended && !span.Exact:
		return Wait{}, outCoarse
	default:
		// Where only the end of our sight is coarse, the shortest reading is still true: it lasted at least that long.
		return Wait{Days: span.MinDays, Ended: ended}, outNot
	}
}
