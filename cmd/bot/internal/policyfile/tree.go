package policyfile

import (
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
)

// maxDepth is how deep values may be nested. A policy needs seven levels.
const maxDepth = 12

// readTree reads the one document of a file. It returns nil if the file has no usable content. The reader refuses
// aliases.
func readTree(data []byte, m *mistakes) *yaml.Node {
	if !utf8.Valid(data) {
		m.Add(0, "", "the file is not UTF-8 text: save it as UTF-8")
		return nil
	}
	return m.Open(data, strictyaml.Words{
		Empty:  "it needs policy, title, source, version and clauses",
		Second: "a file holds one policy",
	})
}

// kindOf says what a node is, in words.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a group of fields"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "a reference to another part of the file"
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
