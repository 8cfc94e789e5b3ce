package form

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
	msg "daylight/disclosure/command/message"
	"daylight/disclosure/outreach"
)

func drafts() []Action {
	reachable := func(s *Seen) bool {
		return s.working() && slices.ContainsFunc(s.Case.Contacts, func(k disclosure.Contact) bool { return writable(s, &k) })
	}
	open := func(s *Seen) bool { return s.working() && len(openDrafts(s)) > 0 }
	return []Action{
		{
			Name: "draft_new", Group: Drafts, Label: "From a template …", Title: "Draft a message", Yes: "Draft it", Doing: "Drafting a message",
			Rank: disclosure.Researcher, Can: func(s *Seen) bool { return s.working() && len(letters(s)) > 0 },
			Says: func(s *Seen) []string {
				return append([]string{"A text states only what the case proves. Nothing is sent before it is approved."}, standing(s)...)
			},
			Fields: letterFields, Read: readLetter, Blame: "letter", Done: "It is drafted. Somebody who may approve it reads it on the card.",
		},
		{
			Name: "draft_own", Group: Drafts, Label: "In your own words …", Title: "Write a message", Yes: "Draft it", Doing: "Drafting a message",
			Rank: disclosure.Researcher, Can: reachable, Says: standing, Fields: ownFields, Read: readOwn, Blame: fieldContact,
			Done: "It is drafted. Somebody who may approve it reads it on the card.",
		},
		{
			Name: "draft_read", Group: Drafts, Label: "Read", Title: "A draft", Doing: "Reading a draft", Rank: disclosure.Researcher,
			Can: func(s *Seen) bool { return len(openDrafts(s)) > 0 }, About: openDrafts, Says: saysDraft, Fields: func(*Seen) []Field { return nil },
		},
		{
			Name: "draft_edit", Group: Drafts, Label: "Edit", Title: "Edit a draft", Yes: "Save", Doing: "Editing a draft", Rank: disclosure.Researcher,
			Can: open, About: openDrafts, Says: saysEdit, Fields: editFields, Read: readEdit, Blame: "text1",
			Done: "It is saved as a new revision. An approval that it had is taken back.",
		},
		{
			Name: "draft_discard", Group: Drafts, Label: "Discard a draft …", Title: "Discard a draft", Yes: "Discard", Doing: "Discarding a draft",
			Rank: disclosure.Researcher, Can: open,
			Fields: func(s *Seen) []Field {
				return []Field{choice("draft", "Draft", openDrafts(s)), why("An approval that it has is taken back.", false)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: msg.DiscardDraft{ID: r.Text("draft"), Text: r.Text(fieldWhy)}}
			},
			Blame: "draft", Done: "The draft is discarded.",
		},
	}
}

// openDrafts are those that nobody handed to a sender.
func openDrafts(s *Seen) []Choice {
	var out []Choice
	for i := range s.Case.Drafts {
		d := &s.Case.Drafts[i]
		if d.State != disclosure.DraftOpen && d.State != disclosure.DraftApproved {
			continue
		}
		out = append(out, Choice{d.ID, fmt.Sprintf("%s (%s to %s, %s)", d.ID, plainly(string(d.Template)), disclosure.PartyLabel(d.Role, d.Name), d.State)})
	}
	return out
}

// letters are the templates that fit, each with the contacts that it may go to. The value is "template contact".
func letters(s *Seen) []Choice {
	var out []Choice
	for _, t := range disclosure.Templates() {
		for i := range s.Case.Contacts {
			k := &s.Case.Contacts[i]
			if !writable(s, k) || outreach.MayReceive(t, k.Role) != nil || outreach.MayWriteTo(s.Case, *k, t) != nil {
				continue
			}
			told := !s.Case.Reached[disclosure.KeyOf(k.Role, s.Case.PartyName(k.Role, k.Name))].IsZero()
			if t == disclosure.FollowUp && !told || t == disclosure.FirstContact && k.Role == disclosure.Vendor && told {
				continue // the dialogue is not there yet, or beyond
			}
			out = append(out, Choice{string(t) + " " + k.ID, plainly(string(t)) + " to " + contactName(k)})
		}
	}
	return out
}

func letterFields(s *Seen) []Field {
	return []Field{
		choice("letter", "Message", letters(s)),
		language(s),
		line("because", "Although no answer of ours shows it open, because", "Only where that is so. It stays on record, and the text says that no check of ours has confirmed it.", true),
	}
}

// standing says where the dialogue with each contact is that can be written to. Who writes while an answer comes in, or while somebody
// else drafts the same, is shown the form again by it.
func standing(s *Seen) []string {
	var out []string
	for i := range s.Case.Contacts {
		k := &s.Case.Contacts[i]
		if !writable(s, k) {
			continue
		}
		state := s.Case.Dialogue[disclosure.KeyFor(k.Role, s.Case.PartyName(k.Role, k.Name), k.Channel)]
		said := []string{contactName(k) + ": " + plainly(string(cmp.Or(state, disclosure.DialogueNone)))}
		if when := s.Case.Answered[disclosure.KeyOf(k.Role, s.Case.PartyName(k.Role, k.Name))]; !when.IsZero() {
			said = append(said, "answered first on "+when.String())
		}
		for j := range s.Case.Drafts {
			if d := &s.Case.Drafts[j]; d.Contact == k.ID && (d.State == disclosure.DraftOpen || d.State == disclosure.DraftApproved) {
				said = append(said, d.ID+" ("+plainly(string(d.Template))+") waits already")
			}
		}
		out = append(out, strings.Join(said, "; "))
	}
	if len(out) > maxStanding {
		out = append(out[:maxStanding], fmt.Sprintf("… and %d more contacts", len(out)-maxStanding))
	}
	return out
}

// maxStanding is how many contacts a form says the dialogue of.
const maxStanding = 20

// asTheirs leaves the language to what the case says of the party.
const asTheirs = "theirs"

func language(s *Seen) Field {
	return preset(fieldLang, "Language", append([]Choice{{asTheirs, "as the party prefers"}}, words(s.Known.Languages)...))
}

func languageOf(r *Reading) string {
	if lang := r.Text(fieldLang); lang != asTheirs {
		return lang
	}
	return ""
}

func readLetter(_ *Seen, r *Reading) Order {
	t, contact, _ := strings.Cut(r.Text("letter"), " ")
	return Order{Letter: &Letter{Template: disclosure.Template(t), Contact: contact, Lang: languageOf(r), Because: r.Text("because")}}
}

// ownFields ask for a message in a person's own words. The subject of the action is the contact that is answered.
func ownFields(s *Seen) []Field {
	to := choice(fieldContact, "To", contactChoices(s, func(k *disclosure.Contact) bool { return writable(s, k) }))
	subject := line(fieldSubject, "Subject", "It may be read by others: no target in it.", false)
	if slices.ContainsFunc(to.Choices, func(c Choice) bool { return c.Value == s.Subject }) {
		to.Initial = s.Subject
		subject.Initial = answers(s)
	}
	return []Field{to, subject, long(fieldText, "Text", "What it says is yours. No data of the people concerned.", maxText, false)}
}

// answers is the subject of an answer to whoever was last written to by the contact, "" if nobody was.
func answers(s *Seen) string {
	for i := len(s.Case.Messages) - 1; i >= 0; i-- {
		if m := &s.Case.Messages[i]; m.Contact == s.Subject && m.Subject != "" {
			if strings.HasPrefix(strings.ToLower(m.Subject), "re:") {
				return m.Subject
			}
			return "Re: " + m.Subject
		}
	}
	return ""
}

func readOwn(_ *Seen, r *Reading) Order {
	return Order{Letter: &Letter{Template: disclosure.FreeText, Contact: r.Text(fieldContact), Subject: r.Text(fieldSubject), Body: r.Text(fieldText)}}
}

// saysDraft is a draft as its receiver reads it, and what is known of it.
func saysDraft(s *Seen) []string {
	d, ok := s.Case.Draft(s.Subject)
	if !ok {
		return []string{"This draft no longer exists."}
	}
	out := []string{
		fmt.Sprintf("%s, revision %d, %s: %s to %s by %s", d.ID, d.Revision, d.State, plainly(string(d.Template)), disclosure.PartyLabel(d.Role, d.Name), d.Channel),
		"Subject: " + d.Subject,
	}
	if d.Withheld != "" {
		out = append(out, "Withheld: "+d.Withheld)
	}
	return append(out, s.Text)
}

// maxParts is how many fields a text may take. A longer one is edited where there is room for it.
const maxParts = 4

// parts cuts a text into pieces that a field holds, at ends of lines. A field loses the white space around it on its way, so that stands
// in the gaps: before each piece, and after the last one. ok is false for a text that does not fit.
func parts(text string) (pieces, gaps []string, ok bool) {
	var chunks []string
	begin, size := 0, 0
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		n := utf8.RuneCountInString(text[at:end])
		if size+n > maxText {
			chunks, begin, size = append(chunks, text[begin:at]), at, 0
		}
		at, size = end, size+n
	}
	gap := ""
	for _, chunk := range append(chunks, text[begin:]) {
		piece := strings.TrimSpace(chunk)
		if utf8.RuneCountInString(piece) > maxText {
			return nil, nil, false
		}
		if piece == "" {
			gap += chunk
			continue
		}
		i := strings.Index(chunk, piece)
		pieces, gaps = append(pieces, piece), append(gaps, gap+chunk[:i])
		gap = chunk[i+len(piece):]
	}
	return pieces, append(gaps, gap), len(pieces) > 0 && len(pieces) <= maxParts
}

func saysEdit(s *Seen) []string {
	d, _ := s.Case.Draft(s.Subject)
	said := fmt.Sprintf("%s, revision %d, to %s by %s.", d.ID, d.Revision, disclosure.PartyLabel(d.Role, d.Name), d.Channel)
	if _, _, ok := parts(s.Text); !ok {
		return []string{said + " Its text is too long for a form. It comes to you as a file: edit it, and give it back below. You see what it changes before it is saved."}
	}
	if d.State == disclosure.DraftApproved {
		said += " It is approved; a change takes that back."
	}
	return []string{said}
}

func editFields(s *Seen) []Field {
	d, _ := s.Case.Draft(s.Subject)
	subject := line(fieldSubject, "Subject", "It may be read by others: no target in it.", false)
	subject.Limit, subject.Initial = 400, d.Subject
	out := []Field{subject}
	file := Field{Name: fieldFile, Label: "The whole text as a file", Hint: "Plain text in UTF-8, in the place of what stands above.", File: true, Optional: true}
	pieces, _, ok := parts(s.Text)
	if !ok {
		return append(out, file)
	}
	for i, piece := range pieces {
		label := "Text"
		if len(pieces) > 1 {
			label = fmt.Sprintf("Text, part %d of %d", i+1, len(pieces))
		}
		f := long(fmt.Sprintf("text%d", i+1), label, "What you change is yours to vouch for.", maxText, i > 0)
		f.Initial = piece
		out = append(out, f)
	}
	return append(out, file)
}

func readEdit(s *Seen, r *Reading) Order {
	d, ok := s.Case.Draft(s.Subject)
	if !ok {
		r.Wrong(fieldSubject, "This draft no longer exists.")
		return Order{}
	}
	body := s.Text
	if pieces, gaps, ok := parts(s.Text); ok {
		var b strings.Builder
		for i := range pieces {
			b.WriteString(gaps[i] + r.Text(fmt.Sprintf("text%d", i+1)))
		}
		body = b.String() + gaps[len(pieces)]
	}
	subject := r.Text(fieldSubject)
	if id := r.Text(fieldFile); id != "" {
		if body != s.Text {
			r.Wrong(fieldFile, "You changed the text above, too: give the file alone, or leave it out.")
		}
		return Order{File: &FromFile{ID: id, Edit: Edit{Draft: d.ID, Revision: d.Revision, Subject: subject}}}
	}
	if body == s.Text && subject == d.Subject {
		r.Wrong(fieldSubject, "Nothing is changed: the draft stays as it was.")
		return Order{}
	}
	return Order{Edit: &Edit{Draft: d.ID, Revision: d.Revision, Subject: subject, Body: body}}
}
