package inbound

import (
	"strings"
	"unicode"
)

// bylineForms are how ticket systems announce what one of their people wrote, behind the name, by language.
var bylineForms = forms(`^ commented|wrote|replied|responded $
	^ has? added|left|posted|written a|an|the? new? comment|reply|note|response|answer
	^ hat? kommentiert|geantwortet|geschrieben $
	^ hat eine? .. antwort|kommentar|nachricht .. geschrieben|hinzugefügt|hinterlassen
	^ schrieb|antwortete|kommentierte $
	^ a commenté|répondu|écrit $
	^ a ajouté un|une commentaire|réponse
	^ comentó|respondió|escribió|escreveu|comentou|respondeu $
	^ ha commentato|risposto|scritto $
	^ ha añadido|aggiunto un|una comentario|respuesta|commento|risposta
	^ heeft gereageerd|geantwoord|geschreven $
	^ heeft een reactie|opmerking|antwoord .. geplaatst|toegevoegd
	^ napisał|napisała|odpowiedział|odpowiedziała|skomentował|skomentowała $`)

// byline returns the name of who wrote a text, where a ticket system names a person in a line of its own above the words:
// "Priyanka Rao commented:". A department or the system itself is nobody's name.
func byline(text string) string {
	seen := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if seen++; seen > 6 {
			return ""
		}
		if len(line) > 120 || !strings.HasSuffix(line, ":") {
			continue
		}
		fields := strings.Fields(line)
		for n := 1; n <= min(4, len(fields)-1); n++ {
			name := strings.Join(fields[:n], " ")
			if unicode.IsUpper([]rune(name)[0]) && nameLike(name) && bylineForms.in(wordsOf(strings.Join(fields[n:], " "))) {
				return name
			}
		}
	}
	return ""
}
