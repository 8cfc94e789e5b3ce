package form

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/task"
)

// The names of fields that several forms have.
const (
	fieldContact = "contact"
	fieldAsset   = "asset"
	fieldClause  = "clause"
	fieldUntil   = "until"
	fieldWhy     = "why"
	fieldWhen    = "when"
	fieldParty   = "party"
	fieldName    = "name"
	fieldWhat    = "what"
	fieldText    = "text"
	fieldSubject = "subject"
	fieldLang    = "lang"
	fieldOther   = "other"
)

// Limits of fields, in characters. A field of a chat holds 3,000.
const (
	maxLine = 200
	maxWhy  = 500
	maxText = 3000
)

func line(name, label, hint string, optional bool) Field {
	return Field{Name: name, Label: label, Hint: hint, Limit: maxLine, Optional: optional}
}

func long(name, label, hint string, limit int, optional bool) Field {
	return Field{Name: name, Label: label, Hint: hint, Limit: limit, Long: true, Optional: optional}
}

func why(hint string, optional bool) Field { return long(fieldWhy, "Why", hint, maxWhy, optional) }

// choice is a field that takes one of the choices. One of several is chosen by the person, never by the order in which they stand.
func choice(name, label string, choices []Choice) Field {
	f := Field{Name: name, Label: label, Choices: choices}
	if len(choices) == 1 {
		f.Initial = choices[0].Value
	}
	return f
}

// preset is a choice whose first value is harmless and stands until somebody chooses another one.
func preset(name, label string, choices []Choice) Field {
	f := choice(name, label, choices)
	f.Initial = choices[0].Value
	return f
}

// words offers known words as they are.
func words[S ~string](all []S) []Choice {
	out := make([]Choice, len(all))
	for i, w := range all {
		out[i] = Choice{string(w), plainly(string(w))}
	}
	return out
}

// plainly writes a stored word for people.
func plainly(word string) string { return strings.ReplaceAll(word, "_", " ") }

// contactName names a contact by its party and channel, never by its address: a choice is repeated where others read.
func contactName(k *disclosure.Contact) string {
	return fmt.Sprintf("%s %s, %s", k.ID, disclosure.PartyLabel(k.Role, k.Name), k.Channel)
}

func contactChoices(s *Seen, which func(*disclosure.Contact) bool) []Choice {
	var out []Choice
	for i := range s.Case.Contacts {
		if k := &s.Case.Contacts[i]; which(k) {
			out = append(out, Choice{k.ID, contactName(k)})
		}
	}
	return out
}

func anyContact(*disclosure.Contact) bool { return true }

// writable reports whether Daylight can write to a contact.
func writable(s *Seen, k *disclosure.Contact) bool {
	p, _ := s.Case.Party(k.Role, k.Name)
	return task.SentBy(k.Channel) && k.Quality != disclosure.QualityBounced && !p.DoNotContact
}

// assetName names an asset without its target.
func assetName(a *disclosure.Asset) string {
	return a.ID + " (" + a.Kind + ", " + plainly(string(a.Exposure)) + ")"
}

func assetChoices(s *Seen, which func(*disclosure.Asset) bool) []Choice {
	var out []Choice
	for i := range s.Case.Assets {
		if a := &s.Case.Assets[i]; which(a) {
			out = append(out, Choice{a.ID, assetName(a)})
		}
	}
	return out
}

// partyChoices are the roles, with the parties of the case first. The value is "role" or "role/name".
func partyChoices(s *Seen) []Choice {
	var out []Choice
	for _, p := range s.Case.Parties {
		if p.Name != "" {
			out = append(out, Choice{string(p.Role) + "/" + p.Name, disclosure.PartyLabel(p.Role, p.Name)})
		}
	}
	for _, role := range disclosure.Roles() {
		if !slices.ContainsFunc(out, func(c Choice) bool { return strings.HasPrefix(c.Value, string(role)+"/") }) {
			out = append(out, Choice{string(role), plainly(string(role))})
		}
	}
	return out
}

// partyOf reads a choice of [partyChoices].
func partyOf(value string) (disclosure.Role, string) {
	role, name, _ := strings.Cut(value, "/")
	return disclosure.Role(role), name
}
