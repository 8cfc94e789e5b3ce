package strictyaml_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
)

func TestAFileIsOneDocument(t *testing.T) {
	t.Parallel()
	const (
		empty  = "the file is empty: it needs a title"
		second = "a second document begins here: a file holds one"
	)
	for _, c := range []struct {
		rule, text string
		tree       bool
		want       []string // mistakes; one that ends in … may go on
	}{
		{"a group", "a: 1\n", true, nil},
		{"a text", "hello", true, nil},
		{"nothing", "", false, []string{empty}},
		{"only a comment", "# nothing\n", false, []string{empty}},
		{"a second document leaves the first", "a: 1\n---\nb: 2\n", true, []string{"line 2: " + second}},
		{"a broken second document leaves the first", "a: 1\n---\nb: [\n", true, []string{"line 4: this is not YAML: …"}},
		{"no YAML", "a: 1\nb: [\n", false, []string{"line 3: this is not YAML: …"}},
		{"an alias to nothing", "a: *b\n", false, []string{"line 1: this is not YAML: …"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			var l strictyaml.List
			root := l.Open([]byte(c.text), strictyaml.Words{Empty: "it needs a title", Second: "a file holds one"})
			if (root != nil) != c.tree {
				t.Errorf("tree %v", root)
			}
			if len(l.All) != len(c.want) {
				t.Fatalf("got %v, want %q", l.All, c.want)
			}
			for i, want := range c.want {
				got := l.All[i].String()
				start, more := strings.CutSuffix(want, "…")
				if fits := got == want || more && len(got) > len(start) && strings.HasPrefix(got, start); !fits {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
}

// A caller whose files hold secrets says what is wrong in words of its own.
func TestOpenLeavesTheWordsOfTheParserToTheCaller(t *testing.T) {
	t.Parallel()
	root, faults := strictyaml.Open([]byte("a: 1\npassword: 'hunter2\n"))
	if root != nil || len(faults) != 1 {
		t.Fatalf("tree %v, faults %v", root, faults)
	}
	if f := faults[0]; f.Reason != strictyaml.NotYAML || f.Line == 0 || f.Err == nil {
		t.Errorf("got %+v", f)
	}
}

func TestAliasesAreNotUnfolded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	root, faults := strictyaml.Open([]byte(b.String()))
	if root == nil || len(faults) > 0 {
		t.Fatalf("faults %v", faults)
	}
	last := root.Content[len(root.Content)-1]
	if len(last.Content) != 2 || last.Content[0].Kind != yaml.AliasNode {
		t.Errorf("got %+v", last)
	}
}

func TestTheLineOfAByteThatIsNotUTF8IsKnown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"": 0, "a\nä\n\ufeff\ufffd": 0, "\xff": 1, "a\nb\xe9\n\xff": 2, "ä\n\n\xc3": 3,
	} {
		if got := strictyaml.InvalidLine([]byte(text)); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

// Whatever a file holds, opening it ends with a tree or with a reason, on a line of the file.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"", "a: 1\n---\nb", "a: &a [*a]", "<<: {a: b}", "\ufeffa: b", "%YAML 1.2\n---\n", "a: [\n", "---\n---\n", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bad := strictyaml.InvalidLine(data); (bad == 0) != utf8.Valid(data) || bad > 1+bytes.Count(data, []byte("\n")) {
			t.Fatalf("line %d is not UTF-8", bad)
		}
		root, faults := strictyaml.Open(data)
		if root == nil && len(faults) == 0 {
			t.Fatal("neither a tree nor a reason")
		}
		for _, fault := range faults {
			if (fault.Err != nil) != (fault.Reason == strictyaml.NotYAML) || fault.Line < 0 {
				t.Fatalf("%+v", fault)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	data := []byte(strings.Repeat("- {kind: note, at: 2020-01-27, text: \"something happened\"}\n", 200))
	b.ReportAllocs()
	for b.Loop() {
		if root, _ := strictyaml.Open(data); root == nil {
			b.Fatal("no tree")
		}
	}
}
