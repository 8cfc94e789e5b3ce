package people

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// part is a word of a text.
type part struct{ start, end int }

// wordsOf divides a text into words: runs of letters and digits, and each sign of a script that writes no spaces.
func wordsOf(text string) []part {
	var out []part
	start := -1
	stop := func(i int) {
		if start >= 0 {
			out = append(out, part{start, i})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			if start < 0 {
				start = i
			}
		case r < 0x80:
			stop(i)
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			stop(i)
			out = append(out, part{i, i + len(string(r))})
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u00ad' || r == '\u200b' || r == '\u200d' || r == '\u200c':
			if start < 0 {
				start = i
			}
		default:
			stop(i)
		}
	}
	stop(len(text))
	return out
}

// fold returns a word in small letters without diacritics.
func fold(w string) string {
	plain := true
	for i := range len(w) {
		if w[i] >= 0x80 {
			plain = false
			break
		}
	}
	w = strings.ToLower(w)
	if plain {
		return w
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(w) {
		switch {
		case unicode.IsMark(r), unicode.Is(unicode.Cf, r):
		case r == 'ß':
			b.WriteString("ss")
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'đ' || r == 'ð':
			b.WriteByte('d')
		case r == 'þ':
			b.WriteString("th")
		case r == 'ı':
			b.WriteByte('i')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// spellings returns a folded word as it is, and with what German, Danish and others write for a letter with dots: "mueller" and "muller"
// are one name.
func spellings(w string) []string {
	if short := strings.NewReplacer("ae", "a", "oe", "o", "ue", "u").Replace(w); short != w && len(short) >= 3 {
		return []string{w, short}
	}
	return []string{w}
}

// stem is a word without its last vowel, which is what changes in Romance and Slavic languages. Short words keep it.
func stem(w string) string {
	if n := len(w); n >= 5 && strings.IndexByte("aeiouy", w[n-1]) >= 0 || n == 4 && w[n-1] == 'a' {
		return w[:n-1]
	}
	return w
}

// inflections are what is put behind a name in the languages of pages, folded: English and German s, es, en; Slavic cases.
var inflections = []string{"s", "es", "en", "n", "ns", "ens", "e", "er", "ern", "em", "om", "owi", "owie", "iem", "ie", "ego", "emu", "ach", "ami", "ow", "owa", "iej", "ej", "ia", "i", "a", "o", "u", "y", "as", "os"}

// forms are the stems that a word of a text may be an inflection of, without doubles. Each spelling counts.
func forms(w string) []string {
	out := make([]string, 0, 12)
	add := func(s string) {
		for _, o := range out {
			if o == s {
				return
			}
		}
		out = append(out, s)
	}
	for _, form := range spellings(w) {
		add(form)
		add(stem(form))
		for _, end := range inflections {
			rest, ok := strings.CutSuffix(form, end)
			if !ok || len(rest) < 3 {
				continue
			}
			add(rest)
			add(stem(rest))
		}
	}
	return out
}
