package cite

// language is how dates and durations are typed in one language. All words are in lower case. A stem matches the beginning of a
// word; one with a blank before it and after it is a word.
type language struct {
	months  [12][]string // whole words, the long name first
	capital bool         // a month begins with a capital letter: "12 may be affected" is no date
	days    []string
	working []string
	numbers [13]string // in words; "" is none
	// breaks are words at which another statement begins: a date after one of them is not about what stands before it.
	breaks []string
	stems  map[anchor][]string // words by which a sentence speaks of an anchor
}

// languageOf returns the table of a language. What is typed in another language is not read.
func languageOf(lang string) (language, bool) {
	l, ok := map[string]language{"en": english(), "de": german(), "fr": french(), "es": spanish()}[lang]
	return l, ok
}

func english() language {
	return language{
		capital: true,
		months: [12][]string{
			{"january", "jan"},
			{"february", "feb"},
			{"march", "mar"},
			{"april", "apr"},
			{"may"},
			{"june", "jun"},
			{"july", "jul"},
			{"august", "aug"},
			{"september", "sept", "sep"},
			{"october", "oct"},
			{"november", "nov"},
			{"december", "dec"},
		},
		days: []string{"days", "day"}, working: []string{"working", "business"},
		numbers: [13]string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
		breaks:  []string{" and ", " but ", " while ", " before ", " after "},
		stems: map[anchor][]string{
			discovered:   {"discover", " found ", " find "},
			contact:      {" told ", "inform", "contact", "notif", " wrote ", "report", " message "},
			acknowledged: {"answer", "repl", "respon", "acknowledg"},
			closure:      {"closed", "closure", "closing", " fixed ", "remediat", "secured", " shut "},
			published:    {"publish", "publication"},
		},
	}
}

func german() language {
	return language{
		capital: true,
		months: [12][]string{
			{"januar", "jan", "jänner"},
			{"februar", "feb", "feber"},
			{"märz", "mrz"},
			{"april", "apr"},
			{"mai"},
			{"juni", "jun"},
			{"juli", "jul"},
			{"august", "aug"},
			{"september", "sept", "sep"},
			{"oktober", "okt"},
			{"november", "nov"},
			{"dezember", "dez"},
		},
		days: []string{"tagen", "tage", "tags", "tag"}, working: []string{"werktage", "werktagen", "werktag", "arbeitstage", "arbeitstagen", "arbeitstag"},
		numbers: [13]string{"", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"},
		breaks:  []string{" und ", " aber ", " während ", " bevor ", " nachdem "},
		stems: map[anchor][]string{
			discovered:   {"entdeck", "gefunden", " fund ", " fanden "},
			contact:      {"informiert", "kontakt", "gemeldet", "meldeten", " meldung ", "nachricht", "benachrichtig", "schrieb", "angeschrieben"},
			acknowledged: {"antwort", "geantwortet", "bestätig"},
			closure:      {"geschlossen", "schließung", "schloss", "behoben", "gesichert", "abgeschaltet"},
			published:    {"veröffentlich"},
		},
	}
}

func french() language {
	return language{
		months: [12][]string{
			{"janvier", "janv"},
			{"février", "fevrier", "févr"},
			{"mars"},
			{"avril", "avr"},
			{"mai"},
			{"juin"},
			{"juillet", "juil"},
			{"août", "aout"},
			{"septembre", "sept"},
			{"octobre", "oct"},
			{"novembre", "nov"},
			{"décembre", "decembre", "déc"},
		},
		days: []string{"jours", "jour"}, working: []string{"ouvrés", "ouvré", "ouvrables", "ouvrable"},
		numbers: [13]string{"", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"},
		breaks:  []string{" et ", " mais ", " tandis ", " avant ", " après "},
		stems: map[anchor][]string{
			discovered:   {"découv", "trouvé"},
			contact:      {"inform", "contact", "signal", "averti", "prévenu", " message ", "écrit"},
			acknowledged: {"répon", "accusé"},
			closure:      {"fermé", "fermeture", "corrig", "sécuris"},
			published:    {"publi"},
		},
	}
}

func spanish() language {
	return language{
		months: [12][]string{
			{"enero", "ene"},
			{"febrero", "feb"},
			{"marzo", "mar"},
			{"abril", "abr"},
			{"mayo"},
			{"junio", "jun"},
			{"julio", "jul"},
			{"agosto", "ago"},
			{"septiembre", "setiembre", "sept"},
			{"octubre", "oct"},
			{"noviembre", "nov"},
			{"diciembre", "dic"},
		},
		days: []string{"días", "dias", "día"}, working: []string{"hábiles", "hábil", "laborables", "laborable"},
		numbers: [13]string{"", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"},
		breaks:  []string{" y ", " pero ", " mientras ", " antes ", " después "},
		stems: map[anchor][]string{
			discovered:   {"descubr", "encontr", "hallaz"},
			contact:      {"inform", "contact", "avis", "notific", "comunic", "mensaje", "escribi"},
			acknowledged: {"respond", "respuest", "contest"},
			closure:      {"cerr", "cierre", "corrig", "asegur"},
			published:    {"public"},
		},
	}
}
