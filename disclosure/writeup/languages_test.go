package writeup

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/templates"
)

// spoken are the words of a language by where they stand: each text, each kind, each category of data, each role and country.
func spoken(t *texts) map[string]string {
	out := map[string]string{"about": t.words.About, "named": t.words.Named, "problem": t.words.Problem, "unit": t.words.Unit.One + "/" + t.words.Unit.Other}
	for name, m := range map[string]map[string]string{"text": t.Texts, "data": t.words.Data, "role": t.words.Roles, "country": t.words.Countries} {
		for key, text := range m {
			out[name+" "+key] = text
		}
	}
	for name, k := range t.kinds {
		for part, text := range map[string]string{"noun": k.Noun, "nouns": k.Nouns, "found": k.Found, "remedy": k.Remedy, "one": k.Unit.One, "other": k.Unit.Other} {
			out["kind "+name+" "+part] = text
		}
	}
	return out
}

// TestEveryLanguageOfPagesHasEveryWord walks all that a page can say. An empty place on a page, or a word of another language, is found here.
func TestEveryLanguageOfPagesHasEveryWord(t *testing.T) {
	all := testTexts(t)
	en := spoken(all["en"])
	if len(en) < 800 {
		t.Fatalf("only %d texts: the test is blind", len(en))
	}
	// What is one word in two languages: names, signs, and words that one took from the other.
	same := regexp.MustCompile(`^(?:country|mark\.)|^kind \S+ (?:one|other)$|^text (?:mark|span|colon|src\.at|date|on|name|with_work|reported_as|exposed|f\.(?:cve|case|product|status|versions|revision)|k\.|sev\.|list|prepositions|col|h\.corrections|p\.|corrects|e\.note|day|work)|^role `)
	for _, lang := range templates.PageLanguages() {
		words := spoken(all[lang])
		for _, key := range slices.Sorted(maps.Keys(en)) {
			switch text := words[key]; {
			case strings.TrimSpace(text) == "":
				t.Errorf("%s has no %s", lang, key)
			case lang != "en" && text == en[key] && !same.MatchString(key) && strings.Contains(text, " "):
				t.Errorf("%s says %s in English: %q", lang, key, text)
			}
			if lang != "en" && len(en[key]) > 60 && all[lang].foreign(placeholder.ReplaceAllString(words[key], "")) != "" {
				t.Errorf("%s: %s reads as another language: %q", lang, key, words[key])
			}
		}
		if len(words) != len(en) {
			t.Errorf("%s has %d texts, English %d", lang, len(words), len(en))
		}
	}
}

// TestEveryTextIsSetAsItsLanguageIsPrinted reads the texts as a page gets them.
func TestEveryTextIsSetAsItsLanguageIsPrinted(t *testing.T) {
	for lang, wrong := range map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`["']|[«»„]`),
		"de": regexp.MustCompile(`["']|[«»]|\b(?:z|d|u)\. \pL\.`),
		"fr": regexp.MustCompile(`["'“”„]|[^\x{202f}][;!?](?:\s|$)|[^\x{00a0}]:(?:\s|$)|«[^\x{202f}]|[^\x{202f}]»`),
		"es": regexp.MustCompile(`["'“”„]|\s[;:!?]`),
	} {
		for key, text := range spoken(testTexts(t)[lang]) {
			if key != "text mark.colon" && key != "text mark.semicolon" && wrong.MatchString(text) {
				t.Errorf("%s: %s is %q", lang, key, text)
			}
		}
	}
}

// TestEveryTableWithALanguageHasEachLanguageOfPages: what is typed in a text is read, and a text is known for its language, in all of them.
func TestEveryTableWithALanguageHasEachLanguageOfPages(t *testing.T) {
	all := testTexts(t)
	c := &disclosure.Case{ID: "DL-2020-0001"}
	facts := cite.Of(timeline.Build(c, nil, civil.Date{Year: 2020, Month: time.March, Day: 1}), civil.Date{})
	for _, lang := range templates.PageLanguages() {
		date := all[lang].civil(civil.Date{Year: 2020, Month: time.February, Day: 5})
		for _, text := range []string{date, all[lang].count("day", 30), all[lang].count("work", 30)} {
			if got := facts.Check(lang, []cite.Passage{{Section: "summary", Line: 1, Text: text + "."}}); len(got) != 1 {
				t.Errorf("%s: %q is typed, and nobody reads it: %v", lang, text, got)
			}
		}
		other := "en"
		if lang == other {
			other = "de"
		}
		if got := all[other].foreign(all[lang].get("advice.affected")); got != lang {
			t.Errorf("a sentence in %s reads as %q", lang, got)
		}
		raw, err := os.ReadFile("../../templates/words/" + lang + ".json")
		if err != nil || !json.Valid(raw) {
			t.Errorf("words/%s.json: %v", lang, err)
		}
	}
}

func TestSpanishJoinsItsWords(t *testing.T) {
	es := testTexts(t)["es"]
	for want, items := range map[string][]string{
		"nombres e imágenes médicas": {"nombres", "imágenes médicas"}, "imágenes y nombres": {"imágenes", "nombres"}, "a, b e historiales": {"a", "b", "historiales"},
	} {
		if got := es.list(items); got != want {
			t.Errorf("%v is %q, want %q", items, got, want)
		}
	}
	if got := es.get("s.told", "on", "el 5 de febrero de 2020", "name", es.get("role.provider")); !strings.Contains(got, "avisamos al proveedor") {
		t.Errorf("it says %q", got)
	}
}
