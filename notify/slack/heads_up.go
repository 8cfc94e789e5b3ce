package slack

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/outreach"
	"daylight/disclosure/task"
)

// nearDays is how long before a publication may be possible the card offers what comes before it.
const nearDays = 7

// headsUpMessage tells the vendor that something will be published.
func headsUpMessage() starter {
	return starter{
		template: disclosure.PrePublication, action: actionHeadsUp, callback: callbackHeadsUp, label: "Draft the heads-up", title: "Heads-up",
		head: "they were not told that this will be published. Each gets a message of its own.", to: headsUpContacts,
		none: "each vendor was told that it will be published, a draft is open, or nobody of them can be written to",
	}
}

// headsUpContacts are the contacts of every vendor who knows of the case and was not told that it will be published.
func headsUpContacts(k *disclosure.Case) []disclosure.Contact {
	var out []disclosure.Contact
	for _, m := range k.Contacts {
		if m.Role != disclosure.Vendor || !task.SentBy(m.Channel) || k.Reached[disclosure.KeyOf(m.Role, k.PartyName(m.Role, m.Name))].IsZero() ||
			outreach.MayWriteTo(k, m, disclosure.PrePublication) != nil || outreach.MayReceive(disclosure.PrePublication, m.Role) != nil {
			continue
		}
		name := k.PartyName(m.Role, m.Name)
		drafted := slices.ContainsFunc(k.Drafts, func(d disclosure.Draft) bool {
			return d.Template == disclosure.PrePublication && d.State != disclosure.DraftDiscarded && k.PartyName(d.Role, d.Name) == name
		})
		told := slices.ContainsFunc(k.Messages, func(n disclosure.Message) bool {
			return n.Template == disclosure.PrePublication && n.State != disclosure.MessageFailed && n.State != disclosure.MessageCancelled && k.PartyName(n.Role, n.Name) == name
		})
		if !drafted && !told {
			out = append(out, m)
		}
	}
	return out
}

// nearPublication reports whether the gate can be asked with a prospect: everything is closed, a date from which something may be
// published is near or past, or a page is out.
func nearPublication(k *disclosure.Case, now time.Time, zone *time.Location) bool {
	if k.AllClosed() || k.IsPublished() || k.Publication == disclosure.PublicationStub || k.Publication == disclosure.PublicationWithdrawn {
		return true
	}
	due := clock.PublicationDue(k)
	return !due.IsZero() && !civil.DayIn(civil.At(now), zone).AddDays(nearDays).When().SurelyBefore(due)
}

// pageIsOut reports whether nothing of the case is left to publish in full.
func pageIsOut(k *disclosure.Case) bool {
	switch k.Publication {
	case disclosure.PublicationFull, disclosure.PublicationCorrected, disclosure.PublicationWithdrawn:
		return true
	default:
		return false
	}
}
