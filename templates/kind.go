package templates

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
)

// kindWords describe one kind of asset. There is a file of them for each kind and language, in words/LANG/KIND.json. The
// words for a definition are in words/LANG/KIND.KEY.json.
type kindWords struct {
	Noun   string            `json:"noun"`
	Nouns  string            `json:"nouns"` // the plural, as it stands behind a number
	Found  string            `json:"found"` // as the object of "we found", with its article; may hold {noun}
	Class  string            `json:"class"` // which subjects fit; a key of words.Subjects
	Unit   plural            `json:"unit"`  // what is counted in it
	Risk   string            `json:"risk"`
	Remedy string            `json:"remedy"`
	Steps  map[string]string `json:"steps"` // what a step of a plan does, by the name of the step
}

type plural struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// missing names the parts that are empty.
func (k kindWords) missing() []string {
	var out []string
	for _, part := range []struct{ name, text string }{
		{"noun", k.Noun},
		{"nouns", k.Nouns},
		{"found", k.Found},
		{"class", k.Class},
		{"unit.one", k.Unit.One},
		{"unit.other", k.Unit.Other},
		{"risk", k.Risk},
		{"remedy", k.Remedy},
	} {
		if strings.TrimSpace(part.text) == "" {
			out = append(out, part.name)
		}
	}
	return out
}

// loadKinds reads the words for all kinds in a language.
func loadKinds(files fs.FS, lang string) (map[string]kindWords, error) {
	entries, err := fs.ReadDir(files, "words/"+lang)
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the words for kinds of assets in %q are missing: %w", lang, err)
	}
	out := make(map[string]kindWords, len(entries))
	for _, e := range entries {
		raw, err := fs.ReadFile(files, path.Join("words", lang, e.Name()))
		if err != nil {
			return nil, fault.Errorf(fault.Internal, "words/%s/%s cannot be read: %w", lang, e.Name(), err)
		}
		var k kindWords
		if err := json.Unmarshal(raw, &k); err != nil {
			return nil, fault.Errorf(fault.Internal, "words/%s/%s cannot be read: %w", lang, e.Name(), err)
		}
		if missing := k.missing(); len(missing) > 0 {
			return nil, fault.Errorf(fault.Invalid, "words/%s/%s lacks %s", lang, e.Name(), strings.Join(missing, ", "))
		}
		out[strings.TrimSuffix(e.Name(), ".json")] = k
	}
	return out, nil
}

// key returns the name of the words for an asset: those of its definition, of its kind, or of what its kind was called
// formerly. It is "" where there are none.
func (w *words) key(a *disclosure.Asset) string {
	family, _, _ := strings.Cut(a.Kind, ".")
	for _, name := range []string{a.Kind + "." + a.Key, a.Kind, w.formerly[a.Kind], family, w.formerly[family]} {
		if _, ok := w.kinds[name]; ok {
			return name
		}
	}
	return ""
}

// kind returns the words for an asset. They are empty where there are none: a message about it is refused then. For the
// kind "other" a person has given the noun.
func (w *words) kind(a *disclosure.Asset) kindWords {
	name := w.key(a)
	k := w.kinds[name]
	if name == closure.Other {
		if noun := oneLine(a.Noun); noun != "" {
			k.Found = strings.ReplaceAll(k.Found, "{noun}", noun)
			k.Noun, k.Nouns = noun, noun
		}
	}
	return k
}

// CheckKinds reports which of the kinds have no words in some language, or none for one of the given names of steps. What
// nobody can describe must not be asked or recorded.
func (s *Set) CheckKinds(kinds []string) error {
	for _, lang := range MessageLanguages() {
		for _, kind := range kinds {
			if _, ok := s.words[lang].kinds[kind]; !ok {
				return fault.Errorf(fault.Invalid, "the kind %q has no words in %q: words/%s/%s.json is missing", kind, lang, lang, kind)
			}
		}
	}
	return nil
}

// Nouns returns the names of kinds that words exist for, sorted. Those of definitions hold a dot.
func (s *Set) Nouns() []string { return slices.Sorted(maps.Keys(s.words[MessageLanguages()[0]].kinds)) }

// Noun returns what an asset is, in the singular and as it stands behind a number.
func (s *Set) Noun(lang string, a disclosure.Asset) (one, many string) {
	k := s.words[Language(lang)].kind(&a)
	return k.Noun, k.Nouns
}
