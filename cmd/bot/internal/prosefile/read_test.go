package prosefile_test

import (
	"errors"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/prosefile"
	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/fault"
	"daylight/disclosure/writeup/prose"
)

const full = `---
title: Offener Bucket
product: Cloud
versions: [1.0, "2"]
cve: CVE-2020-12345
cwe: [CWE-552]
severity: high
limited: [summary, cve]
---
<!-- a comment
# Summary in a comment
-->
# Summary
Er war {{days.contact_to_closure}} offen.

## Mehr
` + "```\n# kein Abschnitt\n<!-- kein Kommentar -->\n```" + `

# links
- [A](https://press.example/a)

# What was exposed
<!-- nothing yet -->
`

func TestAFileIsRead(t *testing.T) {
	t.Parallel()
	got, err := prosefile.Read([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	if got.Title() != "Offener Bucket" || strings.Join(got.Field(prose.Versions), "/") != "1.0/2" || got.Lines[prose.CVE] != 5 || strings.Join(got.Limited, " ") != "summary cve" {
		t.Errorf("%+v", got)
	}
	if len(got.Passages) != 2 || got.Passages[0].Section != "summary" || got.Passages[0].Line != 14 || got.Passages[1].Section != "links" || got.Passages[1].Line != 23 {
		t.Fatalf("%+v", got.Passages)
	}
	if text := got.Passages[0].Text; !strings.Contains(text, "# kein Abschnitt\n<!-- kein Kommentar -->") || !strings.HasPrefix(text, "Er war") {
		t.Errorf("%q", text)
	}
}

func TestMistakesOfAFileNameTheirLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, text string
		line       int
		says       string
	}{
		{"fields without an end", "---\ntitle: x\n", 1, "do not end"},
		{"an unknown field", "---\ntitel: x\n---\n", 2, "is not a field here"},
		{"a field twice", "---\ntitle: x\ntitle: y\n---\n", 3, "title"},
		{"no YAML", "---\ntitle: [x\n---\n", 3, "not YAML"},
		{"a second document", "---\ntitle: x\n--- a\n", 1, "do not end"},
		{"a CVE", "---\ncve: 2020-1\n---\n", 2, "is no CVE"},
		{"a CWE", "---\n\ncwe: [CWE-0]\n---\n", 3, "is no CWE"},
		{"a severity", "---\nseverity: awful\n---\n", 2, "low, medium, high, critical"},
		{"two titles", "---\ntitle: [a, b]\n---\n", 2, "has one value"},
		{"a group", "---\ntitle:\n  a: b\n---\n", 3, "write a text"},
		{"a placeholder in a title", "---\ntitle: \"on {{closure}}\"\n---\n", 2, "in sections only"},
		{"limited to what there is not", "---\nlimited: [everything]\n---\n", 2, "no section or field"},
		{"text before the first section", "hello\n# Summary\n", 1, "belongs to no section"},
		{"an unknown section", "# Summary\nx\n# Zusammenfassung\ny\n", 3, "there is no section"},
		{"a section twice", "# Summary\nx\n# summary\ny\n", 3, "twice"},
		{"a direction override", "# Summary\nx\u202ey\n", 2, "invisible"},
		{"an override in a field", "---\ntitle: \"a\\u202eb\"\n---\n", 2, "invisible"},
		{"a control character", "# Summary\n\nx\x07\n", 3, "invisible"},
		{"no UTF-8", "# Summary\n\xff\n", 2, "UTF-8"},
		{"an unknown placeholder", "# Summary\n\n\n{{closur}}\n", 4, "did you mean"},
		{"a picture", "# Summary\n![x](https://x.example/x.png)\n", 2, "pictures"},
		{"too long", "# Summary\n" + strings.Repeat("x\n", prose.MaxFile), 0, "longer"},
	} {
		_, err := prosefile.Read([]byte(c.text))
		m, ok := errors.AsType[*strictyaml.MistakesError](err)
		if !ok || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		if got := m.Mistakes[0]; got.Line != c.line || !strings.Contains(got.String(), c.says) {
			t.Errorf("%s: %s", c.rule, got)
		}
	}
}

func TestTheTemplateIsAFileThatSaysNothing(t *testing.T) {
	t.Parallel()
	got, err := prosefile.Read([]byte(prosefile.Template("de")))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Passages) != 0 || len(got.Fields) != 0 || len(got.Limited) != 0 {
		t.Errorf("%+v", got)
	}
	got, err = prosefile.Read([]byte(strings.ReplaceAll(prosefile.Template("de"), ". -->\n\n", ". -->\nText.\n\n")))
	if err != nil || len(got.Passages) != len(prose.Sections()) {
		t.Errorf("with a text in each section: %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{full, prosefile.Template("en"), "---\n---\n", "# Summary\n```\n# x", "---\na: &a [*a]\n---\n", "<!--", "# \n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 8<<10 {
			return
		}
		got, err := prosefile.Read(text)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		lines := strings.Split(strings.TrimPrefix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufeff"), "\n")
		for _, p := range got.Passages {
			first, _, _ := strings.Cut(p.Text, "\n")
			if p.Line < 1 || p.Line > len(lines) || !strings.HasPrefix(lines[p.Line-1], strings.TrimRight(first, " \t")) {
				t.Fatalf("%+v does not begin on its line", p)
			}
		}
	})
}
