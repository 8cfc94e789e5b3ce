package slack

import (
	"html"
	"strings"

	"daylight/disclosure/pattern"
)

// maxDetect bounds how much of a message is looked at for an asset, in bytes.
const maxDetect = 16 << 10

// Found is a guess at what a message is about. A person checks it in the modal before anything is recorded.
type Found struct {
	Title  string
	Target string   // as it is to be read, "" where nothing is surely an asset
	Kind   string   // "" where the address has to tell
	Others []string // what else leads somewhere, as it was said
}

// Find finds what in a text is an asset: as it is to be read, and its kind. said are all parts of the text that lead somewhere. It
// uses no network, and reads addresses as every other way in does.
type Find func(text string) (raw, kind string, said []string)

var entityForm = pattern.New(`<([^<>]+)>`)

// Detect finds an asset and a title in the text of a message.
func Detect(find Find, text string) Found {
	text = unmarked(cutBytes(text, maxDetect))
	raw, kind, said := find(text)
	f := Found{Target: raw, Kind: kind, Others: said}
	var hidden []string
	for _, s := range said {
		hidden = append(hidden, locators(s)...)
	}
	hidden = needles(append(hidden, locators(raw)...))
	for line := range strings.Lines(text) {
		if line = strings.Trim(oneLine(line), "*_~`> "); line == "" {
			continue
		}
		// A title is read in channels and, later, in public: it never holds the locator.
		for _, part := range hidden {
			line = replaceFold(line, part, "")
		}
		line = linkForm.ReplaceAllString(line, "")
		line = strings.Join(strings.Fields(gaps.Replace(line)), " ")
		if line = strings.Trim(line, " :-–—,(@=\"'`«»„“"); len(strings.Fields(line)) > 0 && hasWord(line) {
			f.Title = cutRunes(line, maxTitle)
			break
		}
	}
	return f
}

// gaps are what a locator leaves behind that was taken out of a line.
var gaps = strings.NewReplacer("``", "", "()", "", "[]", "", "<>", "", "„“", "", "«»", "", "« »", "", `""`, "", "''", "")

// hasWord reports whether a line says anything: what is left of "bucket:" or "see" alone is no title.
func hasWord(line string) bool {
	words := 0
	for _, w := range strings.Fields(line) {
		if len(strings.Trim(w, ".,:;!?-")) > 2 {
			words++
		}
	}
	return words > 1
}

// unmarked turns Slack's markup into plain text: links become their address, mentions their id, escapes characters.
func unmarked(s string) string {
	s = entityForm.ReplaceAllStringFunc(s, func(m string) string {
		inner := m[1 : len(m)-1]
		ref, label, labelled := strings.Cut(inner, "|")
		switch {
		case strings.HasPrefix(ref, "@"), strings.HasPrefix(ref, "!"), strings.HasPrefix(ref, "#"):
			return label // "<!here>" and "<@U1>" have none and vanish
		case strings.HasPrefix(ref, "mailto:") && labelled:
			return label
		default:
			return ref
		}
	})
	return html.UnescapeString(s)
}
