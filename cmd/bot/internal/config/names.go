package config

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Reserved reports whether a name is one that a reader would take for the program or for a party, whatever its letters are:
// nobody of the team may bear it.
func Reserved(name string) bool {
	switch skeleton(name) {
	case skeleton("daylight"), skeleton("engine"), skeleton("system"), skeleton("bot"), skeleton("vendor"), skeleton("provider"),
		skeleton("coordinator"), skeleton("regulator"), skeleton("platform"), skeleton("press"), skeleton("finder"),
		skeleton("somebody"), skeleton("nobody"), skeleton("anybody"), skeleton("everybody"):
		return true
	default:
		return false
	}
}

// alike reports whether a reader could take two names for one.
func alike(a, b string) bool { return skeleton(a) == skeleton(b) }

// looksLike are letters that look like a Latin one, and letters and digits that are mistaken for each other. A few from
// Cyrillic and Greek are enough: a name with another letter of theirs does not pass for a Latin name.
var looksLike = strings.NewReplacer(
	"а", "a", "ɑ", "a", "α", "a", "в", "b", "ь", "b", "с", "c", "ϲ", "c", "ԁ", "d", "е", "e", "ε", "e", "є", "e", "һ", "h", "н", "h",
	"і", "i", "ı", "i", "ι", "i", "ј", "j", "к", "k", "κ", "k", "ӏ", "l", "м", "m", "п", "n", "η", "n", "о", "o", "ο", "o", "σ", "o",
	"р", "p", "ρ", "p", "ԛ", "q", "г", "r", "ѕ", "s", "т", "t", "τ", "t", "υ", "u", "ν", "v", "ѵ", "v", "ԝ", "w", "ω", "w",
	"х", "x", "χ", "x", "у", "y", "γ", "y", "0", "o", "1", "l", "i", "l", "|", "l", "rn", "m", "vv", "w",
)

// skeleton is what a reader sees of a name: compatible letters made one, accents, case, blanks and marks left out, and
// letters that look alike made one.
func skeleton(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(name))) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '|' {
			b.WriteRune(r)
		}
	}
	once := looksLike.Replace(b.String())
	return looksLike.Replace(once) // a letter that looks like i looks like l
}
