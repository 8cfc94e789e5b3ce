package writeup

import (
	"strings"
	"unicode"
)

// languageWords are words by which a short text shows its language, each the word of one language: what two of them have tells nothing.
func languageWords() map[string]string {
	out := map[string]string{}
	for lang, words := range map[string]string{
		"en": "the of and with was were is are for by that from has have which not this to open exposed leaked files records public password database customers patients",
		"de": "was der die das und mit von ist wurde wurden für nicht ein eine einen auf dem den im offene offener offenes kundendaten patientendaten datenbank passwort",
		"fr": "public que le les des et avec est une du pour dans sur par été sont qui aux ouvert ouverte données fichiers clients",
		"es": "el los las y con del para por fue que una abierto abierta datos archivos clientes contraseña",
	} {
		for w := range strings.FieldsSeq(words) {
			if _, taken := out[w]; taken {
				out[w] = ""
				continue
			}
			out[w] = lang
		}
	}
	return out
}

// enough is how many bytes of a text show its language.
const enough = 2000

// foreign names the language of a text where it surely is another one than that of the page. "" is the language of the page, or one
// that nobody can tell.
func (t *texts) foreign(text string) string {
	count := map[string]int{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text[:min(len(text), enough)]), func(r rune) bool { return !unicode.IsLetter(r) }) {
		count[t.language[w]]++
	}
	best, most, second := "", 0, 0
	for _, lang := range []string{"en", "de", "fr", "es"} {
		switch n := count[lang]; {
		case n > most:
			best, most, second = lang, n, most
		case n > second:
			second = n
		}
	}
	if most == second || best == t.lang {
		return ""
	}
	return best
}
