package place

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// versionWords stand before the number of a version, in the languages that people write writeups in.
var versionWords = wordSet(`version versions v ver vers release releases released build builds firmware revision rev patch patchlevel hotfix update upgrade upgraded
	softwareversion firmwareversion softwarestand versionen versionsnummer ausgabe
	versión versiones révision révisions versione versioni versão versões versie versies wersja wersji wersje wersjach revisión revisione
	версия версии версию リリース バージョン 版本`)

// joining are the words and signs between such a word, or one number of a version, and the next number.
var joining = wordSet(`is was are were no nr number numbers before below prior to up through from until till and or than since including like namely running
	of in with the old older newer new later earlier least
	ist war sind vor bis ab von und oder nummer zu älter inklusive
	est était avant jusqu' jusqu'à à de du et ou antérieure antérieures numéro depuis
	es era antes hasta desde y o anterior anteriores número al
	è prima fino da e precedente precedenti numero
	até anterior desde
	is tot en of vanaf voor nummer
	do od oraz i lub przed
	= : < > <= >= ≤ ≥ – - — → -> ~ , / & ; ( [ |`)

// behind are what follows a number that is a version.
var behind = []string{
	"or later", "or newer", "or higher", "or above", "or earlier", "or older", "and later", "and newer", "and higher", "and above", "and earlier", "and older", "and below",
	"and prior", "and up", "release", "build", "firmware", "version", "patch", "update",
	"oder neuer", "oder höher", "oder älter", "und neuer", "und höher", "und älter", "und früher", "et antérieures", "et antérieurs", "et inférieures", "et supérieures",
	"ou ultérieure", "ou supérieure", "ou plus récent", "y anteriores", "o posterior", "y posteriores", "o superior", "e precedenti", "o successiva", "e successive",
	"e anteriores", "ou posterior", "en ouder", "en hoger", "of hoger", "of nieuwer", "i nowsze", "i starsze", "lub nowsza", "lub nowszej",
}

// near is how far from a number a word is looked for, in bytes.
const near = 80

// IsVersion reports whether the four numbers at text[start:end] are said to be a version: a word for it stands before them, with other
// numbers and small words between at most, or a word such as "or later" follows. Anything else before them, "at" or "host", ends the search.
func IsVersion(text string, start, end int) bool {
	after := text[end:min(len(text), end+near)]
	after = strings.ToLower(strings.TrimLeft(after, " \t)]`*\"'"))
	for _, b := range behind {
		if rest, ok := strings.CutPrefix(after, b); ok && !startsLetter(rest) {
			return true
		}
	}
	before := text[max(0, start-near):start]
	for before != "" {
		word := lastWord(before)
		if word == "" {
			return false
		}
		before = strings.TrimRight(before[:strings.LastIndex(before, word)], " \t*`\"'")
		word = strings.ToLower(strings.Trim(word, "*`\"'"))
		plain := strings.Trim(word, ":=,;()[]<>")
		switch {
		case versionWords[plain] || versionWords[strings.TrimSuffix(plain, ".")]:
			return true
		case word == "" || joining[word] || joining[plain] || plain == "":
		case numbered(plain):
		default:
			return false
		}
	}
	return false
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// lastWord is what follows the last space of a text.
func lastWord(s string) string {
	s = strings.TrimRight(s, " \t\n")
	return s[strings.LastIndexAny(s, " \t\n>")+1:]
}

// numbered reports whether a word is a number with dots, as "v2.3" and "7.x" are.
func numbered(s string) bool {
	s = strings.TrimPrefix(s, "v")
	if s == "" || !digit(s[0]) {
		return false
	}
	return strings.Trim(s, "0123456789.x*-") == ""
}

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
