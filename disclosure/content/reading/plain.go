package reading

import (
	"encoding/hex"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"daylight/disclosure/pattern"
)

// rounds is how often escapes are undone: twice for what was escaped twice, and once more for both in one another.
const rounds = 4

var (
	percentRun    = pattern.New(`(?:%[0-9A-Fa-f]{2})+`)
	percentWide   = pattern.New(`%u[0-9A-Fa-f]{4}`)
	unicodeEscape = pattern.New(`(?:\\u[0-9A-Fa-f]{4}){1,2}|\\u\{[0-9A-Fa-f]{1,6}\}|\\x[0-9A-Fa-f]{2}`)
	markEscape    = pattern.New(`\\([!-/:-@\[-` + "`" + `{-~])`)
	styleEscape   = pattern.New(`\\([0-9A-Fa-f]{1,6})[ \t]?`)
	octalEscape   = pattern.New(`\\([0-3]?[0-7]{2})`)
	mailEscape    = pattern.New(`=([2-7][0-9A-F])`)
	concatenation = pattern.New(`["'` + "`" + `]\s*(?:\+|\.{1,2}|&|\|\|)\s*["'` + "`" + `]`)
)

// plains returns what a line reads as with its escapes undone: once, and to the end. What reads the same is left out.
func plains(line string) []string {
	first := visible(undo(line))
	var out []string
	if first != line {
		out = append(out, first)
	}
	last := first
	for range rounds - 1 {
		next := visible(undo(last))
		if next == last {
			break
		}
		last = next
	}
	if last != first {
		out = append(out, last)
	}
	return append(out, asides(line, last)...)
}

// readable is the last of plains.
func readable(s string) string {
	for range rounds {
		next := visible(undo(s))
		if next == s {
			break
		}
		s = next
	}
	return s
}

// asides are readings that are right in one language alone, such as the escapes of a style sheet.
func asides(line, plain string) []string {
	var out []string
	if i := strings.IndexByte(line, '\\'); i >= 0 {
		css := styleEscape.ReplaceAllStringFunc(line, func(m string) string {
			n, err := strconv.ParseUint(strings.TrimSpace(m[1:]), 16, 32)
			if err != nil || n == 0 || n > utf8.MaxRune || unicode.IsControl(rune(n)) {
				return m
			}
			return string(rune(n))
		})
		if css != line {
			out = append(out, readable(css))
		}
		octal := octalEscape.ReplaceAllStringFunc(line, func(m string) string {
			if n, err := strconv.ParseUint(m[1:], 8, 8); err == nil && n >= ' ' && n < 0x7f {
				return string(rune(n))
			}
			return m
		})
		if octal != line {
			out = append(out, readable(octal))
		}
	}
	if strings.Contains(line, "=2") || strings.Contains(line, "=3") || strings.Contains(line, "=6") || strings.Contains(line, "=7") {
		if s := mailEscape.ReplaceAllStringFunc(line, func(m string) string { return unhex(m[1:], m) }); s != line {
			out = append(out, readable(s))
		}
	}
	if strings.ContainsAny(plain, "\"'`") {
		if s := concatenation.ReplaceAllLiteralString(plain, ""); s != plain {
			out = append(out, s)
		}
	}
	return out
}

func unhex(digits, otherwise string) string {
	b, err := hex.DecodeString(digits)
	if err != nil {
		return otherwise
	}
	return string(b)
}

// undo takes away one layer of what hides a text from a search and not from a reader: escapes of JSON, scripts and Markdown, entities,
// escapes of addresses.
func undo(s string) string {
	if strings.IndexByte(s, '\\') >= 0 {
		s = unicodeEscape.ReplaceAllStringFunc(s, unescaped)
		s = markEscape.ReplaceAllString(s, "$1")
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if strings.IndexByte(s, '%') >= 0 {
		s = percentWide.ReplaceAllStringFunc(s, func(m string) string { return unescaped(`\` + m[1:]) })
		s = percentRun.ReplaceAllStringFunc(s, func(m string) string {
			text := unhex(strings.ReplaceAll(m, "%", ""), m)
			if utf8.ValidString(text) && strings.IndexFunc(text, unicode.IsControl) < 0 {
				return text
			}
			return ascii7(m)
		})
	}
	return s
}

// ascii7 undoes the escapes of letters and marks in a run that holds other bytes too.
func ascii7(m string) string {
	var b strings.Builder
	for i := 0; i+3 <= len(m); i += 3 {
		if text := unhex(m[i+1:i+3], ""); len(text) == 1 && text[0] >= ' ' && text[0] < 0x7f {
			b.WriteString(text)
			continue
		}
		b.WriteString(m[i : i+3])
	}
	return b.String()
}

func unescaped(m string) string {
	if inner, ok := strings.CutPrefix(m, `\u{`); ok {
		n, err := strconv.ParseUint(strings.TrimSuffix(inner, "}"), 16, 32)
		if err != nil || n > utf8.MaxRune {
			return m
		}
		return string(rune(n))
	}
	if strings.HasPrefix(m, `\x`) {
		if n, err := strconv.ParseUint(m[2:], 16, 8); err == nil {
			return string(rune(n))
		}
		return m
	}
	if text, err := strconv.Unquote(`"` + m + `"`); err == nil {
		return text
	}
	// One half of a pair of surrogates, or a pair: the pair is one character.
	if len(m) == 2*len(`\u0000`) {
		hi, _ := strconv.ParseUint(m[2:6], 16, 16)
		lo, _ := strconv.ParseUint(m[8:12], 16, 16)
		if r := (rune(hi)-0xd800)<<10 | (rune(lo) - 0xdc00) + 0x10000; hi >= 0xd800 && hi < 0xdc00 && lo >= 0xdc00 && lo < 0xe000 {
			return string(r)
		}
		return unescaped(m[:6]) + unescaped(m[6:])
	}
	return m
}

// visible returns what a reader sees of a line: compatible forms as the letters that they look like, nothing of what cannot be seen.
func visible(s string) string {
	if ascii(s) {
		if strings.IndexFunc(s, unicode.IsControl) < 0 {
			return s
		}
		return strings.Map(seen, s)
	}
	return strings.Map(seen, norm.NFKC.String(strings.Map(seen, s)))
}

// seen maps a character to what a reader takes it for.
func seen(r rune) rune {
	switch {
	case r < utf8.RuneSelf && r >= ' ' && r != 0x7f:
		return r
	case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u034f', r >= '\ufe00' && r <= '\ufe0f':
		return -1
	case r >= '\u0334' && r <= '\u0338': // a stroke through the letter before
		return -1
	case r == '\u3002' || r == '\uff61' || r == '\u2024':
		return '.'
	case r >= '\u2010' && r <= '\u2012' || r == '\u2212':
		return '-'
	case r == '²' || r == '³' || r == '¹' || r >= '\u2070' && r <= '\u209c' || r >= '\u2460' && r <= '\u249b', r == '™', r == '℠', r == '®', r == '©':
		return ' ' // a mark behind a word, such as that of a footnote
	}
	return r
}

// Skeleton returns the passage with letters of other alphabets as the Latin ones that they look like, and whether it has any.
func (p *Passage) Skeleton() (Passage, bool) {
	if ascii(p.Text) || !strings.ContainsFunc(p.Text, func(r rune) bool { return r >= utf8.RuneSelf && looksLatin[r] != 0 }) {
		return Passage{}, false
	}
	return p.Mapped(func(r rune) rune {
		if latin := looksLatin[r]; latin != 0 {
			return latin
		}
		return r
	}), true
}

// looksLatin are letters of Cyrillic, Greek and phonetic alphabets that most fonts draw as a Latin one.
var looksLatin = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ё': 'e', 'һ': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'п': 'n', 'о': 'o', 'р': 'p', 'ԛ': 'q',
	'ѕ': 's', 'т': 't', 'и': 'u', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y', 'ү': 'y', 'г': 'r',
	'А': 'A', 'В': 'B', 'С': 'C', 'Е': 'E', 'Н': 'H', 'І': 'I', 'Ј': 'J', 'К': 'K', 'М': 'M', 'О': 'O', 'Р': 'P', 'Ѕ': 'S', 'Т': 'T', 'Х': 'X', 'У': 'Y', 'Ԛ': 'Q', 'Ԝ': 'W',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w', 'γ': 'y', 'ϲ': 'c', 'ϳ': 'j', 'σ': 'o',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
	'ı': 'i', 'ɑ': 'a', 'ɡ': 'g', 'ɩ': 'i', 'ʏ': 'y', 'ᴀ': 'a', 'ʙ': 'b', 'ᴄ': 'c', 'ᴅ': 'd', 'ᴇ': 'e', 'ɢ': 'g', 'ʜ': 'h', 'ɪ': 'i', 'ᴊ': 'j', 'ᴋ': 'k', 'ʟ': 'l', 'ᴍ': 'm',
	'ɴ': 'n', 'ᴏ': 'o', 'ᴘ': 'p', 'ʀ': 'r', 'ꜱ': 's', 'ᴛ': 't', 'ᴜ': 'u', 'ᴠ': 'v', 'ᴡ': 'w', 'ᴢ': 'z',
}
