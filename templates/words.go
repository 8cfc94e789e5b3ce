package templates

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/statement"
)

// words are the parts of one language that mails, issues and writeups share.
type words struct {
	Thousands string              `json:"thousands"` // separator of groups of three digits
	ListAnd   string              `json:"list_and"`
	Semicolon string              `json:"semicolon"`    // between items that hold commas themselves
	About     string              `json:"about"`        // holds {n}
	Preferred []string            `json:"preferred_in"` // countries whose owners are written to in the language, ISO 3166-1 alpha-2
	Unit      plural              `json:"unit"`         // what is counted where several kinds do not agree
	Subjects  map[string]subjects `json:"subjects"`     // by class of kinds; hold {noun}, {party} and {n}
	Problem   string              `json:"problem"`      // what we found, where a case names no asset
	Named     string              `json:"named"`        // several assets as the object of "we found"
	More      string              `json:"more"`         // what a message says that does not name all; holds {shown} and {n}
	Seen      seenWords           `json:"seen"`
	Checks    checkWords          `json:"checks"`
	Dates     dateWords           `json:"dates"`
	Ahead     aheadWords          `json:"ahead"`
	AnyData   string              `json:"any_data"` // several kinds of data, without naming them
	Size      sizeWords           `json:"size"`
	Data      map[string]string   `json:"data"`

	Severities map[disclosure.Severity]string `json:"severities"` // a judgement is said to be one

	Channels  map[string]string `json:"channels"`
	Roles     map[string]string `json:"roles"`
	Responses map[string]string `json:"responses"` // what came of an attempt; may hold {on}
	Countries map[string]string `json:"countries"`

	Information informationWords `json:"information"`
	Rehearsal   rehearsalWords   `json:"rehearsal"`

	Look     lookWords     `json:"look"`
	Why      whyWords      `json:"why"`
	Calendar calendarWords `json:"calendar"`
	Standing standingWords `json:"standing"`

	Openness   openWords                   `json:"openness"`
	Statements map[statement.Kind][]string `json:"statements"` // the sentences that state something without a value

	kinds    map[string]kindWords // by kind, or by kind and definition
	formerly map[string]string    // what a kind was called in old cases
}

// openWords say on what ground something is called open that no fresh answer of ours shows open.
type openWords struct {
	Last      string `json:"last"`     // holds {on} and {age}
	Source    string `json:"source"`   // holds {source} and {on}
	Somebody  string `json:"somebody"` // as {source}, where nobody is named
	ByHand    string `json:"by_hand"`  // holds {on}
	Believed  string `json:"believed"`
	Since     string `json:"since"` // as Believed, where a check of ours saw it open once; holds {on}
	Today     string `json:"today"`
	Yesterday string `json:"yesterday"`
	Ago       string `json:"ago"` // holds {n}
}

// sizeWords write a number of bytes; they hold {n}.
type sizeWords struct {
	Bytes string `json:"bytes"`
	KiB   string `json:"kib"`
}

// loadWords reads the words of a language.
func loadWords(files fs.FS, lang string) (*words, error) {
	var w words
	if err := readWords(files, "words/"+lang+".json", &w); err != nil {
		return nil, err
	}
	if err := readWords(files, "words/formerly.json", &w.formerly); err != nil {
		return nil, err
	}
	var err error
	if w.kinds, err = loadKinds(files, lang); err != nil {
		return nil, err
	}
	for name := range w.kinds {
		if class := w.kinds[name].Class; w.Subjects[class] == (subjects{}) {
			return nil, fault.Errorf(fault.Invalid, "words/%s/%s.json is of the class %q, which words/%s.json has no subjects for", lang, name, class, lang)
		}
	}
	return &w, nil
}

func readWords(files fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return fault.Errorf(fault.Internal, "%s cannot be read: %w", name, err)
	}
	return nil
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

// listApart joins items as list does, and keeps them apart by semicolons where one of them holds a comma.
func (w *words) listApart(items []string) string {
	if len(items) < 2 || !slices.ContainsFunc(items, func(s string) bool { return strings.Contains(s, ",") }) {
		return w.list(items)
	}
	last := len(items) - 1
	return strings.Join(items[:last], w.Semicolon) + w.Semicolon + w.ListAnd + " " + items[last]
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
