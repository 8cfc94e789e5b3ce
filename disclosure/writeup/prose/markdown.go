package prose

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/pattern"
)

// Inert neutralises text for Markdown: marks, HTML, tables, formulas, the short codes of site generators, and
// what would start a block at the beginning of a line.
func Inert(s string) string { return inert(s, true) }

// InertCell is [Inert] inside a table, where nothing starts a block.
func InertCell(s string) string { return inert(s, false) }

func inert(s string, begins bool) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '|', '~', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '{', '}':
			b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
		case '\n':
			b.WriteByte(' ')
		case '#', '+', '-', '=', ':':
			if i == 0 && begins {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	if !begins {
		return b.String()
	}
	return numbered.ReplaceAllString(b.String(), `$1\$2`)
}

// numbered is the start of a numbered list.
var numbered = pattern.New(`^(\d{1,9})([.)])`)

// markdownOf writes a tree as Markdown that means the same everywhere.
func markdownOf(nodes []node) string {
	var lines []string
	for i := range nodes {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, linesOf(&nodes[i])...)
	}
	return strings.Join(lines, "\n")
}

// linesOf are the lines of a block.
func linesOf(n *node) []string {
	switch n.kind {
	case kindHeading:
		text := strings.TrimSpace(strings.ReplaceAll(inlineMarkdown(n.inside), "\\\n", " "))
		if rest, ends := strings.CutSuffix(text, "#"); ends {
			text = rest + `\#` // else it is the end of the heading's mark
		}
		return []string{strings.Repeat("#", min(max(n.level+1, 3), 6)) + " " + text}
	case kindList:
		var out []string
		for i := range n.inside {
			mark := "- "
			if n.level > 0 {
				mark = strconv.Itoa(n.level+i) + ". "
			}
			out = append(out, indented(mark, strings.Repeat(" ", len(mark)), blockLines(n.inside[i].inside))...)
		}
		return out
	case kindItem:
		return blockLines(n.inside)
	case kindQuote:
		return indented("> ", "> ", blockLines(n.inside))
	case kindFence:
		if !strings.ContainsAny(n.text, "{}`~") {
			return append(append([]string{"```"}, strings.Split(n.text, "\n")...), "```")
		}
		code := strings.Split(n.text, "\n")
		for i := range code {
			code[i] = line([]node{{kind: kindText, text: strings.TrimSpace(code[i])}})
		}
		return strings.Split(strings.Join(code, "\\\n"), "\n")
	case kindRule:
		return []string{"---"}
	default:
		return strings.Split(inlineMarkdown(n.inside), "\n")
	}
}

func blockLines(nodes []node) []string {
	if len(nodes) == 0 {
		return []string{""}
	}
	return strings.Split(markdownOf(nodes), "\n")
}

// indented puts a mark before the first line and another one before the others.
func indented(first, other string, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimRight(other+l, " ")
		if i == 0 {
			out[i] = strings.TrimRight(first+l, " ")
		}
	}
	return out
}

// inlineMarkdown writes inline nodes. Each line that a break begins is safe by itself.
func inlineMarkdown(nodes []node) string {
	var lines []string
	from := 0
	for i := range nodes {
		if nodes[i].kind == kindBreak {
			lines, from = append(lines, line(nodes[from:i])), i+1
		}
	}
	return strings.Join(append(lines, line(nodes[from:])), "\\\n")
}

func line(nodes []node) string {
	var b strings.Builder
	writeInlines(&b, nodes)
	text := strings.TrimSpace(b.String())
	if text != "" && strings.ContainsRune("#+-=:", rune(text[0])) {
		text = `\` + text
	}
	return numbered.ReplaceAllString(text, `$1\$2`)
}

// unlinked keeps a reader of Markdown from making a link of what only looks like an address.
var unlinked = strings.NewReplacer("://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`, "@", `\@`)

func writeInlines(b *strings.Builder, nodes []node) {
	for i := range nodes {
		switch n := &nodes[i]; n.kind { //nolint:exhaustive // The others are no inline nodes.
		case kindText:
			b.WriteString(unlinked.Replace(InertCell(n.text)))
		case kindFact:
			writeInlines(b, n.inside)
		case kindCode:
			// In code no escape is read, so what a generator of sites would take for its own is written as text.
			if n.text == "" || strings.ContainsAny(n.text, "`{}\\") {
				b.WriteString(unlinked.Replace(InertCell(n.text)))
				continue
			}
			b.WriteString("`" + n.text + "`")
		case kindEmphasis:
			mark(b, "*", nodes, i)
		case kindStrong:
			mark(b, "**", nodes, i)
		case kindLink:
			b.WriteByte('[')
			writeInlines(b, n.inside)
			b.WriteString("](" + n.text + ")")
		case kindBreak:
			b.WriteByte(' ')
		}
	}
}

// mark sets the words of a node off where marks mean the same to every reader: between blanks or punctuation, around letters. Else
// the words stand alone.
func mark(b *strings.Builder, with string, nodes []node, i int) {
	var inner strings.Builder
	writeInlines(&inner, nodes[i].inside)
	text := inner.String()
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	before, _ := utf8.DecodeLastRuneInString(b.String())
	open := b.Len() == 0 || unicode.IsSpace(before) || before == '('
	ends := i+1 == len(nodes) || nodes[i+1].kind == kindText && strings.IndexAny(nodes[i+1].text, " .,;:!?)") == 0
	if !open || !ends || !lettered(first) || !lettered(last) {
		b.WriteString(text)
		return
	}
	b.WriteString(with + text + with)
}

func lettered(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
