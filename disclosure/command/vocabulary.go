package command

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
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
