package incoming

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/medium"
)

// RecordReaders says that who can read a place where the case writes may have changed. What waits to be written there is
// withheld: its draft is open again, and a person decides.
type RecordReaders struct {
	Place  string // owner/repo
	At     civil.When
	Ref    string // of the issue, where it is about one; else the place
	Change string // what is known of it, as a sentence
}

// Rule implements [command.Command].
func (RecordReaders) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide implements [command.Command].
func (cmd RecordReaders) Decide(d *command.Frame) error {
	held := 0
	for _, m := range d.Case.Messages {
		if !medium.Of(m.Channel).Place || m.State != disclosure.MessageQueued || !strings.EqualFold(m.To, cmd.Place) {
			continue
		}
		held++
		m.State, m.Receipt = disclosure.MessageCancelled, cmd.Change
		d.Emit(disclosure.Event{
			Kind: disclosure.KindMessageCancelled, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Source: disclosure.SourceSystem,
			Text: "not sent: " + cmd.Change, Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled},
		})
	}
	text := strings.TrimSuffix(cmd.Change, ".") + "."
	switch held {
	case 0:
	case 1:
		text += " A message that waited was withheld."
	default:
		text += fmt.Sprintf(" %d messages that waited were withheld.", held)
	}
	e := disclosure.Event{
		Kind: disclosure.KindReadersChanged, At: cmd.At, Channel: medium.Tracker(), Source: medium.Of(medium.Tracker()).Theirs, Ref: cmd.Ref, Text: text,
	}
	e.Hand = cameIn(d, e.Channel)
	if e.Ref == "" {
		e.Ref = cmd.Place
	}
	if e.At.IsZero() || d.InFuture(e.At) {
		e.At = d.Now()
	}
	d.Emit(e)
	return nil
}
