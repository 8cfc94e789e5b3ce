package templates

import (
	"encoding/json"
	"io/fs"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/statement"
)

// words are the parts of one language that mails, issues and writeups share.
type words struct {
	Thousands string               `json:"thousands"` // separator of groups of three digits
	ListAnd   string               `json:"list_and"`
	About     string               `json:"about"`        // holds {n}
	Preferred []string             `json:"preferred_in"` // countries whose owners are written to in the language, ISO 3166-1 alpha-2
	Kinds     map[string]kindWords `json:"kinds"`
	Aliases   map[string]string    `json:"aliases"` // kind to the kind whose words it uses
	Data      map[string]string    `json:"data"`
	Channels  map[string]string    `json:"channels"`
	Roles     map[string]string    `json:"roles"`
	Responses map[string]string    `json:"responses"` // what came of an attempt; may hold {on}
	Countries map[string]string    `json:"countries"`

	Information informationWords `json:"information"`

	Openness   openWords                   `json:"openness"`
	Statements map[statement.Kind][]string `json:"statements"` // the sentences that state something without a value
}

// openWords say on what ground something is called open that no fresh answer of ours shows open.
type openWords struct {
	Last      string `json:"last"`     // holds {on} and {age}
	Source    string `json:"source"`   // holds {source} and {on}
	Somebody  string `json:"somebody"` // as {source}, where nobody is named
	ByHand    string `json:"by_hand"`  // holds {on}
	Believed  string `json:"believed"`
	Today     string `json:"today"`
	Yesterday string `json:"yesterday"`
	Ago       string `json:"ago"` // holds {n}
}

// kindWords describe one kind of asset.
type kindWords struct {
	Noun   string `json:"noun"`
	Found  string `json:"found"` // as the object of "we found", with its article
	Unit   plural `json:"unit"`  // what is counted in it
	Remedy string `json:"remedy"`
	Method string `json:"method"` // how its probe asks
}

type plural struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// loadWords reads the words of a language.
func loadWords(files fs.FS, lang string) (*words, error) {
	raw, err := fs.ReadFile(files, "words/"+lang+".json")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the words of %q are missing: %w", lang, err)
	}
	var w words
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, fault.Errorf(fault.Internal, "the words of %q cannot be read: %w", lang, err)
	}
	return &w, nil
}

// kind returns the words of a kind of asset: its own, those of its alias or of its family ("azure" for
// "azure.blob"), else those for a data store in general.
func (w *words) kind(kind string) kindWords {
	family, _, _ := strings.Cut(kind, ".")
	for _, name := range []string{kind, w.Aliases[kind], family, w.Aliases[family]} {
		if k, ok := w.Kinds[name]; ok {
			return k
		}
	}
	return w.Kinds["other"]
}

// data returns the word for a category of data. A category without a word is shown as it is written, without
// underscores.
func (w *words) data(category string) string {
	if word, ok := w.Data[category]; ok {
		return word
	}
	return oneLine(strings.ReplaceAll(category, "_", " "))
}

// list joins items as a sentence does.
func (w *words) list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + w.ListAnd + " " + items[last]
}

// contents says what is exposed: how much of what. It is empty when neither is known.
func (w *words) contents(e disclosure.Exposed, unit plural) string {
	categories := make([]string, 0, len(e.Data))
	for _, category := range e.Data {
		categories = append(categories, w.data(category))
	}
	if e.Records <= 0 {
		return w.list(categories)
	}
	noun := unit.Other
	if e.Records == 1 {
		noun = unit.One
	}
	count := w.number(e.Records) + " " + noun
	if e.Records >= 1000 && e.Records%100 == 0 {
		count = strings.ReplaceAll(w.About, "{n}", count)
	}
	if len(categories) == 0 {
		return count
	}
	return count + " (" + w.list(categories) + ")"
}

// number writes n with the separators of the language.
func (w *words) number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(w.Thousands)
		}
		b.WriteRune(d)
	}
	return b.String()
}
