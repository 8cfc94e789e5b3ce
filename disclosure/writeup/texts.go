package writeup

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/writeup/typeset"
)

// texts are the words and sentences of one language.
type texts struct {
	lang        string
	Months      []string          `json:"months"`
	MonthsShort []string          `json:"months_short"`
	Texts       map[string]string `json:"texts"`

	words    words
	language map[string]string    // words that show a language; see [texts.foreign]
	kinds    map[string]kindWords // by kind, or by kind and definition
	formerly map[string]string    // what a kind was called in old cases
}

// words are what this package uses of the words that are shared with mails.
type words struct {
	Thousands string            `json:"thousands"`
	Grouped   int               `json:"grouped_from"` // digits from which a number is grouped; 0 is four
	About     string            `json:"about"`
	Named     string            `json:"named"` // several assets as the object of "was found"
	Problem   string            `json:"problem"`
	Unit      unit              `json:"unit"`
	Data      map[string]string `json:"data"`
	Roles     map[string]string `json:"roles"`
	Countries map[string]string `json:"countries"`
}

// loadTexts reads every language and compares them: a sentence that one language lacks, or that has another
// placeholder there, is a defect and is found here and not by a reader.
func loadTexts(files fs.FS, languages []string) (map[string]*texts, error) {
	all := make(map[string]*texts, len(languages))
	for _, lang := range languages {
		t := &texts{lang: lang, language: languageWords()}
		if err := readJSON(files, "writeup/"+lang+".json", t); err != nil {
			return nil, err
		}
		if err := readJSON(files, "words/"+lang+".json", &t.words); err != nil {
			return nil, err
		}
		if len(t.Months) != 12 || len(t.MonthsShort) != 12 {
			return nil, fault.Errorf(fault.Internal, "writeup/%s.json does not name twelve months", lang)
		}
		if err := t.loadKinds(files); err != nil {
			return nil, err
		}
		t.set()
		all[lang] = t
	}
	first := all[languages[0]]
	for _, lang := range languages[1:] {
		if err := first.compare(all[lang]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// set gives the texts of the program the marks and spaces of their language, before anything of a case stands in them.
func (t *texts) set() {
	each := func(all ...*string) {
		for _, s := range all {
			*s = typeset.Text(t.lang, *s)
		}
	}
	for _, m := range []map[string]string{t.Texts, t.words.Data, t.words.Roles, t.words.Countries} {
		for key, s := range m {
			m[key] = typeset.Text(t.lang, s)
		}
	}
	each(&t.words.About, &t.words.Named, &t.words.Problem)
	for name, k := range t.kinds {
		each(&k.Noun, &k.Nouns, &k.Found, &k.Remedy)
		t.kinds[name] = k
	}
}

func readJSON(files fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return fault.Errorf(fault.Internal, "the texts in %s cannot be read: %w", name, err)
	}
	return nil
}

var placeholder = pattern.New(`\{[a-z0-9]+\}`)

// compare reports the first key at which two languages differ in more than words.
func (t *texts) compare(o *texts) error {
	for _, key := range slices.Sorted(maps.Keys(t.Texts)) {
		other, ok := o.Texts[key]
		if !ok {
			return fault.Errorf(fault.Internal, "writeup/%s.json has no text %q", o.lang, key)
		}
		a, b := placeholder.FindAllString(t.Texts[key], -1), placeholder.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			return fault.Errorf(fault.Internal, "%q has the placeholders %v in %s and %v in %s", key, a, t.lang, b, o.lang)
		}
	}
	if len(o.Texts) != len(t.Texts) {
		return fault.Errorf(fault.Internal, "writeup/%s.json has texts that writeup/%s.json lacks", o.lang, t.lang)
	}
	return nil
}

// get returns a text with its placeholders filled: name, value, name, value. Values are not searched again, so one
// that looks like a placeholder stays what it is.
func (t *texts) get(key string, fill ...string) string {
	text := t.Texts[key]
	if len(fill) == 0 {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if found && !closed {
			b.WriteString("{" + rest)
		}
		if !closed {
			return typeset.Sentence(t.lang, b.String())
		}
		b.WriteString(filled(name, fill))
		text = after
	}
}

// filled is the value of a placeholder, and the placeholder itself where nobody gives one.
func filled(name string, fill []string) string {
	for i := 0; i+1 < len(fill); i += 2 {
		if fill[i] == name {
			return fill[i+1]
		}
	}
	return "{" + name + "}"
}

// count returns a text in its singular or plural form with {n} filled.
func (t *texts) count(key string, n int) string {
	form := ".other"
	// French counts zero as one.
	if n == 1 || n == 0 && t.lang == "fr" {
		form = ".one"
	}
	return t.get(key+form, "n", t.number(int64(n)))
}

// number writes n with the separators of the language.
func (t *texts) number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	if len(strings.TrimPrefix(digits, "-")) < t.words.Grouped {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteString(t.words.Thousands)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// list joins items as a sentence does.
func (t *texts) list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	and := "list.and"
	if typeset.AndBefore(t.lang, items[last]) {
		and = "list.and_i"
	}
	return strings.Join(items[:last], ", ") + " " + t.get(and) + " " + items[last]
}

// country returns the name of a country by its ISO 3166 code, the code itself where two letters are not known, and
// nothing for anything else.
func (t *texts) country(code string) string {
	code = strings.ToUpper(code)
	if name, ok := t.words.Countries[code]; ok {
		return name
	}
	if len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z' {
		return code
	}
	return ""
}

// upper makes the first letter of a sentence a capital one.
func upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
