// Package medium says what the facts have to know of a way to reach somebody: what its addresses are, and as what a message on it
// goes on record. It is one table. Which channel carries a medium, and whether there is one, is the bot's matter: no rule of a case
// names a channel.
package medium

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// Medium is a row of the table.
type Medium struct {
	Channel disclosure.Channel
	// Carried says that Daylight sends on it, once a channel that carries it is set up. On any other people reach others by themselves.
	Carried bool
	// Mailbox says that an address is a mailbox, so that its domain shows whose it is.
	Mailbox bool
	// Place says that an address is a place which others read too: who reads it is looked at before each message, and a message that
	// arrived is a thread that is tracked.
	Place bool
	// Technical says that only technicians read there, and that what is written there is Markdown.
	Technical bool
	// Once says that it takes a first message and no other: nothing can be added to it from here.
	Once bool
	Ours disclosure.Source // of what we sent on it
	// Theirs is the source of what a party wrote on it.
	Theirs disclosure.Source
	Via    person.Via // by which way in that came; "" where somebody of the team brings it
	Sent   string     // how a message went, as the end of a sentence
}

// table holds every channel of the facts.
func table() []Medium {
	return []Medium{
		{
			Channel: disclosure.Email, Carried: true, Mailbox: true, Ours: disclosure.SourceOwnMail, Theirs: disclosure.SourceVendorMail,
			Via: person.Mail, Sent: "by mail",
		},
		{
			Channel: disclosure.Issue, Carried: true, Place: true, Technical: true, Ours: disclosure.SourceIssue, Theirs: disclosure.SourceIssue,
			Via: person.Issue, Sent: "as an issue",
		},
		{
			Channel: disclosure.Chat, Carried: true, Ours: disclosure.SourceChat, Theirs: disclosure.SourceChat,
			Via: person.Chat, Sent: "in a chat",
		},
		{
			Channel: disclosure.Report, Carried: true, Technical: true, Once: true, Ours: disclosure.SourceIssue, Theirs: disclosure.SourceIssue,
			Via: person.Report, Sent: "as a private report",
		},
		{Channel: disclosure.Phone, Ours: disclosure.SourcePerson, Theirs: disclosure.SourcePerson, Sent: "by phone"},
		{Channel: disclosure.Form, Ours: disclosure.SourcePerson, Theirs: disclosure.SourcePerson, Via: person.Web, Sent: "by a form"},
		{Channel: disclosure.Social, Ours: disclosure.SourcePerson, Theirs: disclosure.SourcePerson, Sent: "by a social network"},
		{Channel: disclosure.Letter, Ours: disclosure.SourcePerson, Theirs: disclosure.SourcePerson, Sent: "by letter"},
	}
}

// Of returns what is known of a channel. An unknown one carries nothing.
func Of(c disclosure.Channel) Medium {
	all := table()
	if i := slices.IndexFunc(all, func(m Medium) bool { return m.Channel == c }); i >= 0 {
		return all[i]
	}
	return Medium{Channel: c, Ours: disclosure.SourcePerson, Theirs: disclosure.SourcePerson}
}

// Carried returns the channels on which Daylight can send.
func Carried() []disclosure.Channel {
	var out []disclosure.Channel
	for _, m := range table() {
		if m.Carried {
			out = append(out, m.Channel)
		}
	}
	return out
}

// Tracker is the medium of which a message is a thread that is tracked.
func Tracker() disclosure.Channel { return disclosure.Issue }

// Usual is the medium that is assumed where a plan has to assume one.
func Usual() disclosure.Channel { return disclosure.Email }
