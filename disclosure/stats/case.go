package stats

import (
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Case is what statistics need to know of one case and one vendor in it: what it can be grouped by, and its milestones.
type Case struct {
	ID        disclosure.CaseID
	Further   bool      // a vendor of a case of which another one was there before: it is one more party, and no further case
	Excluded  Exclusion // not empty: no exposure that somebody could have answered or closed
	Vendor    string
	Country   string   // of the vendor
	Providers []string // who hosts, or is otherwise recorded as provider
	Kinds     []string // of the assets

	Discovered civil.When
	Contacted  civil.When // first contact with this vendor
	Answered   civil.When // first answer from a person at the vendor
	Doubted    bool       // the only answers came by mails of which nothing shows who wrote them: whether they answered is unknown
	Closed     civil.When // end of the present episode: when the last asset of theirs was closed
	Verified   bool       // each closure by our own probes
	Attested   bool       // not so, but each by our own probes or by two of us who looked

	// Until is when others took over and our sight of the case ended; zero while it lasts.
	Until civil.When
	// Seen is when our own probes last saw an asset open that has no end on record; zero for never. An exposure without an
	// end counts up to this day and no further.
	Seen civil.When

	Ended    bool // an asset was closed, or no longer reachable, at least once
	Reopened bool // … and was found or reported open again
}

// Exclusion is why statistics leave out a whole case.
type Exclusion string

// The reasons to leave out a case.
const (
	ExcludedDraft     Exclusion = "draft"     // nobody has confirmed it yet
	ExcludedRejected  Exclusion = "rejected"  // it was no finding
	ExcludedDuplicate Exclusion = "duplicate" // the other case counts
	ExcludedNoFinding Exclusion = "not_an_exposure"
	ExcludedRehearsal Exclusion = "rehearsal" // the team practised
)

// CasesOf derives what statistics need from a case, for each of its vendors; where none is known, it is one without a name. The dates
// are the copies of its milestones. Handed over is the date of the hand-over, which the case itself does not store; it is used only
// for a case in that state.
func CasesOf(c *disclosure.Case, handedOver civil.When) []Case {
	whole := Case{ID: c.ID, Excluded: exclusionOf(c), Discovered: c.Discovered}
	if c.Work == disclosure.WorkHandedOver {
		whole.Until = handedOver
	}
	vendors := make([]disclosure.Party, 0, 1)
	for _, p := range c.Parties {
		switch {
		case p.Role == disclosure.Vendor:
			vendors = append(vendors, p)
		case p.Role == disclosure.Provider && p.Name != "":
			whole.Providers = append(whole.Providers, p.Name)
		}
	}
	for i := range c.Assets {
		whole.Kinds = append(whole.Kinds, c.Assets[i].Kind)
	}
	if len(vendors) < 2 {
		vendor := c.Vendor()
		whole.Vendor, whole.Country = vendor.Name, vendor.Country
		whole.Contacted = c.FirstContact
		whole.Answered, whole.Doubted = firstAnswer(c, disclosure.Vendor)
		whole.end(c, c.Ends[""])
		whole.exposure(c, "")
		return []Case{whole}
	}
	out := make([]Case, len(vendors))
	for i, v := range vendors {
		out[i] = whole
		one, key := &out[i], disclosure.KeyOf(disclosure.Vendor, v.Name)
		one.Vendor, one.Country, one.Further = v.Name, v.Country, i > 0
		one.Contacted = c.Reached[key]
		one.Answered, one.Doubted = answerOf(c, key)
		end, own := c.Ends[key]
		if !own {
			end = c.Ends[""]
		}
		one.end(c, end)
		one.exposure(c, v.Name)
	}
	return out
}

// end takes over how it ended, or up to when it was seen open.
func (out *Case) end(c *disclosure.Case, k disclosure.Closure) {
	out.Closed, out.Verified = k.At, k.Verified && len(c.Assets) > 0 && len(c.DroppedOpen()) == 0
	if out.Closed.IsZero() {
		out.Seen = civil.At(k.LastOpen)
	}
}

// exposure says whether an asset of a vendor ended, and whether it came back. An asset that names no owner is everybody's; with an
// empty name each asset counts.
func (out *Case) exposure(c *disclosure.Case, vendor string) {
	attested, others := false, false
	for i := range c.Assets {
		a := &c.Assets[i]
		if vendor != "" && a.Owner != "" && !strings.EqualFold(a.Owner, vendor) {
			continue
		}
		seen := a.Exposure == disclosure.ExposureAttested
		attested, others = attested || seen, others || !seen && !a.Closure.Verified
		out.Reopened = out.Reopened || a.Episode > 1
		out.Ended = out.Ended || a.Episode > 1 || !a.Closure.At.IsZero() || a.Exposure == disclosure.ExposureUnreachable
	}
	out.Attested = attested && !others && !out.Verified && !out.Closed.IsZero() && len(c.DroppedOpen()) == 0
}

func exclusionOf(c *disclosure.Case) Exclusion {
	if c.Rehearsal {
		return ExcludedRehearsal
	}
	switch c.Work {
	case disclosure.WorkDraft:
		return ExcludedDraft
	case disclosure.WorkRejected:
		return ExcludedRejected
	case disclosure.WorkDuplicate:
		return ExcludedDuplicate
	case disclosure.WorkClosed:
		if c.Outcome == disclosure.OutcomeNoExposure {
			return ExcludedNoFinding
		}
	case disclosure.WorkActive, disclosure.WorkHandedOver:
	}
	return ""
}

// firstAnswer returns the first answer from a person of any party in a role: an acknowledgement, a reply, a dispute, a
// refusal, a promise or a claim of a fix. Automatic answers do not count, nor do statements, which may be for the press. doubted says
// that there are only answers of which nothing shows who wrote them.
func firstAnswer(c *disclosure.Case, role disclosure.Role) (first civil.When, doubted bool) {
	for _, key := range slices.Sorted(maps.Keys(c.Answered)) {
		if !strings.HasPrefix(string(key), string(role)+"/") {
			continue
		}
		at, unknown := answerOf(c, key)
		if doubted = doubted || unknown; unknown {
			continue
		}
		if first.IsZero() || at.Compare(first) < 0 {
			first = at
		}
	}
	return first, doubted && first.IsZero()
}

// answerOf is the first answer of a party that counts.
func answerOf(c *disclosure.Case, key disclosure.PartyKey) (at civil.When, doubted bool) {
	if at, other := c.Vouched[key]; other {
		return at, at.IsZero()
	}
	return c.Answered[key], false
}

// groups returns the values of the case for a way of grouping, each once however it is spelled; none means unknown.
func (out *Case) groups(by By) []string {
	var all []string
	switch by {
	case ByVendor:
		all = []string{out.Vendor}
	case ByCountry:
		all = []string{strings.ToUpper(out.Country)}
	case ByProvider:
		all = out.Providers
	case ByKind:
		all = out.Kinds
	case ByYear:
		all = []string{out.year()}
	case ByNothing:
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
func (out *Case) year() string {
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
type skipReason int

const (
	included   skipReason = iota
	noStart               // the start is not on record
	coarseDate            // a date is coarser than a day
	wrongOrder            // the end lies before the start
	noEnd                 // it cannot be said whether it has ended
)

// toAnswer is the wait from the first contact to the first answer.
func (out *Case) toAnswer(asOf civil.Date) (Wait, skipReason) {
	if out.Doubted && !out.Contacted.IsZero() {
		return Wait{}, noEnd
	}
	return waitBetween(out.Contacted, out.Answered, out.Until, asOf)
}

// toClosure is the wait from a milestone to the end of the exposure.
func (out *Case) toClosure(from civil.When, asOf civil.Date) (Wait, skipReason) {
	until := out.Until
	if out.Closed.IsZero() {
		switch {
		case from.IsZero():
			return Wait{}, noStart
		case asOf.Before(from.First()):
			return Wait{}, wrongOrder
		case out.Seen.IsZero(), out.Seen.SurelyBefore(from):
			return Wait{}, noEnd
		case until.IsZero(), out.Seen.SurelyBefore(until):
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
func waitBetween(from, to, until civil.When, asOf civil.Date) (Wait, skipReason) {
	if from.IsZero() {
		return Wait{}, noStart
	}
	ended := !to.IsZero() && !until.SurelyBefore(to)
	span, ok := civil.OpenSpan(from, asOf)
	switch {
	case ended:
		span, ok = civil.SpanBetween(from, to)
	case !until.IsZero():
		span, ok = civil.SpanBetween(from, until)
	}
	switch {
	case !ok:
		return Wait{}, wrongOrder
	case from.Precision() < civil.PrecisionDay, ended && !span.Exact:
		return Wait{}, coarseDate
	default:
		// Where only the end of our sight is coarse, the shortest reading is still true: it lasted at least that long.
		return Wait{Days: span.MinDays, Ended: ended}, included
	}
}
