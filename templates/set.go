package templates

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

//go:embed words mail issue stop correction writeup
var files embed.FS

// MessageLanguages returns the languages of messages, in which every text exists. The first is the one to fall back to.
func MessageLanguages() []string { return []string{"en", "de", "fr"} }

// PageLanguages returns the languages of pages and timelines: those of messages and the ones that we write no messages in. Of the latter the
// words are only those that package writeup reads.
func PageLanguages() []string { return append(MessageLanguages(), "es") }

// Writeup returns the files that a writeup is made of: words/LANG.json, words/LANG/KIND.json, words/formerly.json, writeup/LANG.json, writeup/page.html.tmpl,
// writeup/page.md.tmpl and writeup/page.css. Package writeup says what it expects in each.
func Writeup() fs.FS { return files }

// Files returns the files of [Writeup], with the words of the team among them.
func (s *Set) Files() fs.FS { return s.files }

// Set renders messages. It is safe for concurrent use.
type Set struct {
	files  fs.FS
	words  map[string]*words
	mails  map[string]*template.Template // by template and language
	issues map[string]*template.Template // by language
	stops  map[string]*template.Template // by language

	corrections map[string]*template.Template // by language
}

// New parses every text. own are the words of a team; an error that is not Invalid is a defect of the program.
func New(own ...Own) (*Set, error) {
	all, err := withOwn(files, own)
	if err != nil {
		return nil, err
	}
	s := &Set{
		files:  all,
		words:  map[string]*words{},
		mails:  map[string]*template.Template{},
		issues: map[string]*template.Template{},
	}
	for _, lang := range MessageLanguages() {
		w, err := loadWords(all, lang)
		if err != nil {
			return nil, err
		}
		s.words[lang] = w
		for _, t := range disclosure.Templates() {
			if s.mails[key(t, lang)], err = parse("mail/"+lang+"/"+string(t)+".tmpl", "mail/"+lang+"/parts.tmpl"); err != nil {
				return nil, err
			}
		}
		if s.issues[lang], err = parse("issue/" + lang + ".tmpl"); err != nil {
			return nil, err
		}
	}
	if s.stops, err = parseStops(); err != nil {
		return nil, err
	}
	s.corrections, err = parseCorrections()
	return s, err
}

func key(t disclosure.Template, lang string) string { return string(t) + "/" + lang }

// parse reads a text, and the parts that it shares with others.
func parse(name string, parts ...string) (*template.Template, error) {
	t := template.New(name).Option("missingkey=error")
	for _, file := range append(parts, name) {
		raw, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fault.Errorf(fault.Internal, "the text %s is missing: %w", file, err)
		}
		if _, err := t.Parse(string(raw)); err != nil {
			return nil, fault.Errorf(fault.Internal, "the text %s cannot be read: %w", file, err)
		}
	}
	return t, nil
}

// Language returns the language of a text for a reader who prefers one: "fr-CA" gives "fr", anything that there is
// no text for gives "en".
func Language(preferred string) string {
	base, _, _ := strings.Cut(strings.ToLower(preferred), "-")
	if slices.Contains(MessageLanguages(), base) {
		return base
	}
	return MessageLanguages()[0]
}

// LanguageOf returns the language in which owners of a country are written to when they name none: that of the words that
// claim it, else the first language.
func (s *Set) LanguageOf(country string) string {
	for _, lang := range MessageLanguages() {
		if slices.Contains(s.words[lang].Preferred, strings.ToUpper(country)) {
			return lang
		}
	}
	return MessageLanguages()[0]
}

// Mail renders a message: a subject of one line and a body whose lines are wrapped at 72 characters and end with a
// line feed. An unknown template or language, and a field that the template needs and d does not have, give an error
// with the code Invalid that names what is missing.
func (s *Set) Mail(t disclosure.Template, lang string, d MailData) (subject, body string, err error) {
	parsed, ok := s.mails[key(t, lang)]
	if !ok {
		return "", "", fault.Errorf(fault.Invalid,
			"there is no text %q in %q: choose one of %v in one of %v", t, lang, disclosure.Templates(), MessageLanguages())
	}
	if missing := append(d.missing(t), d.unspoken(s.words[lang])...); len(missing) > 0 {
		return "", "", fault.Errorf(fault.Invalid,
			"the message %s cannot be written yet, this is missing: %s", t, strings.Join(missing, "; "))
	}
	v := d.view(s.words[lang])
	d.inform(&v, s.words[lang], t)
	subject, text, err := execute(parsed, v)
	if err != nil {
		return "", "", err
	}
	return subject, wrap(text), nil
}

// execute renders a template and takes its first line apart as the subject.
func execute(t *template.Template, data any) (subject, text string, err error) {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", "", fault.Errorf(fault.Internal, "the text %s cannot be rendered: %w", t.Name(), err)
	}
	first, text, _ := strings.Cut(b.String(), "\n")
	subject, ok := strings.CutPrefix(first, "Subject: ")
	if !ok {
		return "", "", fault.Errorf(fault.Internal, "the text %s has no subject", t.Name())
	}
	return oneLine(subject), text, nil
}

// upper makes the first letter of a text a capital one.
func upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
