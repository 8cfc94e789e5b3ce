package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// A text that is too long for a form goes to its person as a file and comes back as one. What comes back is read whole or not at all,
// is shown with what it changes, and counts once its person has confirmed it.

// The limits of a text that comes back as a file.
const (
	MaxFile     = 256 << 10 // bytes
	maxFileText = 100_000   // characters
)

// FileAction is the name of the action that confirms a text which came back as a file. It is in no menu.
const FileAction = "draft_file"

// fieldFile is the field of a file.
const fieldFile = "file"

// File is a text that came back as a file, as its person was shown it.
type File struct {
	ID      string `json:"i"` // of the file in the chat
	Sum     string `json:"s"` // digest of the text that was read from it
	Subject string `json:"h"` // of the message
	Runes   int    `json:"n"`
	Added   int    `json:"a"` // lines that the text before did not have
	Removed int    `json:"r"`
}

// Long reports whether the text of a draft is too long for a form.
func Long(s *Seen) bool {
	_, _, ok := parts(s.Text)
	return !ok
}

// ReadText reads a text from the bytes of a file: all of it, or an error that says why not.
func ReadText(raw []byte) (string, error) {
	if len(raw) > MaxFile {
		return "", fault.Errorf(fault.Invalid, "the file has more than %d kB: a message is not that long", MaxFile>>10)
	}
	if !utf8.Valid(raw) {
		return "", fault.Errorf(fault.Invalid, "the file is no text in UTF-8: save it as plain text")
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) }); i >= 0 {
		return "", fault.Errorf(fault.Invalid, "the file holds control characters, so it is no plain text: save it as plain text")
	}
	if n := utf8.RuneCountInString(text); n > maxFileText {
		return "", fault.Errorf(fault.Invalid, "the text has %d characters, %d are allowed", n, maxFileText)
	}
	if strings.TrimSpace(text) == "" {
		return "", fault.Errorf(fault.Invalid, "the file is empty")
	}
	return text, nil
}

// Changed counts the lines that a text has more than another one, and those that it lacks.
func Changed(before, after string) (added, removed int) {
	count := map[string]int{}
	for line := range strings.Lines(before) {
		count[strings.TrimRight(line, "\n")]++
	}
	for line := range strings.Lines(after) {
		if line = strings.TrimRight(line, "\n"); count[line] > 0 {
			count[line]--
		} else {
			added++
		}
	}
	for _, n := range count {
		removed += n
	}
	return added, removed
}

func files() []Action {
	return []Action{{
		Name: FileAction, Group: Drafts, Label: "A text from a file", Title: "Is that the text?", Yes: "Save this text", Doing: "Editing a draft", Rank: disclosure.Researcher,
		Can: func(s *Seen) bool {
			return s.File != nil && s.working() && slices.ContainsFunc(openDrafts(s), func(c Choice) bool { return c.Value == s.Subject })
		},
		Says: saysFile, Fields: func(s *Seen) []Field {
			f := line(fieldSubject, "Subject", "It may be read by others: no target in it.", false)
			f.Limit = 400
			if s.File != nil {
				f.Initial = s.File.Subject
			}
			return []Field{f}
		},
		Read: func(s *Seen, r *Reading) Order {
			d, ok := s.Case.Draft(s.Subject)
			if !ok || s.File == nil {
				r.Wrong(fieldSubject, "This draft no longer exists.")
				return Order{}
			}
			return Order{File: &FromFile{ID: s.File.ID, Edit: Edit{Draft: d.ID, Revision: d.Revision, Subject: r.Text(fieldSubject)}}}
		},
		Blame: fieldSubject, Done: "It is saved as a new revision. An approval that it had is taken back.",
	}}
}

func saysFile(s *Seen) []string {
	d, _ := s.Case.Draft(s.Subject)
	if s.File == nil {
		return []string{"There is no file."}
	}
	return []string{
		fmt.Sprintf("%s, to %s by %s: the text of your file in the place of revision %d.", d.ID, disclosure.PartyLabel(d.Role, d.Name), d.Channel, d.Revision),
		fmt.Sprintf("It has %d characters. %d lines are new or changed, %d are gone. Nothing is saved yet.", s.File.Runes, s.File.Added, s.File.Removed),
	}
}
