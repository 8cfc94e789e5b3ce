package strictyaml

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Reason is why a file is not one document.
type Reason int

// The reasons.
const (
	Empty   Reason = iota // there is no document
	Second                // there is more than one
	NotYAML               // the parser refused it
)

// Fault is what stands in the way of opening a file.
type Fault struct {
	Reason Reason
	Line   int   // where a second document begins, and where the parser stopped; 0 if that is not known
	Err    error // of the parser. It repeats words of the file.
}

// Open returns the tree of the one document of a file, nil if it has no usable content. With a tree there may be
// faults, too: they are about what follows the document. Aliases stay nodes of their own, so that a small file cannot
// unfold into a large one. The caller bounds the size of the file, and the depth to which it follows the tree.
func Open(text []byte) (root *yaml.Node, faults []Fault) {
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithV4Defaults())
	if err != nil {
		return nil, []Fault{notYAML(err)}
	}
	var doc, second yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, []Fault{{Reason: Empty}}
	case err != nil:
		return nil, []Fault{notYAML(err)}
	}
	switch err := loader.Load(&second); {
	case err == nil:
		faults = append(faults, Fault{Reason: Second, Line: second.Line})
	case !errors.Is(err, io.EOF):
		faults = append(faults, notYAML(err))
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, append(faults, Fault{Reason: Empty})
	}
	return doc.Content[0], faults
}

func notYAML(err error) Fault {
	f := Fault{Reason: NotYAML, Err: err}
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		f.Line = e.Mark.Line
	}
	return f
}

// Words are what a kind of file says of itself.
type Words struct {
	Empty  string // what an empty file lacks
	Second string // why a second document is refused
}

// Open is [Open] for files without secrets: it adds the faults to the list, with the words of the parser.
func (l *List) Open(text []byte, w Words) *yaml.Node {
	root, faults := Open(text)
	for _, f := range faults {
		switch f.Reason {
		case Empty:
			l.Add(0, "", "the file is empty: %s", w.Empty)
		case Second:
			l.Add(f.Line, "", "a second document begins here: %s", w.Second)
		case NotYAML:
			what := f.Err.Error()
			if e, ok := errors.AsType[*yaml.LoadError](f.Err); ok {
				what = e.Message // without the line, which is said already
			}
			l.Add(f.Line, "", "this is not YAML: %s", what)
		}
	}
	return root
}

// InvalidLine returns the line of the first byte that is not UTF-8, 0 if there is none.
func InvalidLine(text []byte) int {
	line := 1
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		rest = rest[size:]
	}
	return 0
}
