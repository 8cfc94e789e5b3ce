// Package typeset sets Daylight's own sentences as each language prints them: its quotation marks, its apostrophe, and the spaces at which no
// line may break. Only texts of the program go through it. What people wrote and what others are quoted with stays as they typed it, because a
// quote that was improved is none.
package typeset

import (
	"regexp"
	"strings"
)

const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f"
)

var (
	quoted     = regexp.MustCompile(`"([^"]*)"`)
	apostrophe = regexp.MustCompile(`(\pL)'`)
	// A mark that French sets apart; one inside of a word or a time, such as "20:00", is none.
	high  = regexp.MustCompile(`[ \x{00a0}\x{202f}]*([;!?])(\s|$)`)
	colon = regexp.MustCompile(`[ \x{00a0}\x{202f}]*:(\s|$)`)
	open  = regexp.MustCompile(`«[ \x{00a0}\x{202f}]*`)
	shut  = regexp.MustCompile(`[ \x{00a0}\x{202f}]*»`)
	// The abbreviations of several words that German sets with a space.
	abbreviated = regexp.MustCompile(`\b(z|d|u|o|i|s)\. (B|h|a|Ä|ä|d|o|u)\.`)
)

// Text sets a text of the program in a language. Twice is once.
func Text(lang, s string) string {
	s = apostrophe.ReplaceAllString(s, "$1’")
	switch lang {
	case "en":
		return quoted.ReplaceAllString(s, "“$1”")
	case "de":
		return abbreviated.ReplaceAllString(quoted.ReplaceAllString(s, "„$1“"), "$1."+noBreak+"$2.")
	case "es":
		return quoted.ReplaceAllString(s, "«$1»")
	case "fr":
		s = quoted.ReplaceAllString(s, "«$1»")
		s = high.ReplaceAllString(s, narrowNoBreak+"$1$2")
		s = colon.ReplaceAllString(s, noBreak+":$1")
		return shut.ReplaceAllString(open.ReplaceAllString(s, "«"+narrowNoBreak), narrowNoBreak+"»")
	}
	return s
}

// contracted are the words that Spanish writes as one. "El" with a capital letter belongs to a name and stays.
var contracted = strings.NewReplacer(" a el ", " al ", " de el ", " del ")

// Sentence sets a sentence after its words are in place: what two of them become where they meet.
func Sentence(lang, s string) string {
	if lang == "es" {
		return contracted.Replace(s)
	}
	return s
}

// AndBefore reports whether the "and" of a language has another form before a word: Spanish "e" before the sound of i.
func AndBefore(lang, word string) bool {
	if lang != "es" {
		return false
	}
	word = strings.ToLower(word)
	for _, not := range []string{"hie", "hia", "hio", "ie", "ia", "io"} {
		if strings.HasPrefix(word, not) {
			return false
		}
	}
	return strings.HasPrefix(word, "i") || strings.HasPrefix(word, "í") || strings.HasPrefix(word, "hi") || strings.HasPrefix(word, "hí")
}
