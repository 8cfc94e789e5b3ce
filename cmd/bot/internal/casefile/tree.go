package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// node is a value of a case file with the line on which it stands, whatever the form of the file. Scalars keep their
// text: a date is not turned into an instant, and NO stays the country that it is.
type node struct {
	shape shape
	text  string // of a scalar
	line  int
	keys  []*node // of a map, beside items
	items []*node // of a map or list
}

type shape int

const (
	scalar shape = iota // text, a date, or a word without quotes
	number              // a number without quotes
	truth               // true or false without quotes
	nothing
	list
	dict
	unreadable // a mistake was reported for it
)

func (s shape) String() string {
	return map[shape]string{
		scalar: "a text", number: "a number", truth: "true or false", nothing: "nothing", list: "a list", dict: "a group of fields",
		unreadable: "something else",
	}[s]
}

// maxDepth is how deep values may be nested. A case file needs six levels.
const maxDepth = 12

// readTree reads a whole file. It answers nil if there is nothing to go on with.
func readTree(data []byte, name string, m *mistakes) *node {
	if !utf8.Valid(data) {
		line := 1 + bytes.Count(data[:validPrefix(data)], []byte("\n"))
		m.add(line, "", "the file is not UTF-8 text: save it as UTF-8")
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case json.Valid(data):
		return readJSON(data, m)
	case strings.HasSuffix(strings.ToLower(name), ".json"):
		var raw json.RawMessage
		err := json.Unmarshal(data, &raw)
		line := 0
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			line = 1 + bytes.Count(data[:min(int(e.Offset), len(data))], []byte("\n"))
		}
		m.add(line, "", "this is not JSON: %v", err)
		return nil
	default:
		return readYAML(data, m)
	}
}

// validPrefix returns the length of the part before the first byte that is not UTF-8.
func validPrefix(data []byte) int {
	n := 0
	for n < len(data) {
		r, size := utf8.DecodeRune(data[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

func readYAML(data []byte, m *mistakes) *node {
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithV4Defaults())
	if err != nil {
		m.add(0, "", "the file could not be opened as YAML: %v", err)
		return nil
	}
	var doc yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		m.add(0, "", "the file is empty: it needs the sections case and events")
		return nil
	case err != nil:
		addSyntax(err, m)
		return nil
	}
	var second yaml.Node
	switch err := loader.Load(&second); {
	case err == nil:
		m.add(second.Line, "", "a second document begins here: a file holds one case, so put it into a file of its own")
	case !errors.Is(err, io.EOF):
		addSyntax(err, m)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		m.add(0, "", "the file is empty: it needs the sections case and events")
		return nil
	}
	return fromYAML(doc.Content[0], 0, m)
}

// addSyntax reports a file that cannot be read at all.
func addSyntax(err error, m *mistakes) {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		m.add(e.Mark.Line, "", "this is not YAML: %s", e.Message)
		return
	}
	m.add(0, "", "this is not YAML: %v", err)
}

func fromYAML(y *yaml.Node, depth int, m *mistakes) *node {
	n := &node{line: y.Line, shape: unreadable}
	if depth > maxDepth {
		m.add(y.Line, "", "values are nested too deeply")
		return n
	}
	switch y.Kind {
	case yaml.ScalarNode:
		n.text = y.Value
		n.shape = shapeOf(y, m)
	case yaml.SequenceNode:
		n.shape = list
		for _, c := range y.Content {
			n.items = append(n.items, fromYAML(c, depth+1, m))
		}
	case yaml.MappingNode:
		n.shape = dict
		for i := 0; i+1 < len(y.Content); i += 2 {
			n.keys = append(n.keys, fromYAML(y.Content[i], depth+1, m))
			n.items = append(n.items, fromYAML(y.Content[i+1], depth+1, m))
		}
	case yaml.AliasNode:
		m.add(y.Line, "", "*%s refers to another place: write the value out", y.Value)
	case yaml.DocumentNode, yaml.StreamNode:
		m.add(y.Line, "", "a document belongs at the top of a file only")
	default:
		m.add(y.Line, "", "this kind of value is not supported")
	}
	return n
}

func shapeOf(y *yaml.Node, m *mistakes) shape {
	switch y.Tag {
	case "!!str", "!!timestamp":
		return scalar
	case "!!int", "!!float":
		return number
	case "!!bool":
		return truth
	case "!!null":
		return nothing
	case "!!merge":
		return scalar // "<<" is then an unknown field
	default:
		m.add(y.Line, "", "the type %s is not supported: write a plain text, number, true or false", y.Tag)
		return unreadable
	}
}

// readJSON reads JSON by its tokens, to know the lines. The data is valid JSON.
func readJSON(data []byte, m *mistakes) *node {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	r := jsonReader{decoder: d, data: data, line: 1, mistakes: m}
	return r.value(0)
}

type jsonReader struct {
	decoder  *json.Decoder
	data     []byte
	counted  int // bytes of which line is the line
	line     int
	mistakes *mistakes
}

// token returns the next token and the line on which it ends. No token of JSON holds a line break. It answers false
// at the end, which valid JSON reaches only where it should.
func (r *jsonReader) token() (json.Token, int, bool) {
	t, err := r.decoder.Token()
	if err != nil {
		return nil, r.line, false
	}
	at := int(r.decoder.InputOffset())
	r.line += bytes.Count(r.data[r.counted:at], []byte("\n"))
	r.counted = at
	return t, r.line, true
}

func (r *jsonReader) value(depth int) *node {
	t, line, _ := r.token()
	n := &node{line: line}
	switch v := t.(type) {
	case string:
		n.text = v
	case json.Number:
		n.shape, n.text = number, v.String()
	case bool:
		n.shape, n.text = truth, "false"
		if v {
			n.text = "true"
		}
	case nil:
		n.shape = nothing
	case json.Delim:
		n.shape = list
		if v == '{' {
			n.shape = dict
		}
		if depth > maxDepth {
			r.mistakes.add(line, "", "values are nested too deeply")
			r.skip()
			n.shape = unreadable
			return n
		}
		for r.decoder.More() {
			if n.shape == dict {
				n.keys = append(n.keys, r.value(depth+1))
			}
			n.items = append(n.items, r.value(depth+1))
		}
		r.token()
	}
	return n
}

// skip passes over the rest of a list or group.
func (r *jsonReader) skip() {
	for open := 1; open > 0; {
		t, _, ok := r.token()
		if !ok {
			return
		}
		if d, isDelim := t.(json.Delim); isDelim {
			open++
			if d == ']' || d == '}' {
				open -= 2
			}
		}
	}
}
