package email

import (
	"context"
	"strings"
	"time"
	"unicode"

	"daylight/disclosure"
)

// maxOwn bounds how many messages of ours are compared with an answer, the newest first.
const maxOwn = 20

// ownTexts returns what we wrote in a case by mail, from the frozen bytes. What cannot be read is left out: then the forms of
// quotations alone decide.
func (p *Interpreter) ownTexts(ctx context.Context, c *disclosure.Case) []string {
	var out []string
	for i := len(c.Messages) - 1; i >= 0 && len(out) < maxOwn; i-- {
		msg := c.Messages[i]
		if msg.Channel != disclosure.Email || msg.Raw == "" {
			continue
		}
		raw, err := p.lookup.Blob(ctx, msg.Raw)
		if err != nil {
			continue
		}
		h, body := readHeader(raw)
		parts, err := readParts(raw)
		if err != nil {
			parts = bareParts(h, body)
		}
		out = append(out, repair(parts.text))
	}
	return out
}

// leaveOut moves our own words from what was newly written to what is quoted, however the quotation is announced, and reads the
// rest again. A few words on a line are too common to be ours alone, unless lines beside them are ours or a heading stands above.
func (m *Mail) leaveOut(ours []string) {
	known := make([]string, 0, len(ours))
	for _, text := range ours {
		known = append(known, " "+strings.Join(bareWords(text), " ")+" ")
	}
	if len(known) == 0 {
		return
	}
	lines := strings.Split(m.Reply, "\n")
	state := make([]match, len(lines))
	for i, l := range lines {
		state[i] = matches(l, known)
	}
	drop := make([]bool, len(lines))
	found := false
	for i := 0; i < len(lines); i++ {
		if state[i] < oursMaybe {
			continue
		}
		// A run of lines of ours, with empty lines between them.
		end, words, sure := i, 0, false
		for j := i; j < len(lines) && state[j] != theirs; j++ {
			if state[j] != empty {
				end, words, sure = j, words+len(bareWords(lines[j])), sure || state[j] == oursSurely
			}
		}
		if sure || words >= 6 || announces(lines, i) {
			for j := i; j <= end; j++ {
				drop[j], found = true, true
			}
		}
		i = end
	}
	if !found {
		return
	}
	var reply, quoted []string
	for i, l := range lines {
		// The line that announces what is ours, in whatever language.
		heads := !drop[i] && heading(l) && nextDropped(lines, drop, i)
		if drop[i] || heads {
			quoted = append(quoted, l)
		} else {
			reply = append(reply, l)
		}
	}
	m.Reply, m.Quoted = squeeze(reply), strings.Trim(strings.Join(append(quoted, m.Quoted), "\n"), "\n")
	m.signs.Quotes = true
	m.reweigh()
}

// reweigh judges anew who wrote a mail of which more is known now.
func (m *Mail) reweigh() {
	if m.Class == Person || m.Class == Unclear || m.Class == Automatic {
		m.weigh()
	}
}

// since adds how long after our message a mail came that answers it. Programs answer within seconds, and people hardly ever do.
func (m *Mail) since(c *disclosure.Case, key string, received time.Time) {
	ours, ok := c.Message(key)
	if !ok || key == "" || ours.SentAt.IsZero() || !received.After(ours.SentAt) {
		return
	}
	m.signs.After = received.Sub(ours.SentAt)
	m.reweigh()
}

// match says whether a line is one of ours.
type match uint8

const (
	theirs match = iota
	empty
	oursMaybe  // words of ours, but few
	oursSurely // words of ours that nobody writes by chance
)

func matches(line string, known []string) match {
	words := bareWords(line)
	if len(words) == 0 {
		return empty
	}
	part := " " + strings.Join(words, " ") + " "
	for _, k := range known {
		if strings.Contains(k, part) {
			if len(words) >= 5 {
				return oursSurely
			}
			return oursMaybe
		}
	}
	return theirs
}

// heading reports whether a line can announce a quotation: it ends with a colon and holds a date or an address.
func heading(l string) bool {
	l = strings.TrimSpace(l)
	return (strings.HasSuffix(l, ":") || strings.HasSuffix(l, "：")) && strings.ContainsAny(l, "0123456789@")
}

// announces reports whether the nearest line with text above line i is a heading.
func announces(lines []string, i int) bool {
	for j := i - 1; j >= 0; j-- {
		if strings.TrimSpace(lines[j]) != "" {
			return heading(lines[j])
		}
	}
	return false
}

func nextDropped(lines []string, drop []bool, i int) bool {
	for j := i + 1; j < len(lines); j++ {
		if strings.TrimSpace(lines[j]) != "" {
			return drop[j]
		}
	}
	return false
}

// bareWords are the words of a text without marks of quotation and punctuation, in lower case.
func bareWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(clip(s, 64<<10)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
