package slack

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
	"daylight/disclosure/task"
)

// starter is a message that the card offers by a button of its own, because the case waits for it.
type starter struct {
	template         disclosure.Template
	action, callback string
	label, title     string // of the button, and of the form
	head             string // of the form, where a person chooses whom to write to
	to               func(*disclosure.Case) []disclosure.Contact
	none             string // why there is nobody to write to any more
}

func firstMessage() starter {
	return starter{
		template: disclosure.FirstContact, action: actionDraft, callback: callbackBecause, label: "Draft first contact", title: "First contact",
		head: "nobody of these was written to. Each gets a message of its own.", to: firstContacts,
		none: "the vendor was already contacted, a draft is open, or no contact is known",
	}
}

// starters are all of them.
func starters() []starter { return []starter{firstMessage(), headsUpMessage()} }

// firstContacts are the contacts of every vendor whom nobody wrote to yet and for whom no first contact is drafted.
func firstContacts(k *disclosure.Case) []disclosure.Contact {
	var out []disclosure.Contact
	for _, m := range k.Contacts {
		if m.Role == disclosure.Vendor && task.SentBy(m.Channel) && !begun(k, m) && outreach.MayWriteTo(k, m, disclosure.FirstContact) == nil {
			out = append(out, m)
		}
	}
	return out
}

// begun reports whether the vendor of a contact was written to, or is about to be.
func begun(k *disclosure.Case, m disclosure.Contact) bool {
	party := func(role disclosure.Role, name string) string {
		if p, ok := k.Party(role, name); ok {
			return strings.ToLower(string(p.Role) + "/" + p.Name)
		}
		return strings.ToLower(string(role) + "/" + name)
	}
	of := party(m.Role, m.Name)
	several := slices.ContainsFunc(k.Parties, func(p disclosure.Party) bool {
		return p.Role == disclosure.Vendor && party(p.Role, p.Name) != of
	})
	if !several && !k.FirstContact.IsZero() {
		return true
	}
	for key, at := range k.Reached {
		role, name, _ := strings.Cut(string(key), "/")
		if !at.IsZero() && party(disclosure.Role(role), name) == of {
			return true
		}
	}
	return slices.ContainsFunc(k.Drafts, func(d disclosure.Draft) bool {
		return d.Template == disclosure.FirstContact && d.State != disclosure.DraftDiscarded && party(d.Role, d.Name) == of
	}) || slices.ContainsFunc(k.Messages, func(n disclosure.Message) bool {
		// A message with an unknown outcome may have arrived, so a second first contact must not even be drafted.
		return n.State != disclosure.MessageFailed && n.State != disclosure.MessageCancelled && party(n.Role, n.Name) == of
	})
}
