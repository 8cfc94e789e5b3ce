package typeset_test

import (
	"testing"

	"daylight/disclosure/writeup/typeset"
)

func TestEachLanguageIsSetByItsOwnRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, lang, in, want string }{
		{"French sets a narrow space before the high marks", "fr", "Fermé ; vu ! Où ? Oui;", "Fermé\u202f; vu\u202f! Où\u202f? Oui\u202f;"},
		{"and a whole one before a colon", "fr", "{a} : {b}", "{a}\u00a0: {b}"},
		{"a colon at the end too", "fr", "Contact :", "Contact\u00a0:"},
		{"but none inside of a time", "fr", "à 20:00 UTC", "à 20:00 UTC"},
		{"French quotation marks keep their words", "fr", `dit « non » et "oui"`, "dit «\u202fnon\u202f» et «\u202foui\u202f»"},
		{"a mark that is set right stays", "fr", "Fermé\u202f; {a}\u00a0: «\u202foui\u202f»", "Fermé\u202f; {a}\u00a0: «\u202foui\u202f»"},
		{"the apostrophe is a curved one", "fr", "l'historique d'un dossier", "l’historique d’un dossier"},
		{"German quotation marks", "de", `Schalten Sie "Block Public Access" ein`, "Schalten Sie „Block Public Access“ ein"},
		{"a German abbreviation stays on one line", "de", "Daten, z. B. Bilder, d. h. alle", "Daten, z.\u00a0B. Bilder, d.\u00a0h. alle"},
		{"German sets no space before a mark", "de", "Geschlossen; ja!", "Geschlossen; ja!"},
		{"English quotation marks", "en", `switch on "Block" at the team's bucket`, "switch on “Block” at the team’s bucket"},
		{"Spanish quotation marks", "es", `Active "Block"`, "Active «Block»"},
		{"a language that we do not know keeps its text", "xx", `"a" ; b`, `"a" ; b`},
	} {
		got := typeset.Text(c.lang, c.in)
		if got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.rule, c.in, got, c.want)
		}
		if twice := typeset.Text(c.lang, got); twice != got {
			t.Errorf("%s: twice is %q", c.rule, twice)
		}
	}
}

func TestSpanishWordsMeet(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Avisamos a el proveedor": "Avisamos al proveedor", "respuesta de el proveedor": "respuesta del proveedor",
		"Avisamos a El País": "Avisamos a El País", "la de él mismo": "la de él mismo",
	} {
		if got := typeset.Sentence("es", in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if got := typeset.Sentence("en", "a el b"); got != "a el b" {
		t.Errorf("English became %q", got)
	}
	for word, want := range map[string]bool{
		"imágenes": true, "índices": true, "historiales": true, "Ibiza": true, "hielo": false, "iones": false, "yates": false, "datos": false, "": false,
	} {
		if got := typeset.AndBefore("es", word); got != want {
			t.Errorf("before %q: %v", word, got)
		}
	}
	if typeset.AndBefore("fr", "images") {
		t.Error("French has one word for it")
	}
}
