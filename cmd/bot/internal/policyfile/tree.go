package policyfile

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxDepth is how deep values may be nested. A policy needs seven levels.
const maxDepth = 12

// readTree reads the one document of a file. It answers nil if there is nothing to go on with. Aliases are refused by
// the reader, so that a small file cannot unfold into a large one.
func readTree(data []byte, m *mistakes) *yaml.Node {
	if !utf8.Valid(data) {
		m.add(0, "", "the file is not UTF-8 text: save it as UTF-8")
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithV4Defaults())
	if err != nil {
		m.add(0, "", "the file could not be opened as YAML: %v", err)
		return nil
	}
	var doc yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		m.add(0, "", "the file is empty: it needs policy, title, source, version and clauses")
		return nil
	case err != nil:
		m.syntax(err)
		return nil
	}
	var second yaml.Node
	switch err := loader.Load(&second); {
	case err == nil:
		m.add(second.Line, "", "a second document begins here: a file holds one policy")
	case !errors.Is(err, io.EOF):
		m.syntax(err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		m.add(0, "", "the file is empty: it needs policy, title, source, version and clauses")
		return nil
	}
	return doc.Content[0]
}

func (m *mistakes) syntax(err error) {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		m.add(e.Mark.Line, "", "this is not YAML: %s", e.Message)
		return
	}
	m.add(0, "", "this is not YAML: %v", err)
}

// kindOf says what a node is, in words.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a group of fields"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "a reference to another place"
	case yaml.ScalarNode:
		switch n.Tag {
		case "!!str", "!!timestamp":
			return "a text"
		case "!!int", "!!float":
			return "a number"
		case "!!bool":
			return "true or false"
		case "!!null":
			return "nothing"
		}
	case yaml.DocumentNode, yaml.StreamNode: // at the top of a file only
	}
	return "something else"
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func under(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
