package agenda

import (
	"maps"
	"slices"
	"time"

	"daylight/disclosure"
)

// Headline is the one word or two that a list shows. It is computed from the axes, never stored as truth.
func Headline(c *disclosure.Case) string {
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
	case exposure == disclosure.ExposureSuspected:
		return "closing"
	case exposure == disclosure.ExposureNotSeenOpen && c.FirstContact.IsZero() && c.ClosedAt().IsZero():
		return "not seen open"
	case exposure == disclosure.ExposureUnreachable:
		return "no longer reachable"
	case exposure == disclosure.ExposureUnverifiable:
		return "unverifiable"
	case exposure != disclosure.ExposureOpen && !c.ClosedAt().IsZero():
		return "reported closed"
	}
	return conversation(c)
}

// conversation returns the state of the conversation with the vendor.
func conversation(c *disclosure.Case) string {
	v := c.Vendor()
	words := map[disclosure.Dialogue]string{
		disclosure.DialogueClaimsFixed: "fix claimed", disclosure.DialogueDisputes: "disputed", disclosure.DialogueRefused: "refused",
		disclosure.DialogueEngaged: "in contact", disclosure.DialogueAcknowledged: "acknowledged", disclosure.DialogueAutoReplied: "contacted",
		disclosure.DialogueSent: "contacted", disclosure.DialogueBounced: "bounced", disclosure.DialogueQueued: "sending", disclosure.DialogueApproved: "approved",
		disclosure.DialogueDrafted: "drafted", disclosure.DialogueDeemedAware: "deemed aware", disclosure.DialogueSilent: "silent",
	}
	order := []disclosure.Dialogue{
		disclosure.DialogueClaimsFixed, disclosure.DialogueDisputes, disclosure.DialogueRefused, disclosure.DialogueEngaged, disclosure.DialogueAcknowledged, disclosure.DialogueDeemedAware,
		disclosure.DialogueSilent, disclosure.DialogueSent, disclosure.DialogueAutoReplied, disclosure.DialogueBounced, disclosure.DialogueQueued, disclosure.DialogueApproved, disclosure.DialogueDrafted,
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
	var due time.Time
	var what string
	for _, clause := range slices.Sorted(maps.Keys(c.Clocks)) {
		k := c.Clocks[clause]
		running := k.State == disclosure.ClockRunning || k.State == disclosure.ClockExtended || k.State == disclosure.ClockDue || k.State == disclosure.ClockOverdue
		if t := k.Due.Time(); running && !k.Due.IsZero() && (due.IsZero() || t.Before(due)) {
			due, what = t, clause
		}
	}
	return due, what
}

// NextAction says in one sentence what a person should do now.
func NextAction(c *disclosure.Case) string {
	switch {
	case c.Work == disclosure.WorkRejected || c.Work == disclosure.WorkDuplicate || c.Work == disclosure.WorkHandedOver || c.Work == disclosure.WorkClosed:
		return "Nothing: the work on this case has ended."
	case c.PageNamesAssets() && c.ExposureState() == disclosure.ExposureReopened:
		return "Tell the vendor, and publish a limited revision: our full page says where the asset is that is open again."
	case c.UnderThreat():
		return "Ask the counsel: after a legal threat nothing is written by itself, and nothing is published before they or two leads clear it."
	case slices.ContainsFunc(c.Messages, func(m disclosure.Message) bool { return m.State == disclosure.MessageUncertain }):
		return "Find out whether the uncertain message arrived, then resolve it."
	case slices.ContainsFunc(c.Assets, func(a disclosure.Asset) bool { return a.UndecidedNotified && !a.Stopped }):
		return "Look at the asset yourself: its answers have been inconclusive for days."
	case slices.ContainsFunc(c.Assets, func(a disclosure.Asset) bool { return a.InDoubt() && !a.Stopped }):
		return "Check the target: we asked, and it is not open."
	case slices.ContainsFunc(c.Messages, func(m disclosure.Message) bool { return m.State == disclosure.MessageFailed }) && c.FirstContact.IsZero():
		return "The message was refused: choose another contact."
	case slices.ContainsFunc(c.Drafts, func(d disclosure.Draft) bool { return d.State == disclosure.DraftOpen && d.Withheld != "" }):
		return "A message was withheld, because what it says no longer holds: write it anew, or discard it."
	case slices.ContainsFunc(c.Drafts, func(d disclosure.Draft) bool { return d.State == disclosure.DraftOpen }):
		return "Read and approve the draft."
	case slices.ContainsFunc(c.Drafts, func(d disclosure.Draft) bool { return d.State == disclosure.DraftApproved }):
		return "Send the approved message."
	case c.IsPublished() && c.ExposureState() != disclosure.ExposureReopened:
		return "Published: watch the asset and answer corrections."
	case c.ExposureState() == disclosure.ExposureReopened:
		return "The asset is open again: tell the vendor in the same thread."
	case len(c.Contacts) == 0:
		return "Find a contact of the vendor."
	case c.FirstContact.IsZero():
		return "Draft the first contact."
	case c.AllClosed() && c.HeadsUp.IsZero():
		return "Send the closure confirmation and the heads-up before publication."
	case c.AllClosed():
		return "Check the publication gate."
	default:
		return "Wait for an answer; the asset is probed until it is closed."
	}
}
