package casefile

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// maxFlow is the length of the longest text that still stands within a line of its group.
const maxFlow = 60

// writeYAML writes what a person would: one line per event, as long as its texts are short.
func writeYAML(out io.Writer, doc group) error {
	d, err := yaml.NewDumper(out, yaml.WithV4Defaults(), yaml.WithLineWidth(-1), yaml.WithIndent(2),
		yaml.WithCompactSeqIndent(false), yaml.WithQuotePreference(yaml.QuoteDouble))
	if err == nil {
		root := toYAML(doc)
		root.Style = 0
		for i := 1; i < len(root.Content); i += 2 {
			root.Content[i].Style = 0 // the sections themselves stand open
			if root.Content[i].Kind == yaml.MappingNode {
				openSection(root.Content[i])
			}
		}
		err = d.Dump(root)
	}
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		return fault.Errorf(fault.Internal, "a case file could not be written: %w", err)
	}
	return nil
}

// openSection gives each element of a list of groups its own line.
func openSection(section *yaml.Node) {
	for i := 1; i < len(section.Content); i += 2 {
		v := section.Content[i]
		if v.Kind == yaml.SequenceNode && len(v.Content) > 1 {
			v.Style = 0
		}
	}
}

func toYAML(value any) *yaml.Node {
	switch v := value.(type) {
	case group:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle}
		for _, f := range v {
			child := toYAML(f.value)
			n.Content = append(n.Content, textNode(f.name), child)
			if child.Kind == yaml.ScalarNode && (len(child.Value) > maxFlow && strings.Contains(child.Value, " ") || strings.Contains(child.Value, "\n")) ||
				child.Kind != yaml.ScalarNode && child.Style != yaml.FlowStyle {
				n.Style = 0
			}
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
		for _, e := range v {
			child := toYAML(e)
			n.Content = append(n.Content, child)
			if child.Kind != yaml.ScalarNode && child.Style != yaml.FlowStyle {
				n.Style = 0
			}
		}
		return n
	case count:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatInt(int64(v), 10)}
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v)}
	case date:
		return dateNode(string(v))
	case string:
		return textNode(v)
	default:
		return textNode("")
	}
}

// dateNode writes a date without quotes, whatever YAML takes it for: it is read as text again.
func dateNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if _, err := strconv.Atoi(s); err == nil {
		n.Tag = "!!int"
	} else if w, err := civil.ParseWhen(s); err == nil &&
		(w.Precision() == civil.PrecisionDay || w.Precision() == civil.PrecisionMinute && !strings.Contains(s, " ")) {
		n.Tag = "!!timestamp"
	}
	return n
}

func textNode(s string) *yaml.Node {
	s = strings.ToValidUTF8(s, "\ufffd") // as JSON does; there is no other way to write it
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if slices.Contains(oldWords, strings.ToLower(s)) || strings.Contains(s, "://") || s != "" && !startsPlainly(s) ||
		strings.ContainsFunc(s, unseen) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// unseen reports whether a character is a line break or cannot be seen. It is written as an escape, which every
// reader gives back as it was.
func unseen(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// startsPlainly reports whether a text begins with a letter or digit; other beginnings look like notation.
func startsPlainly(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// oldWords are true and false in YAML 1.1, which many tools still read.
var oldWords = []string{"y", "n", "yes", "no", "on", "off"}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
