package reading

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"daylight/disclosure/pattern"
)

// role is how a tag stands between the words around it.
type role int

const (
	block    role = iota // it ends the paragraph
	inline               // a reader sees nothing of it
	cell                 // a column of a table
	space                // a space
	newLine              // a line break
	textOfIt             // what it holds is no text of the page
)

// roles are those of the tags that do not end a paragraph. The labels of a picture are the lines of one.
var roles = map[string]role{
	"td": cell, "th": cell, "tr": newLine, "thead": newLine, "tbody": newLine, "dd": space, "dt": newLine, "img": space, "input": space, "option": space, "br": newLine,
	"text": newLine, "tspan": newLine, "textpath": newLine, "desc": newLine,
	"a": inline, "abbr": inline, "acronym": inline, "b": inline, "bdi": inline, "bdo": inline, "big": inline, "cite": inline, "code": inline, "data": inline, "del": inline,
	"dfn": inline, "em": inline, "font": inline, "i": inline, "ins": inline, "kbd": inline, "label": inline, "mark": inline, "nobr": inline, "q": inline, "rp": inline,
	"rt": inline, "ruby": inline, "s": inline, "samp": inline, "small": inline, "span": inline, "strike": inline, "strong": inline, "sub": inline, "sup": inline,
	"time": inline, "tt": inline, "u": inline, "var": inline, "wbr": inline,
	"script": textOfIt, "style": textOfIt,
}

// longestToken is how long a tag, a comment or a text of a page may be.
const longestToken = 4 << 20

// page reads markup into paragraphs. What is no markup is text for it.
type page struct {
	out     []Passage
	text    joiner
	line    int
	picture int  // depth of pictures
	head    bool // the row of a table has heads of columns alone
	prose   bool // it is no page but Markdown or plain text
}

// paragraphs returns what readers see of a text, and whether all of it was read.
func paragraphs(content string) ([]Passage, bool) {
	p := &page{line: 1, prose: !isPage(content)}
	if !strings.Contains(content, "<") {
		p.words(content)
		p.flush()
		return p.out, true
	}
	z := html.NewTokenizer(strings.NewReader(content))
	z.SetMaxBuf(longestToken)
	for {
		kind := z.Next()
		raw := len(z.Raw())
		breaks := strings.Count(string(z.Raw()), "\n")
		start := p.line
		switch kind {
		case html.ErrorToken:
			p.flush()
			return p.out, z.Err().Error() == "EOF"
		case html.TextToken:
			p.words(string(z.Text()))
		case html.CommentToken, html.DoctypeToken:
			p.aside(string(z.Text()))
		default:
			p.tag(z, kind)
		}
		if raw > 0 {
			p.line = start + breaks
		}
	}
}

var pageStart = pattern.New(`(?i)^\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|svg|\?xml|head|body|feed|rss)\b`)

func isPage(s string) bool { return pageStart.MatchString(s[:min(len(s), 4096)]) }

func (p *page) flush() { p.out = append(p.out, p.text.passages()...) }

// tag takes a tag, and its attributes where they go over several lines: else they are part of a line.
func (p *page) tag(z *html.Tokenizer, kind html.TokenType) {
	long := strings.Contains(string(z.Raw()), "\n")
	name, more := z.TagName()
	tag := string(name)
	for more && long {
		var value []byte
		if _, value, more = z.TagAttr(); len(value) > 0 {
			p.aside(string(value))
		}
	}
	if atom.Lookup(name) == atom.Svg {
		switch {
		case kind == html.StartTagToken:
			p.picture++
		case kind == html.EndTagToken && p.picture > 0:
			p.picture--
		}
		p.flush()
		return
	}
	r := roles[tag]
	if r == block && p.picture > 0 {
		r = inline
		if tag == "title" {
			r = newLine
		}
	}
	switch r {
	case block:
		p.flush()
	case cell:
		if kind == html.StartTagToken {
			p.text.add(" | ", p.line)
			p.head = (p.head || tag == "th") && tag != "td"
		}
	case space:
		p.text.add(" ", p.line)
	case newLine:
		if p.head && tag == "tr" && kind == html.EndTagToken {
			p.text.add(" | --- ", p.line) // as Markdown ends the head of a table
			p.head = false
		}
		p.text.lineBreak()
	case textOfIt:
		p.flush()
	case inline:
	}
}

// aside reads what stands beside the text of a page.
func (p *page) aside(s string) {
	beside := page{line: p.line}
	beside.words(s)
	beside.flush()
	p.out = append(p.out, beside.out...)
}

// words adds text, which a blank line divides into paragraphs unless it is in a page.
func (p *page) words(s string) {
	at := p.line
	first := true
	for l := range strings.SplitSeq(s, "\n") {
		if !first {
			at++
			p.text.lineBreak()
		}
		blank := strings.TrimSpace(l) == ""
		if blank && !first && p.prose {
			p.flush()
		}
		first = false
		if blank {
			if l != "" && p.text.text.Len() > 0 {
				p.text.add(" ", at)
			}
			continue
		}
		l = readable(l)
		if p.prose {
			l = withoutMarks(l)
		}
		p.text.add(l, at)
	}
	p.line = at
}

var (
	leading   = pattern.New(`^\s{0,8}(?:(?:>\s?)+|[-*+]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|//+\s?)+`)
	inlineRef = pattern.New(`!?\[([^\[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)|!?\[([^\[\]]{2,})\]\[[^\[\]]*\]`)
	footnote  = pattern.New(`\[\^[^\]\s]{1,40}\]`)
	emphasis  = pattern.New("\\*+|`+|~~|__")
)

// withoutMarks takes the marks of Markdown out of a line. The line as it is written is a passage of its own.
func withoutMarks(l string) string {
	l = leading.ReplaceAllLiteralString(l, "")
	if strings.Contains(l, "[") {
		l = footnote.ReplaceAllLiteralString(l, "")
		l = inlineRef.ReplaceAllString(l, "$1$2")
	}
	if strings.ContainsAny(l, "*`~_") {
		l = emphasis.ReplaceAllLiteralString(l, "")
	}
	return l
}
