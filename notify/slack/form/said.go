package form

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
)

// OfMessage is the name of the action that puts a message of the chat on the timeline. It is in no menu: it begins at the message.
const OfMessage = "event_of_message"

// Said is a message of the chat that becomes an entry of the timeline.
type Said struct {
	Link string // address of the message
	By   string // who wrote it, for the team
	At   civil.When
}

// Note is the entry that every message becomes: where it stands and who wrote it, for the team alone. Its words are not taken.
func (s Said) Note() record.AddEvent {
	return record.AddEvent{
		Kind: disclosure.KindNote, At: s.At, Source: disclosure.SourcePerson, Ref: s.Link, Text: "A message in Slack by " + s.By + ".", Visibility: disclosure.InternalOnly,
	}
}

// message is the message that the action begins at.
func (s *Seen) message() Said {
	if s.Said == nil {
		return Said{}
	}
	return *s.Said
}

func ofMessages() []Action {
	return []Action{{
		Name: OfMessage, Group: Log, Label: "Add a message", Title: "Add to the timeline", Yes: "Record", Doing: "Adding a message to a timeline",
		Rank: disclosure.Researcher, Can: func(s *Seen) bool { return s.Said != nil },
		Says: func(s *Seen) []string {
			m := s.message()
			return []string{
				"A message by " + m.By + ", " + m.At.String() + ". Its address is kept in a note for the team.",
				"The text below is recorded as it stands here, and may become public with what it says: take out personal data, targets and what is not sure.",
			}
		},
		Fields: saidFields, Read: readSaid, Blame: fieldWhat, Done: "The message is on the timeline.",
	}}
}

// saidFields are those of [factFields], with the time of the message.
func saidFields(s *Seen) []Field {
	fields := factFields(s)
	for i := range fields {
		switch f := &fields[i]; f.Name {
		case fieldWhat:
			f.Initial = "note"
		case fieldWhen:
			f.Initial = s.message().At.String()
		case fieldParty:
			f.Optional = true
			f.Hint = "Of a note nobody has to be named."
		}
	}
	return fields
}

// readSaid reads the fact that a message tells of. A note carries the address of the message itself; beside every other fact stands one
// that does, because the address of a fact is read by others.
func readSaid(s *Seen, r *Reading) Order {
	o := readFact(s, r)
	if of := r.Text(fieldWhat); r.Text(fieldParty) == "" && slices.ContainsFunc(facts(), func(f fact) bool { return f.value == of && !f.nobodys && f.of == "" }) {
		r.Wrong(fieldParty, "Say who.")
	}
	fact, ok := o.Command.(record.AddEvent)
	if !ok || len(r.wrong) > 0 {
		return o
	}
	note := s.message().Note()
	if fact.Kind == disclosure.KindNote {
		note.At, note.Text = fact.At, note.Text+"\n"+fact.Text
		return Order{Command: note}
	}
	return Order{Command: command.Batch{fact, note}}
}
