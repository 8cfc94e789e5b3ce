package email

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/pattern"

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
			if w.silent == 0 && len(w.hidden) == 0 {
				w.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if w.hide(t) {
				continue
			}
			w.open(t.Data, t)
		case html.EndTagToken:
			name, _ := z.TagName()
			if w.unhide(string(name)) {
				continue
			}
			w.shut(string(name))
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

type htmlWriter struct {
	b      strings.Builder
	hidden []string // open elements since one that nobody sees, the outermost first
	silent int      // depth of what is not shown
	quote  int      // depth of quotations
	start  bool
	blank  bool
}

// hide follows what nobody sees: the elements within one that is hidden, until it ends.
func (w *htmlWriter) hide(t html.Token) bool {
	if len(w.hidden) == 0 && !invisible(t) {
		return false
	}
	switch t.Data {
	case "br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "source":
	default:
		if t.Type == html.StartTagToken && len(w.hidden) < 1000 {
			w.hidden = append(w.hidden, t.Data)
		}
	}
	return true
}

// unhide ends the innermost hidden element of a name, and those within it that were never closed.
func (w *htmlWriter) unhide(name string) bool {
	if len(w.hidden) == 0 {
		return false
	}
	if i := slices.Index(w.hidden, name); i >= 0 {
		i = len(w.hidden) - 1 - slices.Index(reversed(w.hidden), name)
		w.hidden = w.hidden[:i]
	}
	return true
}

// unseen matches styles with which a text is there for programs alone: none, invisible, without size or hardly opaque.
var unseen = pattern.New(`(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)|mso-hide\s*:\s*all)`)

var styleColour = pattern.New(`(?i)(?:^|[;\s])(background(?:-color)?|color)\s*:\s*([#a-z0-9(), ]{3,30})`)

// invisible reports whether an element is hidden by its own attributes.
func invisible(t html.Token) bool {
	for _, a := range t.Attr {
		switch {
		case a.Key == "hidden":
			return true
		case a.Key != "style":
		case unseen.MatchString(a.Val):
			return true
		default:
			colours := map[string]string{}
			for _, m := range styleColour.FindAllStringSubmatch(clip(a.Val, 2000), 8) {
				colours[strings.ToLower(m[1])[:5]] = strings.ToLower(strings.TrimSpace(m[2]))
			}
			if c := colours["color"]; c != "" && c == colours["backg"] {
				return true
			}
		}
	}
	return false
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
		if (name == "div" || name == "hr") && outlookReply(t) {
			w.text("-----Original Message-----")
			w.line()
		}
	}
}

// outlookReply reports whether a block starts the quoted mail, as marked by Outlook on the web.
func outlookReply(t html.Token) bool {
	for _, a := range t.Attr {
		v := strings.ToLower(a.Val)
		if a.Key == "id" && (strings.HasSuffix(v, "divrplyfwdmsg") || v == "stopspelling" || strings.HasSuffix(v, "appendonsend") || v == "zwchr") {
			return true // Outlook on the web, Hotmail
		}
		if a.Key == "class" && (v == "yahoo_quoted" || v == "moz-cite-prefix-block" || strings.HasPrefix(v, "zmail_extra") || v == "protonmail_quote") {
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
