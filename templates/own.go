package templates

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/fault"
)

// Own are the words that a team brings for a definition of its own, by language. They have the form of the files below
// words/LANG.
type Own struct {
	Kind, Key string // of the assets that are asked by the definition
	Words     map[string]json.RawMessage
}

// Check says what is missing of the words: a language, or a part of one.
func (o Own) Check() error {
	var missing []string
	for lang := range o.Words {
		if !slices.Contains(PageLanguages(), lang) {
			return fault.Errorf(fault.Invalid, "definition %s: words.%s: there are words in %s", o.Key, lang, strings.Join(PageLanguages(), ", "))
		}
	}
	for _, lang := range PageLanguages() {
		messages := slices.Contains(MessageLanguages(), lang)
		raw, ok := o.Words[lang]
		if !ok {
			if messages { // a page without them says what is true of the kind
				missing = append(missing, "words."+lang)
			}
			continue
		}
		var k kindWords
		if err := json.Unmarshal(raw, &k); err != nil {
			return fault.Errorf(fault.Invalid, "definition %s: words.%s is not a group of texts: %w", o.Key, lang, err)
		}
		for _, part := range k.missing() {
			if !messages && (part == "class" || part == "risk") {
				continue // only messages say them
			}
			missing = append(missing, "words."+lang+"."+part)
		}
		for step := range k.Steps {
			return fault.Errorf(fault.Invalid, "definition %s: words.%s.steps.%s: what a check does follows from the definition, so it is not written down", o.Key, lang, step)
		}
	}
	if len(missing) > 0 {
		return fault.Errorf(fault.Invalid, "definition %s has no words for messages; missing: %s", o.Key, strings.Join(missing, ", "))
	}
	return nil
}

// withOwn adds the words of a team to the files of the program.
func withOwn(base fs.FS, own []Own) (fs.FS, error) {
	if len(own) == 0 {
		return base, nil
	}
	out := overlay{FS: base, extra: map[string][]byte{}}
	for _, o := range own {
		if err := o.Check(); err != nil {
			return nil, err
		}
		for lang, raw := range o.Words {
			if slices.Contains(MessageLanguages(), lang) {
				var err error
				if raw, err = withSteps(base, lang, o); err != nil {
					return nil, err
				}
			}
			out.extra[path.Join("words", lang, o.Kind+"."+o.Key+".json")] = raw
		}
	}
	return out, nil
}

// withSteps adds what a check does to the words of a team: the same as for every definition of the kind.
func withSteps(base fs.FS, lang string, o Own) ([]byte, error) {
	kinds, err := loadKinds(base, lang)
	if err != nil {
		return nil, err
	}
	general, ok := kinds[o.Kind]
	if !ok {
		return nil, fault.Errorf(fault.Invalid, "definition %s is of the kind %q, which has no words", o.Key, o.Kind)
	}
	var k kindWords
	if err := json.Unmarshal(o.Words[lang], &k); err != nil {
		return nil, fault.Errorf(fault.Invalid, "definition %s: words.%s cannot be read: %w", o.Key, lang, err)
	}
	k.Steps = general.Steps
	return json.Marshal(k)
}

// overlay is a tree of files with some more in it.
type overlay struct {
	fs.FS
	extra map[string][]byte
}

// ReadFile implements [fs.ReadFileFS].
func (o overlay) ReadFile(name string) ([]byte, error) {
	if raw, ok := o.extra[name]; ok {
		return slices.Clone(raw), nil
	}
	return fs.ReadFile(o.FS, name)
}

// ReadDir implements [fs.ReadDirFS].
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil {
		return nil, err
	}
	for file, raw := range o.extra {
		if path.Dir(file) != name || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == path.Base(file) }) {
			continue
		}
		entries = append(entries, fs.FileInfoToDirEntry(extraFile{path.Base(file), int64(len(raw))}))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// extraFile describes a file of an overlay.
type extraFile struct {
	name string
	size int64
}

func (f extraFile) Name() string     { return f.name }
func (f extraFile) Size() int64      { return f.size }
func (extraFile) Mode() fs.FileMode  { return 0o444 }
func (extraFile) ModTime() time.Time { return time.Time{} }
func (extraFile) IsDir() bool        { return false }
func (extraFile) Sys() any           { return nil }
