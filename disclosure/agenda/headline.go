package agenda

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/closure"
	"daylight/disclosure/milestone"
	"daylight/disclosure/outreach"
)

// Headline is the one word or two that a list shows. It is computed from the axes, never stored as truth. Of a case in work it says that
// the checks of an asset were stopped before they proved it closed.
func Headline(c *disclosure.Case) string {
	text := headline(c)
	if c.Rehearsal {
		text = Rehearsal + text
	}
	if !c.Ended() && c.Work != disclosure.WorkClosed && slices.ContainsFunc(c.Assets, func(a disclosure.Asset) bool { return a.Unchecked() }) {
		text += closure.ChecksStopped
	}
	return text
}

// Rehearsal begins the headline of a case that was recorded in a rehearsal, so that no list, card or page takes it for a real one.
const Rehearsal = "rehearsal: "

func headline(c *disclosure.Case) string {
	switch c.Work {
	case disclosure.WorkRejected:
		return "rejected"
	case disclosure.WorkDuplicate:
		return "duplicate"
	case disclosure.WorkHandedOver:
		return "handed over"
	case disclosure.WorkDraft, disclosure.WorkActive, disclosure.WorkClosed:
	}
	exposure := c.ExposureState()
	switch {
	case exposure == disclosure.ExposureReopened:
		return "reopened"
	case c.Publication == disclosure.PublicationWithdrawn:
		return "withdrawn"
	case c.IsPublished():
		return "published"
	case c.Work == disclosure.WorkClosed:
		return "done"
	case exposure == disclosure.ExposureClosed:
		return "closed"
	case exposure == disclosure.ExposureAttested:
		return "closed by eye"
	case exposure == disclosure.ExposureSuspected:
		return "closing"
	case exposure == disclosure.ExposureNotSeenOpen && c.FirstContact.IsZero() && milestone.ClosedAt(c).IsZero():
		return "not seen open"
	case exposure == disclosure.ExposureUnreachable:
		return "no longer reachable"
	case exposure == disclosure.ExposureUnverifiable:
		return "unverifiable"
	case exposure != disclosure.ExposureOpen && !milestone.ClosedAt(c).IsZero():
		return "reported closed"
	}
	return conversation(c)
}

// conversation returns the state of the conversation with the vendor.
func conversation(c *disclosure.Case) string {
	v := c.Vendor()
	words := map[disclosure.Dialogue]string{
		disclosure.DialogueClaimsFixed: "fix claimed", disclosure.DialogueDisputes: "disputed", disclosure.DialogueRefused: "refused",
		disclosure.DialogueEngaged: "in contact", disclosure.DialogueAcknowledged: "acknowledged", disclosure.DialogueAutoReplied: "contacted", disclosure.DialogueUnclear: "contacted",
		disclosure.DialogueSent: "contacted", disclosure.DialogueBounced: "bounced", disclosure.DialogueQueued: "sending", disclosure.DialogueApproved: "approved",
		disclosure.DialogueDrafted: "drafted", disclosure.DialogueDeemedAware: "deemed aware", disclosure.DialogueSilent: "silent",
	}
	order := []disclosure.Dialogue{
		disclosure.DialogueClaimsFixed, disclosure.DialogueDisputes, disclosure.DialogueRefused, disclosure.DialogueEngaged, disclosure.DialogueAcknowledged, disclosure.DialogueDeemedAware,
		disclosure.DialogueSilent, disclosure.DialogueSent, disclosure.DialogueUnclear, disclosure.DialogueAutoReplied, disclosure.DialogueBounced, disclosure.DialogueQueued, disclosure.DialogueApproved, disclosure.DialogueDrafted,
	}
	for _, state := range order {
		for _, ch := range disclosure.Channels() {
			if c.Dialogue[disclosure.KeyFor(disclosure.Vendor, v.Name, ch)] == state || c.Dialogue[disclosure.KeyFor(disclosure.Vendor, "", ch)] == state {
				return words[state]
			}
		}
	}
	if !c.FirstContact.IsZero() {
		return "contacted"
	}
	return "new"
}

// NextDue returns the nearest deadline that still runs and what it is about; a zero time when there is none.
func NextDue(c *disclosure.Case) (time.Time, string) {
	k, what := Nearest(c)
	return k.Due.Time(), what
}

// Nearest returns the clock of the nearest deadline that still runs, and what it is about in words: its clause and whose it is, or how
// many share it. Both are empty when there is none; what is [outreach.UntoldClause] while nobody was told.
func Nearest(c *disclosure.Case) (next disclosure.Clock, what string) {
	var due time.Time
	var nearest string
	for _, key := range slices.Sorted(maps.Keys(c.Clocks)) {
		k := c.Clocks[key]
		if k.What.Publishes() && c.Publication == disclosure.PublicationWithdrawn {
			continue // the report is taken back: no day brings it out
		}
		if t := k.Due.Time(); runs(k) && !k.Due.IsZero() && (due.IsZero() || t.Before(due)) {
			due, next, nearest = t, k, key
		}
	}
	if day, _, untold := outreach.Untold(c, nil); untold && (due.IsZero() || day.When().Time().Before(due)) {
		return disclosure.Clock{Due: day.When()}, outreach.UntoldClause
	}
	return next, shared(c, nearest)
}

func runs(k disclosure.Clock) bool {
	return k.State == disclosure.ClockRunning || k.State == disclosure.ClockExtended || k.State == disclosure.ClockDue || k.State == disclosure.ClockOverdue
}

// shared is what a clock is called: where more parties have one of its clause in its state than would stand apart on the agenda, it
// is theirs together.
func shared(c *disclosure.Case, key string) string {
	of := clock.SplitKey(key)
	overdue := c.Clocks[key].State == disclosure.ClockOverdue
	n := 0
	for other, k := range c.Clocks {
		set := clock.SplitKey(other)
		if set.Clause == of.Clause && set.Role == of.Role && set.Name != "" && runs(k) && overdue == (k.State == disclosure.ClockOverdue) {
			n++
		}
	}
	if n <= outreach.MostApart {
		return clock.Label(c, key)
	}
	return fmt.Sprintf("%s, %s (%s)", of.Clause, Many(n, of.Role), told(c, of.Role))
}

// NextDueText is the nearest deadline as a detail of the case shows it, with its zone; "" when there is none.
func NextDueText(c *disclosure.Case, zone *time.Location) string {
	next, what := Nearest(c)
	if what == outreach.UntoldClause {
		day, _, _ := outreach.Untold(c, zone)
		next = disclosure.Clock{Due: day.When(), Zone: zone.String()}
	}
	return next.Text()
}

// DefaultDays is how far ahead an agenda looks when nobody says.
const DefaultDays = 7

// NextAction says in one sentence what a person should do now: the first line of the agenda of the case, and where nothing of
// it waits for a person, the next step of the work.
func NextAction(c *disclosure.Case, clocks []clock.Deadline, rules Rules) string {
	if items := Of(c, clocks, rules); len(items) > 0 {
		return Sentence(items[0].Text)
	}
	return nextStep(c)
}

// Sentence writes what an item asks for as a sentence.
func Sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// nextStep is what the work goes on with while nothing waits for a person.
func nextStep(c *disclosure.Case) string {
	next, _ := Nearest(c)
	switch {
	case c.Publication == disclosure.PublicationWithdrawn && len(c.Manuscript.Out) == 0:
		return "Withdrawn: no page of ours is on record."
	case c.Publication == disclosure.PublicationWithdrawn && len(c.Manuscript.Stale()) == 0:
		return "Withdrawn: the report is taken back, and each page says so."
	case c.Work == disclosure.WorkClosed && next.What.Publishes():
		return "The work has ended; what is left is to publish: check the publication gate."
	case c.Work == disclosure.WorkRejected || c.Work == disclosure.WorkDuplicate || c.Work == disclosure.WorkHandedOver || c.Work == disclosure.WorkClosed:
		return "Nothing: the work on this case has ended."
	case c.IsPublished() && slices.ContainsFunc(c.Assets, stopped):
		return "Published: answer corrections; checks were stopped, so that nothing here sees it open again."
	case c.IsPublished():
		return "Published: watch the asset and answer corrections."
	case len(c.Contacts) == 0:
		return "Find a contact of the vendor."
	case c.FirstContact.IsZero():
		return "Draft the first contact."
	case c.AllClosed() && c.HeadsUp.IsZero():
		return "Send the closure confirmation and the heads-up before publication."
	case c.AllClosed():
		return "Check the publication gate."
	case !slices.ContainsFunc(c.Assets, func(a disclosure.Asset) bool { return !stopped(a) && !a.Closure.Verified }):
		return "Wait for an answer; checks were stopped, so that only their word can say that it is closed."
	case slices.ContainsFunc(c.Assets, stopped):
		return "Wait for an answer; what is not stopped is probed until it is closed."
	default:
		return "Wait for an answer; the asset is probed until it is closed."
	}
}

func stopped(a disclosure.Asset) bool { return a.Unchecked() }
