package agenda

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
)

// untold adds a finding that nobody was told of. No clock of a policy runs for it, so nothing else would remind of it.
func (a *collector) untold() {
	day, ends, untold := outreach.Untold(a.c, a.rules.zone())
	if !untold {
		return
	}
	item := Item{
		Ref: outreach.UntoldClause, Episode: 1, Due: &Day{At: ends, Date: day, Zone: a.rules.zone().String()},
		Because: fmt.Sprintf("discovered on %s, and no attempt to tell anybody is on record: that takes at most %d working days", a.c.Discovered, outreach.UntoldDays),
	}
	if slices.ContainsFunc(a.c.Messages, func(m disclosure.Message) bool { return m.DryRun }) {
		item.Because += "; what was sent was a dry run, which tells nobody"
	}
	a.firstStep(&item)
	a.deadline(item, civil.DaysBetween(day, a.rules.Today) > 0, false)
}

// firstStep proposes the first contact, to whom may take the step: the author of a draft may not be the one who approves it.
func (a *collector) firstStep(i *Item) {
	next := outreach.NextFirst(a.c, a.rules.Now, a.rules.Outreach)
	h := next.Held.Hint
	switch d := &next.Draft; {
	case d.State == disclosure.DraftApproved:
		i.Text = "nobody was told: send " + d.ID
		i.need, i.Who = disclosure.Lead, a.rules.leads("", a.c.Author)
		h = hint.ToSendDraft(a.c.ID, d.ID)
	case d.State == disclosure.DraftSent: // in a dry run
		i.Text = fmt.Sprintf("nobody was told: send %s, which left in a dry run alone, to the %s", d.ID, disclosure.PartyLabel(d.Role, a.c.PartyName(d.Role, d.Name)))
		i.need, i.Who = disclosure.Lead, a.rules.leads("", a.c.Author)
		h = hint.ToSendAgain(a.c.ID, d.ID)
	case d.Withheld != "":
		i.Text = fmt.Sprintf("nobody was told: write %s anew, or discard it", d.ID)
		h = hint.ToWriteDraft(a.c.ID)
	case d.ID != "":
		i.Text = fmt.Sprintf("nobody was told: read and approve %s, the %s to the %s", d.ID, strings.ReplaceAll(string(d.Template), "_", " "), disclosure.PartyLabel(d.Role, d.Name))
		i.need = disclosure.Lead
		a.approvers(i, d)
		h = hint.ToApproveDraft(a.c.ID)
	case next.Held.Code == outreach.HeldNoContact:
		i.Text = "nobody was told: find a contact of the vendor"
	default:
		k := &next.Contact
		i.Text = fmt.Sprintf("nobody was told: write the first contact to the %s (%s)", disclosure.PartyLabel(k.Role, a.c.PartyName(k.Role, k.Name)), k.ID)
		if next.Held.IsZero() {
			h = hint.ToWriteTo(a.c.ID, disclosure.FirstContact, k.ID)
		}
	}
	if !next.Held.IsZero() {
		i.Held = &next.Held
	}
	if !h.IsZero() {
		i.Hint = &h
	}
}
