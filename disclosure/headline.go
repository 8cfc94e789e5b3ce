package disclosure

import (
	"maps"
	"slices"
	"time"
)

// Headline is the one word or two that a list shows. It is computed from the axes, never stored as truth.
func (c *Case) Headline() string {
	switch c.Work {
	case WorkRejected:
		return "rejected"
	case WorkDuplicate:
		return "duplicate"
	case WorkHandedOver:
		return "handed over"
	case WorkDraft, WorkActive, WorkClosed:
	}
	exposure := c.ExposureState()
	switch {
	case exposure == ExposureReopened:
		return "reopened"
	case c.Publication == PublicationWithdrawn:
		return "withdrawn"
	case c.IsPublished():
		return "published"
	case c.Work == WorkClosed:
		return "done"
	case exposure == ExposureClosed:
		return "closed"
	case exposure == ExposureSuspected:
		return "closing"
	case exposure == ExposureUnreachable:
		return "no longer reachable"
	case exposure == ExposureUnverifiable:
		return "unverifiable"
	case exposure != ExposureOpen && !c.ClosedAt().IsZero():
		return "reported closed"
	}
	return c.conversation()
}

// conversation says how far the talk with the vendor is.
func (c *Case) conversation() string {
	v := c.Vendor()
	words := map[Dialogue]string{
		DialogueClaimsFixed: "fix claimed", DialogueDisputes: "disputed", DialogueRefused: "refused",
		DialogueEngaged: "in contact", DialogueAcknowledged: "acknowledged", DialogueAutoReplied: "contacted",
		DialogueSent: "contacted", DialogueBounced: "bounced", DialogueQueued: "sending", DialogueApproved: "approved",
		DialogueDrafted: "drafted", DialogueDeemedAware: "deemed aware", DialogueSilent: "silent",
	}
	order := []Dialogue{
		DialogueClaimsFixed, DialogueDisputes, DialogueRefused, DialogueEngaged, DialogueAcknowledged, DialogueDeemedAware,
		DialogueSilent, DialogueSent, DialogueAutoReplied, DialogueBounced, DialogueQueued, DialogueApproved, DialogueDrafted,
	}
	for _, state := range order {
		for _, ch := range Channels() {
			if c.Dialogue[KeyFor(Vendor, v.Name, ch)] == state || c.Dialogue[KeyFor(Vendor, "", ch)] == state {
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
func (c *Case) NextDue() (time.Time, string) {
	var due time.Time
	var what string
	for _, clause := range slices.Sorted(maps.Keys(c.Clocks)) {
		k := c.Clocks[clause]
		running := k.State == ClockRunning || k.State == ClockExtended || k.State == ClockDue || k.State == ClockOverdue
		if t := k.Due.Time(); running && !k.Due.IsZero() && (due.IsZero() || t.Before(due)) {
			due, what = t, clause
		}
	}
	return due, what
}

// PublicationDue is from when on what is still open may be published in the limited form; else from when on it may be
// published at all. It is zero while no clock says so.
func (c *Case) PublicationDue() When {
	for _, what := range []What{DuePublishLimited, DuePublishFull} {
		var due When
		for _, k := range c.Clocks {
			runs := k.State == ClockRunning || k.State == ClockExtended || k.State == ClockOverdue
			if k.What == what && runs && !k.Due.IsZero() && (due.IsZero() || k.Due.Compare(due) < 0) {
				due = k.Due
			}
		}
		if !due.IsZero() {
			return due
		}
	}
	return When{}
}

// NextAction says in one sentence what a person should do now.
func (c *Case) NextAction() string {
	switch {
	case c.Work == WorkRejected || c.Work == WorkDuplicate || c.Work == WorkHandedOver || c.Work == WorkClosed:
		return "Nothing: the work on this case has ended."
	case slices.ContainsFunc(c.Messages, func(m Message) bool { return m.State == MessageUncertain }):
		return "Find out whether the uncertain message arrived, then resolve it."
	case slices.ContainsFunc(c.Assets, func(a Asset) bool { return a.Asked && !a.Stopped }):
		return "Look at the asset yourself: its answers have been inconclusive for days."
	case slices.ContainsFunc(c.Messages, func(m Message) bool { return m.State == MessageFailed }) && c.FirstContact.IsZero():
		return "The message was refused: choose another contact."
	case slices.ContainsFunc(c.Drafts, func(d Draft) bool { return d.State == DraftOpen }):
		return "Read and approve the draft."
	case slices.ContainsFunc(c.Drafts, func(d Draft) bool { return d.State == DraftApproved }):
		return "Send the approved message."
	case c.IsPublished() && c.ExposureState() != ExposureReopened:
		return "Published: watch the asset and answer corrections."
	case c.ExposureState() == ExposureReopened:
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
