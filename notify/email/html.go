package email

import (
	"net/mail"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// htmlText returns the text of an HTML mail: line ends after blocks, and "> " before quotations, so that [SplitReply]
// finds them. It works token by token, without a tree, so that deep nesting is cheap. URLs of links and images are left
// out.
func htmlText(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	w := htmlWriter{start: true}
	for {
		switch z.Next() {
		case html.ErrorToken: // the end, or what cannot be read on
			return strings.TrimSpace(w.b.String())
		case html.TextToken:
			if w.silent == 0 {
				w.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			w.open(t.Data, t)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.shut(string(name))
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

type htmlWriter struct {
	b      strings.Builder
	silent int // depth of what is not shown
	quote  int // depth of quotations
	start  bool
	blank  bool
}

func (w *htmlWriter) open(name string, t html.Token) {
	switch name {
	case "script", "style", "head", "title", "template", "noscript":
		if t.Type == html.StartTagToken {
			w.silent++
		}
	case "br":
		w.line()
	case "blockquote":
		w.line()
		w.quote = min(w.quote+1, maxDepth)
	case "p", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "pre", "hr":
		w.line()
		if name == "div" && outlookReply(t) {
			w.text("-----Original Message-----")
			w.line()
		}
	}
}

// outlookReply reports whether a block starts the quoted mail, as marked by Outlook on the web.
func outlookReply(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "id" && strings.HasSuffix(strings.ToLower(a.Val), "divrplyfwdmsg") {
			return true
		}
	}
	return false
}

func (w *htmlWriter) shut(name string) {
	switch name {
	case "script", "style", "head", "title", "template", "noscript":
		w.silent = max(w.silent-1, 0)
	case "blockquote":
		w.line()
		w.quote = max(w.quote-1, 0)
	case "p", "h1", "h2", "h3", "h4":
		w.line()
		w.blank = true
	case "div", "tr", "li", "table", "ul", "ol", "pre":
		w.line()
	case "td", "th":
		w.text(" ")
	}
}

func (w *htmlWriter) line() {
	if !w.start {
		w.b.WriteByte('\n')
		w.start = true
	}
}

func (w *htmlWriter) text(s string) {
	words := strings.Fields(s)
	if len(words) == 0 {
		if !w.start && s != "" {
			w.space()
		}
		return
	}
	if w.start {
		if w.blank && w.b.Len() > 0 {
			w.b.WriteString(strings.Repeat("> ", w.quote) + "\n")
		}
		w.blank = false
		w.b.WriteString(strings.Repeat("> ", w.quote))
		w.start = false
	} else if isBlank(s[0]) {
		w.space()
	}
	w.b.WriteString(strings.Join(words, " "))
	if isBlank(s[len(s)-1]) {
		w.space()
	}
}

func (w *htmlWriter) space() {
	if s := w.b.String(); s != "" && !isBlank(s[len(s)-1]) {
		w.b.WriteByte(' ')
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// parseMailDate reads a date of RFC 5322 section 3.3, old forms included.
func parseMailDate(s string) (time.Time, error) { return mail.ParseDate(s) }
