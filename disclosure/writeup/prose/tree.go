package prose

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"daylight/disclosure/cite"
)

// kind is what a node of the tree is.
type kind int

const (
	kindText kind = iota // a run of text
	kindFact             // what a placeholder stands for
	kindCode
	kindEmphasis
	kindStrong
	kindLink
	kindBreak // a line break that was asked for
	kindParagraph
	kindHeading
	kindList
	kindItem
	kindQuote
	kindFence
	kindRule
)

// node is a part of a section that was read. It holds nothing that acts.
type node struct {
	kind   kind
	text   string // of text and code; the address of a link; the date of a fact for machines
	level  int    // of a heading; the first number of an ordered list, 0 for one that is not ordered
	inside []node
}

// Mistake is something in a section that no page shows.
type Mistake struct {
	Line    int // in the file
	Message string
}

// Fact is how a page writes the fact of a placeholder.
type Fact struct {
	Text string
	Time string // the date for machines; "" where it is none
}

// Fill writes the fact of a placeholder. An error is a fact that there is not.
type Fill func(cite.Placeholder) (Fact, error)

// The marks that stand for a placeholder while Markdown is read: characters of private use, which no text keeps.
const (
	markOpen   = '\uE000'
	markClose  = '\uE001'
	markBraces = '\uE002'
)

// deep is a line that opens more quotes and lists than anybody reads.
var deep = regexp.MustCompile(fmt.Sprintf(`(?m)^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])[ \t]*){%d,}`, MaxDepth+1))

// newParser reads CommonMark without HTML, pictures of code by indentation, underlined headings and addresses in angle brackets.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200), util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400), util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
	)
}

// builder makes the tree of one section.
type builder struct {
	source   []byte
	line     int // of the first line
	facts    []Fact
	mistakes []Mistake
	links    int
}

// read reads a section. Placeholders that fill does not know stand in double brackets.
func read(p *cite.Passage, fill Fill) (*builder, []node) {
	b := &builder{line: p.Line}
	text := b.mark(p, fill)
	if deep.MatchString(text) {
		b.mistakes = append(b.mistakes, Mistake{p.Line, fmt.Sprintf("lists and quotes may lie %d deep", MaxDepth)})
		return b, []node{{kind: kindParagraph, inside: b.runs(strings.Join(strings.Fields(text), " "))}}
	}
	b.source = []byte(text)
	return b, b.blocks(newParser().Parse(gmtext.NewReader(b.source)), 0)
}

// mark puts a mark in the place of each placeholder.
func (b *builder) mark(p *cite.Passage, fill Fill) string {
	clean := func(s string) string {
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Co, r) || r == 0 {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, ""))
		return strings.ReplaceAll(s, `\{{`, string(markBraces))
	}
	var out strings.Builder
	at := 0
	for _, h := range p.Placeholders() {
		if !h.OK {
			continue
		}
		fact, err := fill(h)
		if err != nil {
			fact = Fact{Text: "⟦" + h.Name + "⟧"}
		}
		out.WriteString(clean(p.Text[at:h.Start]))
		out.WriteString(string(markOpen) + strconv.Itoa(len(b.facts)) + string(markClose))
		b.facts = append(b.facts, fact)
		at = h.End
	}
	out.WriteString(clean(p.Text[at:]))
	return out.String()
}

// runs splits text at its marks.
func (b *builder) runs(s string) []node {
	var out []node
	for s != "" {
		i := strings.IndexRune(s, markOpen)
		j := strings.IndexRune(s, markClose)
		if i < 0 || j < i {
			return append(out, node{kind: kindText, text: unmarked(s)})
		}
		if i > 0 {
			out = append(out, node{kind: kindText, text: unmarked(s[:i])})
		}
		if n, err := strconv.Atoi(s[i+len(string(markOpen)) : j]); err == nil && n < len(b.facts) {
			out = append(out, node{kind: kindFact, text: b.facts[n].Time, inside: []node{{kind: kindText, text: b.facts[n].Text}}})
		}
		s = s[j+len(string(markClose)):]
	}
	return out
}

// unmarked writes the braces that somebody asked for and drops marks that stand alone.
func unmarked(s string) string {
	return strings.NewReplacer(string(markBraces), "{{", string(markOpen), "", string(markClose), "").Replace(s)
}

// plain is text with its facts in it, for code and for what has no other form.
func (b *builder) plain(s string) string {
	var out strings.Builder
	for _, n := range b.runs(s) {
		if n.kind == kindFact {
			out.WriteString(n.inside[0].text)
			continue
		}
		out.WriteString(n.text)
	}
	return out.String()
}

func (b *builder) wrong(at int, format string, args ...any) {
	line := b.line + strings.Count(string(b.source[:min(max(at, 0), len(b.source))]), "\n")
	b.mistakes = append(b.mistakes, Mistake{line, fmt.Sprintf(format, args...)})
}

// place is where a node begins in the source; inline nodes without text take that of what is around them.
func place(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if t, ok := n.(*ast.Text); ok {
			return t.Segment.Start
		}
		for c := n.FirstChild(); c != nil; c = c.FirstChild() {
			if t, ok := c.(*ast.Text); ok {
				return t.Segment.Start
			}
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
	}
	return 0
}

func (b *builder) blocks(parent ast.Node, depth int) []node {
	var out []node
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			out = append(out, node{kind: kindHeading, level: n.Level, inside: b.inlines(n, 0)})
		case *ast.List:
			start := 0
			if n.IsOrdered() {
				start = max(1, n.Start)
			}
			out = append(out, node{kind: kindList, level: start, inside: b.blocks(n, depth+1)})
		case *ast.ListItem:
			out = append(out, node{kind: kindItem, inside: b.blocks(n, depth)})
		case *ast.Blockquote:
			out = append(out, node{kind: kindQuote, inside: b.blocks(n, depth+1)})
		case *ast.FencedCodeBlock:
			out = append(out, node{kind: kindFence, text: strings.TrimRight(b.plain(string(n.Lines().Value(b.source))), "\n")})
		case *ast.ThematicBreak:
			out = append(out, node{kind: kindRule})
		default:
			if inside := b.inlines(n, 0); len(inside) > 0 {
				out = append(out, node{kind: kindParagraph, inside: inside})
			}
		}
		if depth > MaxDepth {
			b.wrong(place(n), "lists and quotes may lie %d deep", MaxDepth)
			return out
		}
	}
	return out
}

// deepest is how far emphasis and links may lie within each other.
const deepest = 20

func (b *builder) inlines(parent ast.Node, depth int) []node {
	var out []node
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			text := string(n.Segment.Value(b.source))
			if !n.IsRaw() {
				text = string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations([]byte(text)))))
				text = visible(text)
			}
			switch {
			case n.HardLineBreak():
				out = append(append(out, b.runs(text)...), node{kind: kindBreak})
			case n.SoftLineBreak():
				out = append(out, b.runs(text+" ")...)
			default:
				out = append(out, b.runs(text)...)
			}
		case *ast.String:
			out = append(out, b.runs(visible(string(n.Value)))...)
		case *ast.CodeSpan:
			var code strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					code.Write(t.Segment.Value(b.source))
				}
			}
			out = append(out, node{kind: kindCode, text: strings.Join(strings.Fields(b.plain(code.String())), " ")})
		case *ast.Emphasis:
			k := kindEmphasis
			if n.Level == 2 {
				k = kindStrong
			}
			out = append(out, b.nested(n, depth, node{kind: k})...)
		case *ast.Link:
			out = append(out, b.link(n, depth)...)
		case *ast.Image:
			b.wrong(place(n), "a page shows no pictures: leave it out")
			out = append(out, b.nested(n, depth, node{kind: kindText})...)
		}
	}
	return out
}

// nested is a node with what lies inside it; of one that would lie too deep only that.
func (b *builder) nested(n ast.Node, depth int, outer node) []node {
	if depth > deepest {
		return nil
	}
	inside := b.inlines(n, depth+1)
	if outer.kind == kindText || depth == deepest {
		return inside
	}
	outer.inside = inside
	return []node{outer}
}

// link is a link to an address that a page may have; of any other only its words.
func (b *builder) link(n *ast.Link, depth int) []node {
	to, ok := address(string(n.Destination))
	if !ok {
		b.wrong(place(n), "this link leads nowhere that a page may link to: write an address with https, http or mailto")
		return b.nested(n, depth, node{kind: kindText})
	}
	b.links++
	return b.nested(n, depth, node{kind: kindLink, text: to})
}

// address returns the address of a link in its one spelling.
func address(s string) (string, bool) {
	if len(s) > 1000 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || unicode.IsControl(r) || unicode.In(r, unicode.Co, unicode.Cf) }) {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return "", false
		}
	case "mailto":
		if u.Opaque == "" {
			return "", false
		}
	default:
		return "", false
	}
	return strings.NewReplacer("(", "%28", ")", "%29", "'", "%27", `"`, "%22", "<", "%3C", ">", "%3E", `\`, "%5C", "`", "%60", "{", "%7B", "}", "%7D", "|", "%7C").
		Replace(u.String()), true
}

// visible drops what an entity may have brought in and nobody sees.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == markOpen || r == markClose || r == markBraces:
			return r
		case unicode.IsControl(r) && r != '\n' && r != '\t', unicode.In(r, unicode.Cf, unicode.Co), r == unicode.ReplacementChar, r == '\u2028', r == '\u2029':
			return -1
		}
		return r
	}, s)
}
