package email

import (
	"strings"
	"unicode"
)

// Thread is what our next mail takes up of the other side's, so that their programs keep the conversation together.
type Thread struct {
	MessageID string // of their newest mail; "" for none
	Ticket    string // as their ticket system writes it in a subject; "" for none
}

// Add takes what is missing yet from a mail of theirs. Mails are added with the newest first. What a mail server wrote, and what
// could not stand in a field of ours, is left out.
func (t *Thread) Add(raw []byte) {
	m, err := Read(raw)
	if err != nil || m.Bounce != nil || m.Robot != "" || m.Froms != 1 {
		return
	}
	if _, err := references([]string{m.MessageID}); err == nil && t.MessageID == "" && strings.Contains(m.MessageID, "@") {
		t.MessageID = m.MessageID
	}
	if t.Ticket == "" && m.Ticket != "" {
		t.Ticket = inBrackets(m.Subject, m.Ticket)
	}
}

// inBrackets returns a reference with the brackets and words that stand around it in a subject, such as "[Ticket#482913]", which is
// what ticket systems look for. A bare number gets a sign.
func inBrackets(subject, ref string) string {
	if i := strings.Index(subject, ref); i >= 0 {
		open, end := strings.LastIndexAny(subject[:i], "[]"), strings.IndexAny(subject[i:], "[]")
		if open >= 0 && subject[open] == '[' && end > 0 && subject[i+end] == ']' {
			whole := subject[open : i+end+1]
			if len(whole) <= 40 && !strings.ContainsFunc(whole, func(r rune) bool { return r > unicode.MaxASCII || unicode.IsControl(r) }) {
				return whole
			}
		}
	}
	return "#" + ref
}
