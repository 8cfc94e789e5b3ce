package spreadsheet

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
)

// words says what the words of a cell mean that a case file spells otherwise. A word that it does not know goes on as it is
// written, and the check of case files answers.
type words map[column]map[string]string

func newWords() words {
	return words{
		event: {
			"found": "discovered", "discovery": "discovered", "gefunden": "discovered", "entdeckt": "discovered", "fund": "discovered", "découvert": "discovered",
			"verified": "validated", "geprüft": "validated", "bestätigt": "validated",
			"reported": "contacted", "notified": "contacted", "mailed": "contacted", "told": "contacted", "gemeldet": "contacted", "kontaktiert": "contacted",
			"angeschrieben": "contacted", "benachrichtigt": "contacted", "contacté": "contacted",
			"confirmed receipt": "acknowledged", "eingang bestätigt": "acknowledged", "empfang bestätigt": "acknowledged",
			"answer": "replied", "answered": "replied", "reply": "replied", "antwort": "replied", "geantwortet": "replied", "réponse": "replied",
			"bounce": "bounced", "unzustellbar": "bounced", "automatic answer": "auto_replied", "abwesenheitsnotiz": "auto_replied",
			"fix announced": "fix_promised", "behebung zugesagt": "fix_promised", "fix reported": "fix_claimed", "behebung gemeldet": "fix_claimed",
			"secured": "closed", "geschlossen": "closed", "gesichert": "closed", "abgesichert": "closed", "fermé": "closed",
			"open again": "reopened", "wieder offen": "reopened", "erneut offen": "reopened",
			"told the provider": "escalated", "eskaliert": "escalated", "escalation": "escalated",
			"deadline": "deadline_set", "frist gesetzt": "deadline_set", "frist abgelaufen": "deadline_passed",
			"press": "publicly_reported", "press report": "publicly_reported", "pressebericht": "publicly_reported", "presse": "publicly_reported",
			"publication": "published", "veröffentlicht": "published", "veröffentlichung": "published", "publié": "published",
			"stellungnahme": "statement", "bestritten": "disputed", "abgelehnt": "refused",
			"authority told": "regulator_told", "behörde informiert": "regulator_told", "betroffene informiert": "data_subjects_told",
			"comment": "note", "notiz": "note", "bemerkung": "note", "case closed": "work_closed", "fall geschlossen": "work_closed",
		},
		party: {
			"company": "vendor", "owner": "vendor", "hersteller": "vendor", "unternehmen": "vendor", "betreiber": "vendor", "firma": "vendor",
			"hoster": "provider", "host": "provider", "hosting": "provider", "anbieter": "provider", "hébergeur": "provider",
			"cert": "coordinator", "csirt": "coordinator", "koordinator": "coordinator", "koordinierungsstelle": "coordinator",
			"authority": "regulator", "dpa": "regulator", "behörde": "regulator", "datenschutzbehörde": "regulator", "aufsichtsbehörde": "regulator",
			"plattform": "platform", "presse": "press", "we": "finder", "team": "finder", "us": "finder", "wir": "finder", "finder": "finder",
		},
		channel: {
			"e mail": "email", "mail": "email", "telephone": "phone", "call": "phone", "telefon": "phone", "anruf": "phone", "web form": "form", "formular": "form",
			"kontaktformular": "form", "letter": "letter", "post": "letter", "brief": "letter", "fax": "letter", "ticket": "issue", "github": "issue",
			"twitter": "social", "mastodon": "social", "linkedin": "social", "social media": "social", "soziale medien": "social", "slack": "chat", "messenger": "chat",
		},
		source: {
			"vendor": "vendor_mail", "mail of the vendor": "vendor_mail", "vendor mail": "vendor_mail", "hersteller": "vendor_mail",
			"article": "press", "presse": "press", "artikel": "press", "ticket": "issue", "colleague": "person", "person": "person",
		},
		visibility: {
			"öffentlich": "public", "intern": "internal", "team": "internal", "hersteller": "vendor", "everybody": "public",
		},
	}
}

// read turns the word of a cell into the word of a case file.
func (w words) read(col column, written string) string {
	plain := squeezed(written)
	if meant, ok := w[col][plain]; ok {
		return meant
	}
	switch col {
	case event, source:
		return strings.ReplaceAll(plain, " ", "_")
	case party, channel, visibility:
		return plain
	default:
		return written
	}
}

// twofold are words for an event that mean a claim to one reader and a closure to the next.
func twofold(written string) string {
	if !slices.Contains([]string{"fixed", "fix", "resolved", "remediated", "patched", "solved", "behoben", "gefixt", "gelöst", "corrigé"}, squeezed(written)) {
		return ""
	}
	return fmt.Sprintf("%q may be the word of the vendor or what somebody saw: write %s for a claim, or %s where it was seen to be shut",
		written, disclosure.KindFixClaimed, disclosure.KindClosed)
}

// truth reads yes and no. An empty cell is no.
func truth(written string) (yes, ok bool) {
	switch squeezed(written) {
	case "yes", "y", "true", "x", "1", "ja", "wahr", "oui":
		return true, true
	case "", "no", "n", "false", "0", "nein", "falsch", "non":
		return false, true
	}
	return false, false
}

// thousands is a whole number in groups of three. A count has no fraction, so that there is one reading.
var thousands = pattern.New(`^\d{1,3}(?:[., '’\x{00a0}\x{202f}_]\d{3})+$`)

var digitsOnly = pattern.New(`^\d{1,15}$`)

// count reads a number of records, "" if it is none.
func count(written string) string {
	if thousands.MatchString(written) {
		written = pattern.New(`\D`).ReplaceAllString(written, "")
	}
	if !digitsOnly.MatchString(written) {
		return ""
	}
	if written = strings.TrimLeft(written, "0"); written == "" {
		return "0"
	}
	return written
}

// kindsOf splits the kinds of data that one cell lists.
func kindsOf(written string) []any {
	var out []any
	for part := range strings.FieldsFuncSeq(written, func(r rune) bool { return r == ',' || r == ';' || r == '|' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, strings.ReplaceAll(part, " ", "_"))
		}
	}
	return out
}
