package form

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/medium"
)

func contacts() []Action {
	known := func(s *Seen) bool { return s.working() && len(s.Case.Contacts) > 0 }
	return []Action{
		{
			Name: "contact_add", Group: Contacts, Label: "Add a contact …", Title: "Add a contact", Yes: "Add", Doing: "Adding a contact",
			Rank: disclosure.Researcher, Says: saysContacts, Fields: contactFields, Read: readContact, Blame: "address", Done: "The contact is added.",
		},
		{
			Name: "contact_leave", Group: Contacts, Label: "They want to be left alone …", Title: "Do not contact", Yes: "Leave them alone",
			Doing: "Recording that somebody wants to be left alone", Rank: disclosure.Researcher, Can: known, Says: saysContacts,
			Fields: func(s *Seen) []Field {
				return []Field{choice(fieldContact, "Who asked for it", contactChoices(s, anyContact))}
			},
			Read: func(s *Seen, r *Reading) Order {
				k, _ := s.Case.Contact(r.Text(fieldContact))
				return Order{Command: record.AddContact{Party: disclosure.Party{Role: k.Role, Name: k.Name, DoNotContact: true}, Contact: k}}
			},
			Blame: fieldContact, Done: "Nothing is written to them any more.",
		},
		{
			Name: "contact_drop", Group: Contacts, Label: "Drop a contact …", Title: "Drop a contact", Yes: "Drop", Doing: "Dropping a contact",
			Rank: disclosure.Researcher, Can: known, Says: saysContacts,
			Fields: func(s *Seen) []Field {
				return []Field{choice(fieldContact, "Contact", contactChoices(s, anyContact)), why("It stays in the history.", true)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.EditContact{ID: r.Text(fieldContact), Drop: true, Text: r.Text(fieldWhy)}}
			},
			Blame: fieldContact, Done: "The contact is dropped: nothing is written to it any more.",
		},
	}
}

// saysContacts is what the case remembers of each address: where it was found, how long ago, how good it is and what came of it.
func saysContacts(s *Seen) []string {
	if len(s.Case.Contacts) == 0 {
		return []string{"No contact is known yet."}
	}
	var out []string
	for i := range s.Case.Contacts {
		k := &s.Case.Contacts[i]
		parts := []string{contactName(k) + ": " + k.Address, "found " + orUnknown(k.Found) + age(s, k.FoundAt)}
		if k.Quality != "" {
			parts = append(parts, string(k.Quality))
		}
		if state := s.Case.Dialogue[disclosure.KeyFor(k.Role, k.Name, k.Channel)]; state != "" {
			parts = append(parts, plainly(string(state)))
		}
		if p, _ := s.Case.Party(k.Role, k.Name); p.DoNotContact {
			parts = append(parts, "wants to be left alone")
		}
		out = append(out, strings.Join(parts, " · "))
	}
	for i := range s.Case.DroppedContacts {
		k := &s.Case.DroppedContacts[i]
		out = append(out, contactName(k)+": "+k.Address+" · dropped")
	}
	return out
}

func orUnknown(found string) string {
	if found == "" {
		return "nobody says where"
	}
	return found
}

// age says how old a source is, in civil days of the team's zone.
func age(s *Seen, at civil.When) string {
	if at.IsZero() {
		return ", nobody says when"
	}
	days := civil.DaysBetween(at.First(), civil.At(s.Now.In(s.Zone)).First())
	switch {
	case days < 0:
		return " on " + at.String()
	case days == 0:
		return " today"
	case days == 1:
		return " on " + at.String() + ", 1 day ago"
	default:
		return fmt.Sprintf(" on %s, %d days ago", at, days)
	}
}

func contactFields(s *Seen) []Field {
	ways := words(disclosure.Channels())
	way := choice("channel", "How they are reached", ways)
	way.Initial = string(medium.Usual())
	quality := choice("quality", "How far it can be relied upon", []Choice{
		{string(disclosure.QualityPublished), "published by themselves"},
		{string(disclosure.QualityConfirmed), "confirmed: a person answered from it"},
		{string(disclosure.QualityGuessed), "guessed: nobody has confirmed it"},
	})
	quality.Initial = string(disclosure.QualityGuessed) // what nobody says is not taken for better
	return []Field{
		choice(fieldParty, "Whose it is", partyChoices(s)),
		line(fieldName, "Name of the party", "Only for one that the case does not know yet.", true),
		way,
		line("address", "Address", "Mail address, owner/repo, phone number or form. It is never shown in a channel.", false),
		line("found", "Where it was found", "security.txt, imprint, a colleague …", false),
		line(fieldWhen, "When it was found", "2020-01-24. Now if left out.", true),
		quality,
		long("note", "Note", "For the team only.", maxWhy, true),
	}
}

func readContact(s *Seen, r *Reading) Order {
	role, name := partyOf(r.Text(fieldParty))
	if typed := r.Text(fieldName); typed != "" {
		name = typed
	}
	k := disclosure.Contact{
		Role: role, Name: name, Channel: disclosure.Channel(r.Text("channel")), Address: r.Text("address"), Found: r.Text("found"),
		FoundAt: r.When(fieldWhen), Quality: disclosure.Quality(r.Text("quality")),
	}
	do := command.Batch{record.AddContact{Party: disclosure.Party{Role: role, Name: name}, Contact: k}}
	if note := r.Text("note"); note != "" {
		do = append(do, record.AddEvent{Kind: disclosure.KindNote, At: civil.At(s.Now.In(s.Zone)), Party: role, Name: name, Text: note})
	}
	return Order{Command: do}
}
