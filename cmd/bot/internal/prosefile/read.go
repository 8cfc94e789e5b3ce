package prosefile

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/cite"
	"daylight/disclosure/pattern"
	"daylight/disclosure/plain"
	"daylight/disclosure/writeup/prose"
)

// most is how many mistakes a message spells out.
const most = 12

// Read reads a file. The error holds every mistake, as [strictyaml.MistakesError]; its code is Invalid.
func Read(text []byte) (*prose.Text, error) {
	r := &reader{text: &prose.Text{Fields: map[prose.Field][]string{}, Lines: map[prose.Field]int{}}}
	r.read(text)
	if len(r.mistakes.All) == 0 {
		for _, m := range prose.Check(r.text) {
			r.mistakes.Add(m.Line, "", "%s", m.Message)
		}
	}
	if err := r.mistakes.Err("the text of the page", "the text of the page has mistakes:", most); err != nil {
		return nil, err
	}
	return r.text, nil
}

type reader struct {
	text     *prose.Text
	mistakes strictyaml.List
}

func (r *reader) read(text []byte) {
	if len(text) > prose.MaxFile {
		r.mistakes.Add(0, "", "the file is longer than %d bytes", prose.MaxFile)
		return
	}
	if line := strictyaml.InvalidLine(text); line > 0 {
		r.mistakes.Add(line, "", "this is not UTF-8: save the file as UTF-8")
		return
	}
	whole := strings.TrimPrefix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufeff")
	lines := strings.Split(whole, "\n")
	for i, l := range lines {
		if !plain.IsSafe(l) {
			r.mistakes.Add(i+1, "", "a character here is invisible or turns the direction of writing: delete it (%s)", short(plain.Line(l)))
		}
	}
	body := 0
	if strings.TrimRight(lines[0], " ") == "---" {
		end := slices.IndexFunc(lines[1:], func(l string) bool { return strings.TrimRight(l, " ") == "---" })
		if end < 0 {
			r.mistakes.Add(1, "", "the fields begin here and do not end: write --- on a line of its own after them")
			return
		}
		r.fields([]byte(strings.Join(lines[1:end+1], "\n")))
		body = end + 2
	}
	r.sections(withoutComments(lines), body)
}

// withoutComments empties comments, so that each line keeps its number.
func withoutComments(lines []string) []string {
	out := slices.Clone(lines)
	inside, fence := false, fence{}
	for i, l := range out {
		if !inside && fence.line(l) {
			continue
		}
		if !inside && strings.HasPrefix(strings.TrimSpace(l), "<!--") {
			inside = true
		}
		if inside {
			inside = !strings.HasSuffix(strings.TrimSpace(l), "-->")
			out[i] = ""
		}
	}
	return out
}

// fence knows whether a line is part of a block of code, in which nothing is a heading or a comment.
type fence struct{ mark string }

var fenceMark = pattern.New("^ {0,3}(`{3,}|~{3,})")

func (f *fence) line(l string) bool {
	m := fenceMark.FindStringSubmatch(l)
	switch {
	case f.mark == "" && m == nil:
		return false
	case f.mark == "":
		f.mark = m[1]
	case m != nil && strings.HasPrefix(m[1], f.mark):
		f.mark = ""
	}
	return true
}

// sections reads what stands below each heading.
func (r *reader) sections(lines []string, from int) {
	var at prose.Section
	var fence fence
	start := from
	seen := map[prose.Section]bool{}
	flush := func(end int) {
		for start < end && strings.TrimSpace(lines[start]) == "" {
			start++
		}
		text := strings.TrimRight(strings.Join(lines[start:max(start, end)], "\n"), " \t\n")
		switch {
		case text == "":
		case at == "":
			r.mistakes.Add(start+1, "", "this text belongs to no section: write a heading such as “# Summary” before it")
		default:
			r.text.Passages = append(r.text.Passages, cite.Passage{Section: string(at), Line: start + 1, Text: text})
		}
	}
	for i := from; i < len(lines); i++ {
		name, heading := strings.CutPrefix(lines[i], "# ")
		if fence.line(lines[i]) || !heading {
			continue
		}
		flush(i)
		start = i + 1
		s, ok := sectionOf(name)
		switch {
		case !ok:
			r.mistakes.Add(i+1, "", "there is no section %q: write one of %s, and ## for a heading within one", short(name), strings.Join(headings(), ", "))
			s = "-"
		case seen[s]:
			r.mistakes.Add(i+1, "", "the section %q stands here twice", short(name))
		}
		seen[s], at = true, s
	}
	flush(len(lines))
	r.text.Passages = slices.DeleteFunc(r.text.Passages, func(p cite.Passage) bool { return p.Section == "-" })
	order := prose.Sections()
	slices.SortStableFunc(r.text.Passages, func(a, b cite.Passage) int {
		return slices.Index(order, prose.Section(a.Section)) - slices.Index(order, prose.Section(b.Section))
	})
}

func sectionOf(heading string) (prose.Section, bool) {
	heading = strings.Join(strings.Fields(heading), " ")
	for _, s := range prose.Sections() {
		if strings.EqualFold(heading, string(s)) || strings.EqualFold(heading, guide(s).heading) {
			return s, true
		}
	}
	return "", false
}

func headings() []string {
	var out []string
	for _, s := range prose.Sections() {
		out = append(out, "“# "+guide(s).heading+"”")
	}
	return out
}

// fields reads the front matter. Its first line is the second one of the file.
func (r *reader) fields(text []byte) {
	var found strictyaml.List
	root := found.Open(text, strictyaml.Words{Empty: "", Second: "write one block of fields"})
	for _, m := range found.All {
		if m.Line == 0 && root == nil && strings.Contains(m.Message, "empty") {
			return // no field is set
		}
		r.mistakes.Add(m.Line+1, m.Path, "%s", m.Message)
	}
	if root == nil {
		return
	}
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return
	}
	if root.Kind != yaml.MappingNode {
		r.mistakes.Add(root.Line+1, "", "write the fields as NAME: VALUE")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || key.Value != "limited" && !slices.Contains(prose.Fields(), prose.Field(key.Value)):
			r.mistakes.Add(key.Line+1, short(key.Value), "is not a field here: write one of %s", strings.Join(fieldNames(), ", "))
		case seen[key.Value]:
			r.mistakes.Add(key.Line+1, key.Value, "is written twice")
		default:
			seen[key.Value] = true
			r.field(key.Value, key.Line+1, value)
		}
	}
}

func fieldNames() []string {
	var out []string
	for _, f := range prose.Fields() {
		out = append(out, string(f))
	}
	return append(out, "limited")
}

// field reads the values of one field.
func (r *reader) field(name string, line int, n *yaml.Node) {
	values, ok := r.values(name, line, n)
	if !ok || len(values) == 0 {
		return
	}
	if name == "limited" {
		r.limited(line, values)
		return
	}
	f := prose.Field(name)
	for _, v := range values {
		if what := wrongValue(f, v); what != "" {
			r.mistakes.Add(line, name, "%q %s", short(v), what)
			return
		}
	}
	if single := f == prose.Title || f == prose.Product || f == prose.Severity; single && len(values) > 1 {
		r.mistakes.Add(line, name, "has one value")
		return
	}
	r.text.Fields[f], r.text.Lines[f] = values, line
}

// values are the texts of a scalar or a list; what YAML reads as something else stays as it was written.
func (r *reader) values(name string, line int, n *yaml.Node) ([]string, bool) {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	if len(nodes) > 50 {
		r.mistakes.Add(line, name, "has more than 50 values")
		return nil, false
	}
	var out []string
	for _, v := range nodes {
		if v.Kind != yaml.ScalarNode {
			r.mistakes.Add(v.Line+1, name, "write a text, or a list of texts")
			return nil, false
		}
		if v.Tag == "!!null" {
			continue
		}
		text := strings.Join(strings.Fields(v.Value), " ")
		if !plain.IsSafe(text) || !utf8.ValidString(text) {
			r.mistakes.Add(v.Line+1, name, "has an invisible character: delete it")
			return nil, false
		}
		if text != "" {
			out = append(out, text)
		}
	}
	return out, true
}

var (
	cveForm = pattern.New(`^CVE-\d{4}-\d{4,19}$`)
	cweForm = pattern.New(`^CWE-[1-9]\d{0,4}$`)
)

// wrongValue says what is wrong with a value; "" is nothing.
func wrongValue(f prose.Field, v string) string {
	switch {
	case len(v) > 200:
		return "is longer than 200 bytes"
	case strings.Contains(v, "{{"):
		return "has braces: placeholders stand in sections only"
	case f == prose.CVE && !cveForm.MatchString(v):
		return "is no CVE: write CVE-2020-12345"
	case f == prose.CWE && !cweForm.MatchString(v):
		return "is no CWE: write CWE-552"
	case f == prose.Severity && !slices.Contains(prose.Severities(), v):
		return "is no severity: write " + strings.Join(prose.Severities(), ", ")
	}
	return ""
}

// limited reads which parts may stand on a limited page.
func (r *reader) limited(line int, values []string) {
	for _, v := range values {
		if !slices.Contains(prose.Sections(), prose.Section(v)) && !slices.Contains(prose.Fields(), prose.Field(v)) {
			r.mistakes.Add(line, "limited", "there is no section or field %q: write names such as summary, owners or cve", short(v))
			return
		}
	}
	r.text.Limited = values
}

// short cuts what somebody wrote to what fits on a line.
func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
