package target

import (
	"sort"
	"strings"

	"daylight/disclosure/pattern"
)

// Plain is a text with the breaks of its addresses mended.
type Plain struct {
	Text   string
	shifts []shift
}

// shift says that from here on an offset is another one in the text as it was.
type shift struct{ at, was int }

// Was is an offset of the text as it was.
func (p *Plain) Was(at int) int {
	i := sort.Search(len(p.shifts), func(i int) bool { return p.shifts[i].at > at })
	if i == 0 {
		return at
	}
	s := p.shifts[i-1]
	return s.was + at - s.at
}

// hints are in lower case; a text without any holds nothing that is broken.
var hints = []string{"[.", "(.", "{.", "<.", ".]", "[ .", "( .", "{ .", "[@", "(@", "[ @", "( @", "[at", "(at", "{at", "ät", "[:", "(:", "[/", "hxxp", "h**p", "meow", "[d", "(d", "{d"}

// wide are those of the strict reading.
var wideHints = []string{"dot", "pun", "poin", "pon", "krop", "точк", " .", " - ", " / ", "•", "·", "∙", "⋅", "・", "‧", "●", "○", "◦", "▪", "slash", "strich", "barre", "barra", "dash", "minus", "hyphen", "tiret", "guion", "(", "[", "{", "点", "點", "\".\"", "'.'", "“.", "”.", "«.", "‘."}

// The usual ways to break an address. The names of the groups say what each stands for.
const (
	brackets = `(?P<slash>\[:?//\]|\[/\])` +
		`|(?P<dot>\s?(?:\[\s?\.\s?\]|\(\s?\.\s?\)|\{\s?\.\s?\}|\[dot\]|\(dot\)|\{dot\}|\[\.|\.\])\s?)` +
		`|(?P<at>\s?(?:\[\s?@\s?\]|\(\s?@\s?\)|\[at\]|\(at\)|\{at\}|\[ät\]|\(ät\))\s?)` +
		`|(?P<colon>\[:\]|\(:\)|\[:)` +
		`|\b(?P<scheme>hxxp|h\*\*p|meow)(?:s?)\b`
	dotWords   = `dot|punkt|point|punto|ponto|punt|kropka|точка|点|點`
	dashWords  = `dash|minus|hyphen|bindestrich|tiret|guion|trattino|hífen`
	slashWords = `slash|schrägstrich|barre oblique|barra`
	words      = `|(?P<dots>\s*[(\[{<"'“”„«»‘’]\s*(?:` + dotWords + `|\.)\s*[)\]}>"'“”„«»‘’]\s*|\s+(?:` + dotWords + `)\s+|[-_](?:dot|punkt|punto)[-_]|\s?[•·∙⋅・‧●○◦▪]\s?|\s+\.\s*|\.\s+\b)` +
		`|(?P<dashes>\s*[(\[{<]\s*(?:` + dashWords + `|-)\s*[)\]}>]\s*|\s+(?:` + dashWords + `|-)\s+)` +
		`|(?P<slashes>\s*[(\[{<]\s*(?:` + slashWords + `|/)\s*[)\]}>]\s*|\s+(?:` + slashWords + `|/)\s+)`
)

var (
	broken     = pattern.New(`(?i)` + brackets)
	brokenWide = pattern.New(`(?i)` + brackets + words)
)

// standsFor is what a group of the patterns stands for.
var standsFor = map[string]string{"dot": ".", "dots": ".", "at": "@", "colon": ":", "dashes": "-", "slashes": "/"}

// Refang mends addresses that were broken so that no program follows them. Widely read, words, bullets and spaces break one too: that is
// for names that are known, because it makes addresses of sentences.
func Refang(s string, widely bool) Plain {
	form := broken
	if widely {
		form = brokenWide
	}
	if low := strings.ToLower(s); !containsAny(low, hints) && (!widely || !containsAny(low, wideHints)) {
		return Plain{Text: s}
	}
	names := form.SubexpNames()
	var b strings.Builder
	out := Plain{}
	from := 0
	for _, m := range form.FindAllStringSubmatchIndex(s, -1) {
		with := s[m[0]:m[1]]
		for g := 1; g < len(names); g++ {
			if m[2*g] < 0 {
				continue
			}
			switch names[g] {
			case "slash":
				with = strings.Trim(with, "[]")
			case "scheme":
				with = "http" + s[m[2*g+1]:m[1]]
			default:
				with = standsFor[names[g]]
			}
		}
		b.WriteString(s[from:m[0]])
		b.WriteString(with)
		from = m[1]
		out.shifts = append(out.shifts, shift{b.Len(), from})
	}
	b.WriteString(s[from:])
	out.Text = b.String()
	return out
}

func containsAny(s string, hints []string) bool {
	for _, h := range hints {
		if strings.Contains(s, h) {
			return true
		}
	}
	return false
}
