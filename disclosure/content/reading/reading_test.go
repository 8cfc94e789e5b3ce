package reading_test

import (
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/content/reading"
)

// texts are those of the passages of a file, of some kinds.
func texts(f reading.File, kinds ...reading.Kind) []string {
	var out []string
	for _, p := range f.Passages {
		if len(kinds) == 0 || slices.Contains(kinds, p.Kind) {
			out = append(out, strings.TrimSpace(p.Text))
		}
	}
	return out
}

func TestWhatAReaderSeesIsAPassage(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, content, want string }{
		"a paragraph over lines":        {"a.md", "one\ntwo\n\nthree", "one two"},
		"marks of Markdown":             {"a.md", "on**e** `t`wo", "one two"},
		"a link of Markdown":            {"a.md", "a [b](https://c.example/)d", "a bd"},
		"inline tags":                   {"a.html", "<p>o<b>n</b>e</p><p>two</p>", "one"},
		"a table":                       {"a.html", "<tr><th>Version</th></tr><tr><td>1</td></tr>", "| Version | --- | 1"},
		"the labels of a picture":       {"a.svg", "<svg><text>one</text><rect/><text>two</text></svg>", "one two"},
		"a comment":                     {"a.html", "<!--one\ntwo--><p>x</p>", "one two"},
		"an attribute over lines":       {"a.html", "<img alt='one\n  two'>", "one two"},
		"a script":                      {"a.html", "<script>one()\ntwo()</script>", "one() two()"},
		"entities, twice":               {"a.html", "<p>&amp;#111;ne</p>", "one"},
		"an entity as a program has it": {"a.txt", "&#111;ne", "one"},
		"escapes of an address, twice":  {"a.txt", "%256Fne", "one"},
		"escapes of JSON":               {"a.json", `\u006fne \ud83d\ude00`, "one 😀"},
		"escapes of a script":           {"a.js", `\x6fne\u{21}`, "one!"},
		"escapes of a style":            {"a.css", `\6f ne`, "one"},
		"escapes of eight":              {"a.js", `\157ne`, "one"},
		"joined by a script":            {"a.js", `"on" + "e"`, `"one"`},
		"escapes of a mail":             {"a.txt", "one=2Dtwo", "one-two"},
		"base64":                        {"a.txt", "b25lIHR3byB0aHJlZQ==", "one two three"},
		"base64 of UTF-16":              {"a.txt", "bwBuAGUAIAB0AHcAbwA=", "one two"},
		"hexadecimal":                   {"a.txt", "6f6e652074776f", "one two"},
		"hexadecimal with colons":       {"a.txt", "6f:6e:65:20:74:77:6f", "one two"},
		"character codes":               {"a.js", "f(111,110,101,32,116,119,111)", "one two"},
		"UTF-16 with its mark":          {"a", "\xff\xfeo\x00n\x00e\x00", "one"},
		"UTF-16 without":                {"a", "o\x00n\x00e\x00 \x00t\x00w\x00o\x00", "one two"},
		"an old Western text":           {"a.txt", "Gr\xf6\xdfe", "Größe"},
		"compatible forms":              {"a.txt", "ｏｎｅ 𝐭𝐰𝐨", "one two"},
		"what nobody sees":              {"a.txt", "o\u200bn\u00ade", "one"},
		"a mark of a footnote":          {"a.txt", "one²", "one"},
		"the name of the file":          {"o%6ee.txt", "x", "one.txt"},
	} {
		f := reading.Read(tt.file, []byte(tt.content))
		if !slices.Contains(texts(f), tt.want) || !f.Text || f.Cut != "" {
			t.Errorf("%s: %q is not among %q (%v, %q)", name, tt.want, texts(f), f.Text, f.Cut)
		}
	}
}

func TestWordsAreGluedOverLineBreaks(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"x one-\ntwo y":                                  "one-two",
		"<p>x one-<br>\n  two y</p>":                     "one-two",
		"<svg><text>one</text><text>-two</text>\n</svg>": "one-two",
		"x one\n-\ntwo y":                                "one-two",
		"> x one-\n> two y":                              "one-two",
	} {
		glued := strings.Join(texts(reading.Read("a.md", []byte(content)), reading.Glued), "|")
		if !slices.Contains(strings.Fields(glued), want) {
			t.Errorf("%q: %q", content, glued)
		}
	}
}

func TestEachByteKnowsItsLine(t *testing.T) {
	t.Parallel()
	f := reading.Read("a.html", []byte("<p>one\ntwo <b>three\n</b>four</p>\n\n<p>five</p>\n<p>c2l4IHNldmVuIGVpZ2h0</p>"))
	for word, want := range map[string]int{"one": 1, "two": 2, "three": 2, "four": 3, "five": 5, "six seven eight": 6} {
		found := false
		for i := range f.Passages {
			p := &f.Passages[i]
			if at := strings.Index(p.Text, word); at >= 0 && p.Kind != reading.Glued {
				found = true
				if got := p.Line(at); got != want {
					t.Errorf("%s in %q: line %d, want %d", word, p.Text, got, want)
				}
			}
		}
		if !found {
			t.Errorf("%s is in no passage", word)
		}
	}
}

func TestWhatIsNoTextIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{"a.png": "\x89PNG\r\n\x1a\n\x00\x01\x02", "a": "\xff one", "b": "one\x00"} {
		f := reading.Read(name, []byte(data))
		if f.Text || reading.IsText(name, []byte(data)) || len(texts(f, reading.Opaque)) == 0 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestWhatUnpacksWithoutEndIsCut(t *testing.T) {
	t.Parallel()
	f := reading.Read("a.txt", []byte(strings.Repeat(strings.Repeat("b25lIHR3byB0aHJlZSBmb3Vy", 4000)+"\n", 80)))
	size := 0
	for _, text := range texts(f) {
		size += len(text)
	}
	if size > 40*80*96_000 {
		t.Errorf("%d bytes of passages", size)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"<p>a", "a\nb", "&#x;", "%", `\u`, "\xff\xfe", "<svg><text>", "YWFhYWFhYWFhYWFh", "65 66 67 68 69 70 71", "|a|\n|-|", "<script>", "<!--"} {
		f.Add("a.html", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		for _, p := range reading.Read(name, data).Passages {
			for at := range len(p.Text) {
				if l := p.Line(at); l < 0 || p.Kind != reading.Name && l < 1 {
					t.Fatalf("line %d of %q in %q", l, p.Text, data)
				}
			}
			p.Skeleton()
		}
	})
}
