package writeup

import (
	"io/fs"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// kindWords describe one kind of asset.
type kindWords struct {
	Noun   string `json:"noun"`
	Nouns  string `json:"nouns"`
	Found  string `json:"found"` // may hold {noun}
	Remedy string `json:"remedy"`
	Unit   unit   `json:"unit"`
}

// unit is what is counted.
type unit struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// byNoun is the kind of asset that a person names with a noun of their own.
const byNoun = "other"

// loadKinds reads the words for all kinds of a language.
func (t *texts) loadKinds(files fs.FS) error {
	dir := "words/" + t.lang
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return fault.Errorf(fault.Internal, "the words for kinds of assets in %s cannot be read: %w", dir, err)
	}
	t.kinds = make(map[string]kindWords, len(entries))
	for _, e := range entries {
		var k kindWords
		if err := readJSON(files, dir+"/"+e.Name(), &k); err != nil {
			return err
		}
		t.kinds[strings.TrimSuffix(e.Name(), ".json")] = k
	}
	if _, ok := t.kinds[byNoun]; !ok {
		return fault.Errorf(fault.Internal, "%s has no words for other kinds", dir)
	}
	return readJSON(files, "words/formerly.json", &t.formerly)
}

// kind returns the words for an asset: those of its definition, of its kind, or of what its kind was called formerly. What
// nobody has words for is a problem, and is called no more than that.
func (t *texts) kind(a *disclosure.Asset) kindWords {
	family, _, _ := strings.Cut(a.Kind, ".")
	for _, name := range []string{a.Kind + "." + a.Key, a.Kind, t.formerly[a.Kind], family, t.formerly[family]} {
		if k, ok := t.kinds[name]; ok && (name != byNoun || a.Noun != "") {
			k.Found = strings.ReplaceAll(k.Found, "{noun}", a.Noun)
			if name == byNoun {
				k.Noun, k.Nouns, k.Remedy = a.Noun, a.Noun, ""
			}
			return k
		}
	}
	k := t.kinds[byNoun]
	k.Found, k.Remedy = t.words.Problem, ""
	return k
}

// thing says what was found, as the object of a sentence.
func (t *texts) thing(c *disclosure.Case) string {
	switch len(c.Assets) {
	case 0:
		return t.words.Problem
	case 1:
		return t.kind(&c.Assets[0]).Found
	}
	return strings.NewReplacer("{n}", t.number(int64(len(c.Assets))), "{nouns}", t.list(kinds(t, c))).Replace(t.words.Named)
}

// kinds names what the assets are, with a number where there are several of a kind.
func kinds(t *texts, c *disclosure.Case) []string {
	var nouns []string
	counts, many := map[string]int{}, map[string]string{}
	for i := range c.Assets {
		k := t.kind(&c.Assets[i])
		if counts[k.Noun] == 0 {
			nouns = append(nouns, k.Noun)
		}
		counts[k.Noun]++
		many[k.Noun] = k.Nouns
	}
	for i, noun := range nouns {
		if n := counts[noun]; n > 1 {
			nouns[i] = t.number(int64(n)) + "\u00a0" + many[noun]
		}
	}
	return nouns
}

// unit is what is counted in the assets: that of their kinds where they agree, else records.
func (t *texts) unit(c *disclosure.Case) unit {
	if len(c.Assets) == 0 {
		return t.words.Unit
	}
	first := t.kind(&c.Assets[0]).Unit
	if slices.ContainsFunc(c.Assets, func(a disclosure.Asset) bool { return t.kind(&a).Unit != first }) {
		return t.words.Unit
	}
	return first
}
