package config

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/pattern"
)

// maxText bounds one text of the configuration, in characters.
const maxText = 2000

// reader puts a YAML file into a [Config]. It walks the tree itself instead of leaving that to the decoder, so that it
// finds every mistake in one go, knows path and line of each, and never repeats a value that may be a secret.
type reader struct {
	out   Problems
	lines strictyaml.Lines
}

func (r *reader) addf(path string, line int, format string, args ...any) {
	r.out = append(r.out, Problem{Path: path, Line: line, Message: fmt.Sprintf(format, args...)})
}

// read fills c from the file and reports what does not fit. What does fit is filled in all the same, so that its
// values are checked in the same call.
func (r *reader) read(b []byte, c *Config) {
	if line := strictyaml.InvalidLine(b); line > 0 {
		r.addf("", line, "the file is not UTF-8 text: save it as UTF-8")
		return
	}
	root, faults := strictyaml.Open(bytes.TrimPrefix(b, []byte("\ufeff")))
	for _, f := range faults {
		switch f.Reason {
		case strictyaml.Empty: // leaves everything as it is
		case strictyaml.Second:
			r.addf("", f.Line, "a second document begins here: a configuration is one")
		case strictyaml.NotYAML:
			r.syntax(f)
			return
		}
	}
	if root != nil {
		r.value(root, reflect.ValueOf(c).Elem(), "")
	}
}

// quoted matches what the parser quotes from the file in its messages.
var quoted = pattern.New(`\s*('[^']*'?|"[^"]*"?)`)

// syntax reports a file that cannot be read as YAML, without the words of the file: one of them may be a secret.
func (r *reader) syntax(f strictyaml.Fault) {
	e, ok := errors.AsType[*yaml.LoadError](f.Err)
	if !ok {
		r.addf("", 0, "this is not YAML")
		return
	}
	r.addf("", f.Line, "this is not YAML: %s", quoted.ReplaceAllString(e.Message, ""))
}

// fieldForm is a name that may be repeated in a message. Anything else may be a value in the wrong place.
var fieldForm = pattern.New(`^[a-z][a-z_]{0,30}$`)

// value puts a node into a field.
func (r *reader) value(n *yaml.Node, into reflect.Value, path string) {
	if path != "" {
		r.lines[path] = n.Line
	}
	switch {
	case n.Anchor != "":
		r.addf(path, n.Line, "a value that begins with & is an anchor in YAML: put it in quotes")
		return
	case n.Kind == yaml.AliasNode:
		r.addf(path, n.Line, "this refers to another part of the file: write the value out")
		return
	case n.Kind == yaml.ScalarNode && !strings.HasPrefix(n.ShortTag(), "!!"):
		r.addf(path, n.Line, "tags are not known here: write the value alone")
		return
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		return // nothing is written, so the default stays
	}
	switch v := into.Addr().Interface().(type) {
	case *Secret:
		if text, ok := r.text(n, path); ok {
			v.raw = strings.TrimSpace(text)
		}
		return
	case *time.Duration:
		r.duration(n, v, path)
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		r.group(n, into, path)
	case reflect.Slice:
		r.list(n, into, path)
	case reflect.Pointer:
		one := reflect.New(into.Type().Elem())
		if before := len(r.out); r.scalar(n, one.Elem(), path) && len(r.out) == before {
			into.Set(one)
		}
	default:
		r.scalar(n, into, path)
	}
}

// scalar reads a text, a number or yes and no.
func (r *reader) scalar(n *yaml.Node, into reflect.Value, path string) bool {
	text, ok := r.text(n, path)
	if !ok {
		return false
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
	case reflect.Int:
		i, err := strconv.Atoi(text)
		if err != nil {
			r.addf(path, n.Line, "this is not a whole number")
			return false
		}
		into.SetInt(int64(i))
	case reflect.Bool:
		if text != "true" && text != "false" {
			r.addf(path, n.Line, "write true or false")
			return false
		}
		into.SetBool(text == "true")
	default:
		panic("config: a field of " + path + " has a type that the reader does not know: " + into.Type().String())
	}
	return true
}

// text returns a scalar as it is written. A number where a text belongs is that text: a password of digits needs no
// quotes.
func (r *reader) text(n *yaml.Node, path string) (string, bool) {
	switch {
	case n.Kind != yaml.ScalarNode:
		r.addf(path, n.Line, "one value belongs here, not %s", shape(n))
	case utf8.RuneCountInString(n.Value) > maxText:
		r.addf(path, n.Line, "this is longer than %d characters", maxText)
	case strings.ContainsFunc(strings.TrimRight(n.Value, "\n"), unicode.IsControl):
		r.addf(path, n.Line, "this holds a line break or a control character: write it on one line, or fold it with >")
	default:
		return strings.TrimRight(n.Value, "\n"), true
	}
	return "", false
}

func (r *reader) duration(n *yaml.Node, into *time.Duration, path string) {
	text, ok := r.text(n, path)
	if !ok {
		return
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		r.addf(path, n.Line, "this is not a length of time: write one such as 24h or 90m")
		return
	}
	*into = d
}

func (r *reader) list(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		r.addf(path, n.Line, "a list belongs here, not %s", shape(n))
		return
	}
	all := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		r.value(item, all.Index(i), strictyaml.Index(path, i))
	}
	into.Set(all)
}

// group reads the fields of a struct.
func (r *reader) group(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		r.addf(path, n.Line, "fields belong here (%s), not %s", strings.Join(fieldNames(into.Type()), ", "), shape(n))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := key.Value
		field, ok := fieldNamed(into, name)
		switch {
		case key.Kind != yaml.ScalarNode || !ok:
			r.unknown(key, into.Type(), path)
			continue
		case seen[name] > 0:
			r.addf(strictyaml.Under(path, name), key.Line, "this is listed twice, first on line %d", seen[name])
			continue
		}
		seen[name] = key.Line
		r.value(value, field, strictyaml.Under(path, name))
		r.lines[strictyaml.Under(path, name)] = key.Line
	}
}

// unknown reports a field that does not exist. A name that looks like a value is not repeated.
func (r *reader) unknown(key *yaml.Node, t reflect.Type, path string) {
	what := "there is no such field"
	if key.Kind == yaml.ScalarNode && fieldForm.MatchString(key.Value) {
		what = "there is no field " + key.Value
	}
	r.addf(path, key.Line, "%s: known are %s", what, strings.Join(fieldNames(t), ", "))
}

func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "fields"
	case yaml.SequenceNode:
		return "a list"
	default:
		return "a single value"
	}
}

// tagOf returns a field's name in the file; inline is a struct whose fields stand beside the others.
func tagOf(f reflect.StructField) (name string, inline bool) {
	name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name, rest == "inline"
}

func fieldNames(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		name, inline := tagOf(f)
		if inline {
			out = append(out, fieldNames(f.Type)...)
			continue
		}
		out = append(out, name)
	}
	return out
}

func fieldNamed(v reflect.Value, want string) (reflect.Value, bool) {
	for i := range v.NumField() {
		name, inline := tagOf(v.Type().Field(i))
		if inline {
			if f, ok := fieldNamed(v.Field(i), want); ok {
				return f, true
			}
			continue
		}
		if name == want {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}
