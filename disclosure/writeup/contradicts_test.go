package writeup_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/content"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/templates"
)

// says reports whether the page and its Markdown both hold a text, or neither does.
func says(t *testing.T, rule string, files writeup.Files, text string, want bool) {
	t.Helper()
	for _, name := range []string{writeup.FileHTML, writeup.FileMarkdown} {
		if got := strings.Contains(plainSpaces(files[name]), text); got != want {
			t.Errorf("%s: %s holds %q: %t, want %t", rule, name, text, got, want)
		}
	}
}

// plainSpaces writes the spaces that do not break as spaces that do.
func plainSpaces(b []byte) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "&nbsp;", " ", "\n", " ").Replace(string(b))
}

// A row that its source dates so that it does not fit is printed as that, in every language and format.
func TestAContradictionOfASourceIsPrintedAsSuch(t *testing.T) {
	t.Parallel()
	words := map[string]string{
		"en": "as its source gives it; it does not fit the other dates", "de": "so nach der Quelle", "fr": "selon la source", "es": "según la fuente",
	}
	for _, lang := range templates.PageLanguages() {
		in := nextMotion(t, false)
		in.Lang, in.Mode = lang, disclosure.Limited
		files := render(t, newRenderer(t), in)
		says(t, lang+", all fits", files, words[lang], false)

		events := numbered([]disclosure.Event{
			{Kind: disclosure.KindContacted, At: day(2020, time.January, 20), Party: disclosure.Vendor, Source: disclosure.SourcePress},
			{Kind: disclosure.KindDiscovered, At: day(2020, time.January, 24)},
		})
		in.Timeline = timeline.Build(in.Case, events, civil.Date{Year: 2020, Month: time.February, Day: 16})
		says(t, lang, render(t, newRenderer(t), in), words[lang], true)
	}
}

// What stays on purpose is told to readers; a false alarm is nothing to tell. Every check of a text has its sentence.
func TestReadersAreToldWhatStaysOnPurpose(t *testing.T) {
	t.Parallel()
	words := map[string]string{"en": "on purpose", "de": "mit Absicht", "fr": "volontairement", "es": "a propósito"}
	for _, lang := range templates.PageLanguages() {
		for _, check := range content.Rules() {
			in := nextMotion(t, true)
			in.Lang = lang
			o := manuscript.Override{Check: string(check), Finding: "f", Found: "MASKED", Why: manuscript.OnPurpose, Reason: "INTERNAL"}
			in.Case.Manuscript = in.Case.Manuscript.Decided(2, &o, false)
			files := render(t, newRenderer(t), in)
			says(t, lang+" "+string(check), files, words[lang], true)
			says(t, lang+" "+string(check), files, "INTERNAL", false)
			says(t, lang+" "+string(check), files, "MASKED", false)
			o.Why = manuscript.FalseAlarm
			in.Case.Manuscript = in.Case.Manuscript.Decided(2, &o, false)
			says(t, lang+" "+string(check), render(t, newRenderer(t), in), words[lang], false)
		}
	}
}
