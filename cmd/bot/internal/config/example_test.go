package config_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/config"
)

func noEnv(string) string { return "" }

func TestTheExampleAtTheRootIsTheEmbeddedOne(t *testing.T) {
	t.Parallel()
	root, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "config.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(root, config.Example()) {
		t.Error("config.example.yaml and cmd/bot/internal/config/example.yaml differ: copy one over the other")
	}
}

func TestTheExampleIsWhatHoldsWithoutAFile(t *testing.T) {
	t.Parallel()
	fromExample, err := config.Parse(config.Example(), "", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	fromNothing, err := config.Parse(nil, "", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	// An empty list in the file and no list at all are the same.
	if got, want := show(t, fromExample), show(t, fromNothing); !bytes.Equal(got, want) {
		t.Errorf("the example says\n%s\nbut without a file this holds\n%s", got, want)
	}
}

func TestTheExampleExplainsEveryField(t *testing.T) {
	t.Parallel()
	var file map[string]any
	if err := yaml.Load(config.Example(), &file); err != nil {
		t.Fatal(err)
	}
	for _, path := range fields(reflect.TypeFor[config.Config](), "") {
		at := any(file)
		for name := range strings.SplitSeq(path, ".") {
			m, _ := at.(map[string]any)
			var ok bool
			if at, ok = m[name]; !ok {
				t.Errorf("%s is not in the example", path)
				break
			}
		}
	}
	for line := range strings.Lines(string(config.Example())) {
		if text := strings.TrimSpace(line); strings.HasSuffix(text, `: ""`) && !explained(path(text)) {
			t.Errorf("nothing explains %q", text)
		}
	}
}

func path(line string) string { return strings.TrimSuffix(line, `: ""`) }

// explained lists the fields whose meaning stands above them or beside their twin.
func explained(name string) bool {
	return name == "host" || name == "user" || name == "password" || name == "ca_file"
}

// fields returns the paths of all fields outside of lists.
func fields(t reflect.Type, above string) []string {
	var out []string
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		path := strings.TrimPrefix(above+"."+name, ".")
		switch {
		case rest == "inline":
			out = append(out, fields(f.Type, above)...)
		case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[config.Secret]():
			out = append(out, fields(f.Type, path)...)
		default:
			out = append(out, path)
		}
	}
	return out
}

func TestEveryFieldHasTheSameNameInFileAndJSON(t *testing.T) {
	t.Parallel()
	var check func(typ reflect.Type)
	check = func(typ reflect.Type) {
		for f := range typ.Fields() {
			y, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			j, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if y != j {
				t.Errorf("%s.%s is %q in YAML and %q in JSON", typ, f.Name, y, j)
			}
			inner := f.Type
			for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[config.Secret]() {
				check(inner)
			}
		}
	}
	check(reflect.TypeFor[config.Config]())
}

func TestTheSchemaDescribesTheExample(t *testing.T) {
	t.Parallel()
	s := schema(t)
	if err := s.Validate(instance(t, string(config.Example()))); err != nil {
		t.Error(err)
	}
}

func TestWhatTheSchemaTakesAndRefuses(t *testing.T) {
	t.Parallel()
	s := schema(t)
	for _, c := range []struct {
		name, file string
		ok         bool
	}{
		{"a person with a role", `people: [{name: a, role: lead}]`, true},
		{"a length of time", `rules: {closure: {over: 36h}}`, true},
		{"a repository with logins", `github: {repositories: [{name: a/b, vendor_logins: [c]}]}`, true},
		{"the fields of a mailbox beside those of its server", `mail: {imap: {host: imap.example.org, mailbox: INBOX}}`, true},
		{"an unknown section", `mial: {}`, false},
		{"an unknown field in a section", `mail: {adress: a@example.org}`, false},
		{"an unknown field in a mailbox", `mail: {imap: {folder: INBOX}}`, false},
		{"an unknown field in a list", `people: [{name: a, role: lead, admin: true}]`, false},
		{"an unknown role", `people: [{name: a, role: king}]`, false},
		{"an unknown mode", `mail: {mode: wet}`, false},
		{"a length of time without its unit", `rules: {closure: {over: 24}}`, false},
		{"a text where a number belongs", `probe: {per_day: four}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := s.Validate(instance(t, c.file))
			if (err == nil) != c.ok {
				t.Errorf("the schema says %v", err)
			}
			if _, err := config.Parse([]byte(c.file), "", noEnv); err == nil && !c.ok {
				t.Error("the schema refuses what the bot takes")
			}
		})
	}
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	b, err := config.Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance is a YAML text as the schema sees it.
func instance(t *testing.T, text string) any {
	t.Helper()
	var tree any
	if err := yaml.Load([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func show(t *testing.T, c *config.Config) []byte {
	t.Helper()
	b, err := c.Show()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatIsShownLoadsAgain(t *testing.T) {
	t.Parallel()
	c, err := config.Parse([]byte(`
team: {name: "Ünïcode: \"team\" #1", about: "a: b"}
people: [{name: alice, role: lead, slack: U0123}]
rules: {closure: {over: 36h, max_gap: 90m}}
`), "", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.Parse(show(t, c), "", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(show(t, c), show(t, again)) {
		t.Errorf("shown\n%s\nread and shown again\n%s", show(t, c), show(t, again))
	}
	if again.Rules.Closure.Over != 36*time.Hour {
		t.Errorf("over is %s", again.Rules.Closure.Over)
	}
}
