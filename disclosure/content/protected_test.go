package content_test

import (
	"encoding/json"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/content"
	"daylight/disclosure/content/people"
)

// guarded is a case in which words are protected.
func guarded(c *disclosure.Case, words ...string) content.Subject {
	key := people.Key("a key of this test")
	var digests []string
	for _, w := range words {
		digests = append(digests, strings.Join(key.Digest(w), " "))
	}
	about := content.About(c, disclosure.Full, "")
	about.Protected = key.Finder(digests).Find
	return about
}

func TestAProtectedWordIsFoundAndNeverRepeated(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{ID: "DL-2020-0001", Title: "An open bucket"}
	about := guarded(c, "Morgenrot", "Zofia Kowalska", "Müller")
	for rule, file := range map[string]struct{ name, text string }{
		"in a paragraph":            {"index.md", "The team of Morgenrot answered."},
		"in other letters":          {"index.md", "MORGENROT answered, mörgenrot did too."},
		"inflected":                 {"index.md", "We thank Zofii Kowalskiej for it."},
		"across inline markup":      {"index.html", "<p>Mor<b>gen</b>rot answered</p>"},
		"as entities":               {"index.html", "<p>&#77;orgenrot answered</p>"},
		"in letters that look so":   {"index.md", "Mоrgenrоt answered"},
		"in an attribute":           {"index.html", `<img src="a.png" alt="the office of Morgenrot">`},
		"in a picture":              {"timeline.svg", `<svg xmlns="http://www.w3.org/2000/svg"><text x="1" y="2">Morgenrot</text></svg>`},
		"in the name of the file":   {"morgenrot.md", "Nothing."},
		"in two words of a person":  {"index.md", "zofia_kowalska wrote"},
		"spelled without an umlaut": {"index.md", "Herr Mueller wrote"},
		"in a note of a picture":    {"card.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x1ftEXtAuthor\x00drawn for Morgenrot\x00\xff\xfe"},
		"in a mail address":         {"index.md", "Write to zofia.kowalska@clinic-moser.ch about it"},
		"beside a mail address":     {"index.md", "Morgenrot: write to nobody.known@clinic-moser.ch of Morgenrot"},
	} {
		found := content.Scan(map[string][]byte{file.name: []byte(file.text)}, about)
		hit := false
		for i := range found {
			hit = hit || found[i].Rule == content.RuleProtected
			if found[i].Lifts == "" {
				t.Errorf("%s: nothing would lift it", rule)
			}
		}
		if !hit {
			t.Errorf("%s: not found: %+v", rule, found)
		}
		said, err := json.Marshal(found)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"morgenrot", "mоrgenrоt", "kowalsk", "zofi", "mueller"} {
			if strings.Contains(strings.ToLower(string(said)), word) {
				t.Errorf("%s: the word is repeated: %s", rule, said)
			}
		}
	}
	for _, text := range []string{"The morning red of the hall.", "A mill and a miller."} {
		if found := content.Scan(map[string][]byte{"index.md": []byte(text)}, about); len(found) > 0 {
			t.Errorf("%q: %+v", text, found)
		}
	}
}

func TestAWordThatThePagePrintsByItselfSaysWhere(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{
		ID: "DL-2020-0001", Title: "Bucket of Morgenrot", Summary: "It was Abendrot.",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Kowalski GmbH"}},
	}
	about := guarded(c, "Morgenrot", "Abendrot", "Kowalski", "Mittag")
	found := content.Scan(map[string][]byte{"index.md": []byte("Morgenrot\n\nAbendrot\n\nKowalski\n\nMittag\n")}, about)
	if len(found) != 4 {
		t.Fatalf("%+v", found)
	}
	for i, want := range []string{"the title of the case", "the summary of the case", "the name of a party (vendor)", "Write the text without it"} {
		if !strings.Contains(found[i].Lifts, want) {
			t.Errorf("line %d: %q does not say %q", found[i].Line, found[i].Lifts, want)
		}
	}
}

func TestAnOverrideOfAProtectedWordHoldsForEachOfItsSpellings(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{ID: "DL-2020-0001"}
	about := guarded(c, "Kowalski", "Morgenrot")
	all := content.Scan(map[string][]byte{"index.md": []byte("KOWALSKI wrote.\n\nThe letter of Kowalskiego.\n\nMorgenrot\n")}, about)
	if len(all) != 3 || all[0].Digest != all[1].Digest || all[0].Digest == all[2].Digest {
		t.Fatalf("%+v", all)
	}
	about.Overridden = []string{all[0].Digest}
	if open := content.Open(content.Scan(map[string][]byte{"index.md": []byte("kowalski and Morgenrot")}, about)); len(open) != 1 || open[0].Digest != all[2].Digest {
		t.Errorf("%+v", open)
	}
}
