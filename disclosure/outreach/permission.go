package outreach

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/medium"
)

// MayWriteTo honours do-not-contact and refuses a second first contact, and anything after it where nothing can follow.
func MayWriteTo(c *disclosure.Case, k disclosure.Contact, t disclosure.Template) error {
	switch err := mayReach(c, k); {
	case err != nil:
		return err
	case t == disclosure.FirstContact:
		return mayBegin(c, k)
	default:
		return nothingFollows(k)
	}
}

// mayReach says whether anything may be written to a contact.
func mayReach(c *disclosure.Case, k disclosure.Contact) error {
	p, known := c.Party(k.Role, k.Name)
	several := slices.ContainsFunc(c.Parties, func(p disclosure.Party) bool { return p.Role == k.Role })
	switch {
	case p.DoNotContact:
		return fault.Errorf(fault.Refused, "%s asked not to be contacted", k.Role)
	case !known && k.Name == "" && several:
		return fault.Errorf(fault.Refused, "nothing says whose contact %s is, and there are several: drop it, and add it with the name of its party", k.ID).
			With(hint.ToAddContact(c.ID))
	}
	if k.Quality == disclosure.QualityBounced {
		return fault.Errorf(fault.Refused, "mail to contact %s came back: choose another contact", k.ID)
	}
	return nil
}

// mayBegin refuses a second first contact.
func mayBegin(c *disclosure.Case, k disclosure.Contact) error {
	for _, m := range c.Messages {
		if m.Template != disclosure.FirstContact || m.State == disclosure.MessageCancelled || m.State == disclosure.MessageFailed {
			continue
		}
		// The same address may be a contact twice, of two parties.
		other, _ := c.Contact(m.Contact)
		if m.Contact == k.ID || (other.Channel == k.Channel && strings.EqualFold(other.Address, k.Address)) {
			return fault.Errorf(fault.Refused, "contact %s already has a first contact (%s, %s): write a follow_up", k.ID, m.Key, m.State)
		}
	}
	return nil
}

// nothingFollows refuses what would follow a first message where nothing can.
func nothingFollows(k disclosure.Contact) error {
	if !medium.Of(k.Channel).Once {
		return nil
	}
	return fault.Errorf(fault.Refused, "a %s takes a first contact and nothing after it, because no program can write into it: go on by hand at its page, or by another contact", k.Channel)
}

// MayStillSend looks once more at what may have changed since a message was approved: the case may have ended, the party
// may want to be left alone, mail to the contact may have come back.
func MayStillSend(c *disclosure.Case, m disclosure.Message) error {
	k, ok := c.Contact(m.Contact)
	switch {
	case c.Ended():
		return fault.Errorf(fault.Refused, "the work on %s has ended (%s)", c.ID, c.Work)
	case !ok:
		return fault.Errorf(fault.NotFound, "contact %s no longer exists", m.Contact)
	}
	return mayReach(c, k) // of first contacts this message may be the one
}
