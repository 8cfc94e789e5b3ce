package place

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// versionStems begin the words that stand before the number of a version, in the languages that people write writeups in; versionWords
// are short ones, and whole.
var (
	versionStems = []string{
		"version", "versión", "versão", "versõe", "versie", "wersj", "верси", "バージョン", "版本", "release", "firmware", "build", "patch", "upgrade", "update",
		"softwarestand", "softwareversion", "revision", "révision", "revisión", "revisione", "hotfix", "ausgabe", "aktualisier", "actualiz", "aggiornament",
	}
	versionWords = map[string]bool{
		"v": true, "ver": true, "vers": true, "rev": true, "sw": true, "fw": true,
	}
)

// elsewhere are words that say that what follows is a place and no version.
var elsewhere = map[string]bool{
	"ip": true, "ips": true, "host": true, "hosts": true, "server": true, "servers": true, "address": true, "addresses": true, "adresse": true,
	"adressen": true, "adresses": true, "dirección": true, "indirizzo": true, "endereço": true, "adres": true, "serveur": true, "servidor": true,
	"at": true, "on": true, "auf": true, "unter": true, "sur": true,
}

// saysVersion reports whether a word, in lower case, is one for a version.
func saysVersion(w string) bool {
	if versionWords[w] || versionWords[strings.TrimSuffix(w, ".")] {
		return true
	}
	for _, stem := range versionStems {
		if strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}

// joining are the words and signs between such a word, or one number of a version, and the next number.
var joining = map[string]bool{
	"is": true, "was": true, "are": true, "were": true, "no": true, "nr": true, "number": true, "numbers": true, "before": true, "below": true,
	"prior": true, "to": true, "up": true, "through": true, "from": true, "until": true, "till": true, "and": true, "or": true, "than": true,
	"since": true, "including": true, "the": true, "older": true, "newer": true, "later": true, "earlier": true, "ist": true, "war": true, "sind": true,
	"vor": true, "bis": true, "ab": true, "von": true, "und": true, "oder": true, "nummer": true, "zu": true, "älter": true, "die": true, "der": true,
	"den": true, "das": true, "des": true, "est": true, "était": true, "avant": true, "jusqu'à": true, "à": true, "de": true, "du": true, "et": true,
	"ou": true, "le": true, "la": true, "les": true, "aux": true, "au": true, "numéro": true, "depuis": true, "es": true, "era": true, "antes": true,
	"hasta": true, "desde": true, "y": true, "o": true, "el": true, "los": true, "las": true, "al": true, "un": true, "una": true, "è": true,
	"prima": true, "fino": true, "dal": true, "dalla": true, "dalle": true, "alla": true, "alle": true, "da": true, "e": true, "il": true, "lo": true,
	"numero": true, "até": true, "do": true, "dos": true, "ao": true, "os": true, "as": true, "um": true, "uma": true, "tot": true, "en": true,
	"of": true, "vanaf": true, "voor": true, "het": true, "od": true, "oraz": true, "i": true, "lub": true, "przed": true, "=": true, ":": true,
	"<": true, ">": true, "<=": true, ">=": true, "≤": true, "≥": true, "–": true, "-": true, "—": true, "→": true, "->": true, "~": true, ",": true,
	"/": true, "&": true, ";": true, "(": true, "[": true, "|": true,
}

// orOthers follow a number that is a version, or the last one of a list of them.
var orOthers = []string{
	"or later", "or newer", "or higher", "or above", "or earlier", "or older", "and later", "and newer", "and higher", "and above", "and earlier", "and older", "and below",
	"and prior", "and up", "oder neuer", "oder höher", "oder älter", "und neuer", "und höher", "und älter", "und früher", "et antérieures", "et antérieurs", "et inférieures",
	"et supérieures", "ou ultérieure", "ou supérieure", "ou plus récent", "ou antérieure", "y anteriores", "o posterior", "y posteriores", "o superior", "o anterior",
	"e precedenti", "o successiva", "e successive", "o precedente", "e anteriores", "ou posterior", "ou anterior", "en ouder", "en hoger", "of hoger", "of nieuwer", "of ouder",
	"i nowsze", "i starsze", "lub nowsza", "lub nowszej", "lub starsza",
}

const (
	near     = 120 // how far from a number a word is looked for, in bytes
	unknowns = 3   // how many words between may be any
)

// IsVersion reports whether the four numbers at text[start:end] are said to be a version: a word for it stands before them in the same
// sentence, a few words before at most, or words such as "or later" follow. A word for a place before them, "at" or "host", says no.
func IsVersion(text string, start, end int) bool {
	if followedByOthers(strings.ToLower(text[end:min(len(text), end+near)])) {
		return true
	}
	before := text[max(0, start-near):start]
	for skipped := 0; before != ""; {
		word := lastWord(before)
		if word == "" {
			return false
		}
		before = strings.TrimRight(before[:strings.LastIndex(before, word)], " \t*`\"'")
		word = strings.ToLower(strings.Trim(word, "*`\"'"))
		plain := strings.Trim(word, ":=,;()[]<>")
		switch {
		case strings.HasSuffix(word, ".") && !versionWords[strings.TrimSuffix(word, ".")]:
			return false // a sentence ended
		case saysVersion(plain):
			return true
		case elsewhere[plain]:
			return false
		case word == "|" && versionColumn(text[:start]):
			return true
		case word == "" || plain == "" || joining[word] || joining[plain] || numbered(plain):
		case skipped < unknowns && !strings.ContainsAny(word[len(word)-1:], ".!?;"):
			skipped++
		default:
			return false
		}
	}
	return false
}

// followedByOthers reports whether what follows a number in lower case says that it is a version.
func followedByOthers(after string) bool {
	after = strings.TrimLeft(after, " \t)]`*\"'")
	for _, word := range []string{"release", "build", "firmware", "version", "patch", "update"} {
		if rest, ok := strings.CutPrefix(after, word); ok && !startsLetter(rest) {
			return true
		}
	}
	after = strings.TrimLeft(after, " ,0123456789.x") // the next numbers of a list
	for _, words := range orOthers {
		if rest, ok := strings.CutPrefix(after, words); ok && !startsLetter(rest) {
			return true
		}
	}
	return false
}

// siblings tells more versions by those that are known: the same product counts on from the same number.
func siblings(all []Literal) {
	var known [256]bool
	for _, l := range all {
		if l.Version {
			known[l.Addr.As4()[0]] = true
		}
	}
	for i := range all {
		if l := &all[i]; known[l.Addr.As4()[0]] && !l.placed {
			l.Version = true
		}
	}
}

// saidToBeThere reports whether a word for a place stands right before a number.
func saidToBeThere(text string, start int) bool {
	word := strings.Trim(strings.ToLower(lastWord(text[max(0, start-near):start])), ":=,;()[]<>*`\"'|")
	return elsewhere[word] || strings.HasSuffix(word, "/")
}

// versionColumn reports whether a table, with a line of hyphens under its head, speaks of versions there.
func versionColumn(table string) bool {
	const longest = 2000 // bytes of the head of a table
	head, _, ok := strings.Cut(table[:min(len(table), longest)], "---")
	if !ok {
		return false
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(head), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if saysVersion(w) {
			return true
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
