package prose

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"daylight/disclosure/cite"
)

// Rendered is a section in the two forms of a page, which say the same words.
type Rendered struct {
	HTML     string
	Markdown string
	First    string // the words of its first paragraph, for descriptions
}

// Renderer renders sections. It is safe for concurrent use.
type Renderer struct{ policy *bluemonday.Policy }

// New returns a renderer.
func New() *Renderer {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "br", "hr", "h3", "h4", "h5", "h6", "time")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^nofollow noopener$`)).OnElements("a")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("datetime").Matching(regexp.MustCompile(`^[0-9T:+Z-]{4,30}$`)).OnElements("time")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	return &Renderer{policy: p}
}

// Render renders a section. The same text and facts give the same bytes.
func (r *Renderer) Render(p *cite.Passage, fill Fill) Rendered {
	_, tree := read(p, fill)
	var h htmlWriter
	h.blocks(tree)
	out := Rendered{HTML: r.policy.Sanitize(h.String()), Markdown: markdownOf(tree)}
	for i := range tree {
		if tree[i].kind == kindParagraph {
			out.First = strings.Join(strings.Fields(words(tree[i].inside)), " ")
			break
		}
	}
	return out
}

// Check says what is wrong with the sections of a text: what no page shows, placeholders that do not exist, and what is beyond
// the limits. Whether the case knows a fact is not asked.
func Check(t *Text) []Mistake {
	var out []Mistake
	links := 0
	for i := range t.Passages {
		p := &t.Passages[i]
		if len(p.Text) > MaxSection {
			out = append(out, Mistake{p.Line, "the section " + p.Section + " is longer than " + strconv.Itoa(MaxSection) + " bytes"})
			continue
		}
		for _, h := range p.Placeholders() {
			if err := h.Known(); err != nil {
				out = append(out, Mistake{h.Line, err.Error()})
			}
		}
		b, _ := read(p, func(cite.Placeholder) (Fact, error) { return Fact{Text: "x"}, nil })
		out = append(out, b.mistakes...)
		if links += b.links; links > MaxLinks {
			return append(out, Mistake{p.Line, "there are more than " + strconv.Itoa(MaxLinks) + " links"})
		}
	}
	return out
}

// words are the words of inline nodes.
func words(nodes []node) string {
	var b strings.Builder
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case kindText, kindCode:
			b.WriteString(n.text)
		case kindBreak:
			b.WriteByte(' ')
		default:
			b.WriteString(words(n.inside))
		}
	}
	return b.String()
}

// htmlWriter writes a tree as HTML, every text escaped.
type htmlWriter struct{ strings.Builder }

func (w *htmlWriter) blocks(nodes []node) {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case kindHeading:
			tag := "h" + strconv.Itoa(min(max(n.level+1, 3), 6))
			w.around(tag, n)
		case kindList:
			tag, open := "ul", "<ul>"
			if n.level > 0 {
				tag, open = "ol", "<ol>"
				if n.level > 1 {
					open = `<ol start="` + strconv.Itoa(n.level) + `">`
				}
			}
			w.WriteString(open + "\n")
			w.blocks(n.inside)
			w.WriteString("</" + tag + ">\n")
		case kindItem:
			w.WriteString("<li>")
			if len(n.inside) == 1 && n.inside[0].kind == kindParagraph {
				w.inlines(n.inside[0].inside)
			} else {
				w.WriteByte('\n')
				w.blocks(n.inside)
			}
			w.WriteString("</li>\n")
		case kindQuote:
			w.WriteString("<blockquote>\n")
			w.blocks(n.inside)
			w.WriteString("</blockquote>\n")
		case kindFence:
			w.WriteString("<pre><code>" + html.EscapeString(n.text) + "</code></pre>\n")
		case kindRule:
			w.WriteString("<hr>\n")
		default:
			w.around("p", n)
		}
	}
}

func (w *htmlWriter) around(tag string, n *node) {
	w.WriteString("<" + tag + ">")
	w.inlines(n.inside)
	w.WriteString("</" + tag + ">\n")
}

func (w *htmlWriter) inlines(nodes []node) {
	for i := range nodes {
		switch n := &nodes[i]; n.kind { //nolint:exhaustive // The others are no inline nodes.
		case kindText:
			w.WriteString(html.EscapeString(n.text))
		case kindFact:
			if n.text == "" {
				w.inlines(n.inside)
				continue
			}
			w.WriteString(`<time datetime="` + html.EscapeString(n.text) + `">`)
			w.inlines(n.inside)
			w.WriteString("</time>")
		case kindCode:
			w.WriteString("<code>" + html.EscapeString(n.text) + "</code>")
		case kindEmphasis:
			w.wrap("em", n)
		case kindStrong:
			w.wrap("strong", n)
		case kindLink:
			w.WriteString(`<a href="` + html.EscapeString(n.text) + `" rel="nofollow noopener">`)
			w.inlines(n.inside)
			w.WriteString("</a>")
		case kindBreak:
			w.WriteString("<br>\n")
		}
	}
}

func (w *htmlWriter) wrap(tag string, n *node) {
	w.WriteString("<" + tag + ">")
	w.inlines(n.inside)
	w.WriteString("</" + tag + ">")
}
