package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
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

// readTree reads a whole file. It returns nil if the file has no usable content.
func readTree(data []byte, name string, m *strictyaml.List) *node {
	if line := strictyaml.InvalidLine(data); line > 0 {
		m.Add(line, "", "the file is not UTF-8 text: save it as UTF-8")
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
		m.Add(line, "", "this is not JSON: %v", err)
		return nil
	default:
		return readYAML(data, m)
	}
}

func readYAML(data []byte, m *strictyaml.List) *node {
	root := m.Open(data, strictyaml.Words{
		Empty:  "it needs the sections case and events",
		Second: "a file holds one case, so put it into a file of its own",
	})
	if root == nil {
		return nil
	}
	return fromYAML(root, 0, m)
}

func fromYAML(y *yaml.Node, depth int, m *strictyaml.List) *node {
	n := &node{line: y.Line, shape: unreadable}
	if depth > maxDepth {
		m.Add(y.Line, "", "values are nested too deeply")
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
		m.Add(y.Line, "", "*%s refers to another part of the file: write the value out", y.Value)
	case yaml.DocumentNode, yaml.StreamNode:
		m.Add(y.Line, "", "a document belongs at the top of a file only")
	default:
		m.Add(y.Line, "", "this kind of value is not supported")
	}
	return n
}

func shapeOf(y *yaml.Node, m *strictyaml.List) shape {
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
		m.Add(y.Line, "", "the type %s is not supported: write a plain text, number, true or false", y.Tag)
		return unreadable
	}
}

// readJSON reads JSON by its tokens, to know the lines. The data is valid JSON.
func readJSON(data []byte, m *strictyaml.List) *node {
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
	mistakes *strictyaml.List
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
			r.mistakes.Add(line, "", "values are nested too deeply")
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
