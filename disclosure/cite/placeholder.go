package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/pattern"
)

// Passage is a stretch of prose and the place where it stands in its file.
type Passage struct {
	Section string // such as "summary"
	Line    int    // of its first line in the file, 1-based
	Text    string // Markdown
}

// lineAt is the line of the file on which a byte of the passage stands.
func (p *Passage) lineAt(offset int) int { return p.Line + strings.Count(p.Text[:offset], "\n") }

// Placeholder stands for a fact of the case. Its form is {{NAME}}, {{NAME vendor="ORGANISATION"}} or {{NAME provider="ORGANISATION"}}.
type Placeholder struct {
	Name             string
	Vendor, Provider string
	Line             int
	Start, End       int    // in the text of the passage
	Raw              string // as it is written
	After            string // the word before it, in lower case: some languages inflect what follows a preposition
	OK               bool   // it has the form of a placeholder; whether there is such a fact is for [Facts.Find]
}

var form = pattern.New(`^\{\{[ \t]*([a-z_]+(?:\.[a-z_]+)?)(?:[ \t]+(vendor|provider)="([^"{}\n]{1,200})")?[ \t]*\}\}$`)

// longest is how many bytes of what begins with {{ are looked at for its end.
const longest = 300

// Placeholders finds everything that begins with two braces, in order. Two braces after a backslash are two braces.
func (p *Passage) Placeholders() []Placeholder {
	var out []Placeholder
	for at := 0; ; {
		i := strings.Index(p.Text[at:], "{{")
		if i < 0 {
			return out
		}
		start := at + i
		if start > 0 && p.Text[start-1] == '\\' {
			at = start + 2
			continue
		}
		end := start + 2
		rest := p.Text[start:min(len(p.Text), start+longest)]
		if j := strings.Index(rest, "}}"); j > 0 {
			end = start + j + 2
		}
		h := Placeholder{Line: p.lineAt(start), Start: start, End: end, After: wordBefore(p.Text[max(0, start-60):start]), Raw: strings.ToValidUTF8(p.Text[start:end], "")}
		if m := form.FindStringSubmatch(h.Raw); m != nil && utf8.ValidString(p.Text[start:end]) {
			h.Name, h.OK = m[1], true
			switch m[2] {
			case "vendor":
				h.Vendor = m[3]
			case "provider":
				h.Provider = m[3]
			}
		}
		out, at = append(out, h), end
	}
}

// wordBefore is the last word of a text, without marks.
func wordBefore(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(words[len(words)-1])
}
