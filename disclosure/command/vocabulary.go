package command

import (
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/plain"
)

// CheckVocabulary refuses an event with an unknown kind, role, channel, source or visibility, whoever records it.
func CheckVocabulary(e *disclosure.Event) error {
	switch {
	case !e.Kind.Valid():
		return fault.Errorf(fault.Invalid, "unknown kind of event %q: write one of %s", e.Kind, fault.OneOf(disclosure.Kinds()))
	case e.At.IsZero():
		return fault.Errorf(fault.Invalid, "an event needs the date on which it happened")
	case e.Party != "" && !e.Party.Valid():
		return fault.Errorf(fault.Invalid, "unknown party %q: write one of %s", e.Party, fault.OneOf(disclosure.Roles()))
	case e.Channel != "" && !e.Channel.Valid():
		return fault.Errorf(fault.Invalid, "unknown channel %q: write one of %s", e.Channel, fault.OneOf(disclosure.Channels()))
	case e.Source != "" && !e.Source.Valid():
		return fault.Errorf(fault.Invalid, "unknown source %q: write one of %s", e.Source, fault.OneOf(disclosure.Sources()))
	case e.Visibility != "" && !e.Visibility.Valid():
		return fault.Errorf(fault.Invalid, "unknown visibility %q: write internal, vendor or public", e.Visibility)
	}
	return nil
}

// scheme begins a reference that somebody may follow: a word, a colon, and something right after it.
var scheme = pattern.New(`^([A-Za-z][A-Za-z0-9+.-]*):\S`)

// CheckReference refuses a reference that leads elsewhere than to a page or a message. Words, ids of messages, issues and the
// keys of our own jobs name no scheme.
func CheckReference(ref string) error {
	ref = plain.Line(ref)
	if len(ref) > 2000 {
		return fault.Errorf(fault.Invalid, "the reference is longer than 2,000 bytes")
	}
	found := scheme.FindStringSubmatch(ref)
	if found == nil {
		return nil
	}
	switch strings.ToLower(found[1]) {
	case "mid":
		return nil
	case "http", "https":
		if u, err := url.Parse(ref); err == nil && u.Host != "" {
			return nil
		}
	}
	return fault.Errorf(fault.Invalid, "%.60q is no reference that can be kept: write the address of a page (https://…), a message id (<…@…> or mid:…), "+
		"an issue (owner/repository#7) or plain words", ref)
}
