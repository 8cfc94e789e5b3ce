package prose_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/fault"
	"daylight/disclosure/writeup/prose"
)

func passage(text string) *cite.Passage {
	return &cite.Passage{Section: "summary", Line: 10, Text: text}
}

// fill knows one fact, whose text looks like the beginning of a list.
func fill(h cite.Placeholder) (prose.Fact, error) {
	if h.Name == "closure" {
		return prose.Fact{Text: "5. Februar 2020", Time: "2020-02-05"}, nil
	}
	return prose.Fact{}, fault.Errorf(fault.NotFound, "not known")
}

// shown are the words that a reader of HTML sees, and the elements and attributes that there are.
func shown(t testing.TB, text string) (words string, elements map[string]bool) {
	t.Helper()
	elements = map[string]bool{}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " "), elements
		case html.TextToken:
			b.WriteString(z.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			elements[tok.Data] = true
			for _, a := range tok.Attr {
				elements[tok.Data+" "+a.Key] = true
				if a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "mailto:") {
					t.Errorf("a link to %q", a.Val)
				}
			}
			if tok.Data == "br" || tok.Data == "li" || tok.Data == "p" {
				b.WriteByte(' ')
			}
		case html.EndTagToken, html.CommentToken, html.DoctypeToken:
			b.WriteByte(' ')
		}
	}
}

// asMarkdown are the words that a reader sees of Markdown which another program renders, with everything switched on that makes links.
func asMarkdown(t testing.TB, text string) (words string, elements map[string]bool) {
	t.Helper()
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	return shown(t, b.String())
}

// squeezed leaves blanks out: where a line breaks is no word.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

var allowed = regexp.MustCompile(`^(?:p|ul|ol|li|blockquote|pre|code|em|strong|br|hr|h[3-6]|a|time|a href|a rel|ol start|time datetime)$`)

// checkInert holds a section to what a page may do, in both forms.
func checkInert(t testing.TB, text string) {
	t.Helper()
	r := prose.New().Render(passage(text), fill)
	words, elements := shown(t, r.HTML)
	for e := range elements {
		if !allowed.MatchString(e) {
			t.Errorf("%q has the element %q", text, e)
		}
	}
	again, also := asMarkdown(t, r.Markdown)
	if squeezed(words) != squeezed(again) {
		t.Errorf("%q\nsays in HTML     %q\nand in Markdown  %q\n%s", text, words, again, r.Markdown)
	}
	for e := range also {
		if e != "img" && !allowed.MatchString(e) {
			t.Errorf("the Markdown of %q has the element %q:\n%s", text, e, r.Markdown)
		}
	}
	if also["img"] || also["a"] && !elements["a"] {
		t.Errorf("the Markdown of %q makes a link or a picture:\n%s", text, r.Markdown)
	}
	for _, braces := range []string{"{{", "}}", "{%", "%}"} {
		if strings.Contains(r.Markdown, braces) {
			t.Errorf("the Markdown of %q has %s:\n%s", text, braces, r.Markdown)
		}
	}
	if strings.HasPrefix(r.Markdown, "---\n") && !elements["hr"] {
		t.Errorf("the Markdown of %q begins a front matter", text)
	}
}

// hostile is what people who write into a page should never achieve.
var hostile = []string{
	"<script>alert(1)</script>", "<style>*{display:none}</style>", `<img src=x onerror=alert(1)>`, "<svg/onload=alert(1)>", "<iframe src=//evil.example>",
	"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "[x](//evil.example)", "[x](https://u:p@evil.example)",
	"[x](java&#115;cript:alert(1))", "[x](https://evil.example \"><script>\")", "[x]: javascript:alert(1)\n\n[x]", "![x](https://evil.example/pixel.png)", "![x](javascript:alert(1))",
	"<javascript:alert(1)>", "<https://evil.example>", "https://evil.example and www.evil.example and a@evil.example",
	"{{< figure src=x >}}", "{{% include %}}", "{% include x %}", "{{ site.x }}", "`{{ x }}`", "`{% x %}`", "```\n{{ x }}\n{% raw %}\n```", "\\{{ site.x }}", "{ {x} }", "{{closure}}{{", "{&#123; x }}",
	"---\ntitle: x\n---\ntext", "+++\nx\n+++", "---", "===", "a\n===", "a\n---", "    code", "# title", "## title", "####### title", "- a\n  - b\n    - c", "1. a\n2. b\n\n7) c", "> q\n> - r",
	"\u202egnp.exe", "a\u200bb\u2066c", "&#x202e;x", "&lt;script&gt;", "&#60;script&#62;", "&amp;lt;", "\\<b\\>", "a  \nb", "a\\\nb", "a  \n# b", "a  \n1. b", "a  \n- b",
	"**bold** *em* _u_ __v__ ***x*** *a **b** c* a*b*c **\"q\"** *Fixed.* *x*y", "`code` ``a`b`` `a\\b`", "```js\nalert(1)\n```", "~~~\nx\n~~~", "$x$ $$y$$", "a | b\n--|--\nc | d", "~~x~~", ":smile: #1 @user",
	"[a](https://x.example/(y)) [b](<https://x.example/a b>) [c](https://x.example/?q={{closure}})", "[*a* `b`](https://x.example)", "[[a](https://x.example)](https://y.example)", "{{closure}} is a date", "- {{closure}}", "*{{closure}}*", "`{{closure}}`",
	"\uE0000\uE001", "\uE000", "\uE002", "a\x00b", "\xff\xfe", strings.Repeat("> ", 40) + "deep", strings.Repeat("- ", 40) + "deep", strings.Repeat("[", 200), strings.Repeat("*", 301), strings.Repeat("[a](", 100),
	"1234567890. a", "+ a", "\\- a", "a\n\n\n\nb", "\t- a", "<!-- c -->", "<?php ?>", "<![CDATA[x]]>", "&copy;", "&#0;", "\"quoted\" 'too'",
}

func TestHostileMarkdownIsInertAndSaysTheSameInBothForms(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		checkInert(t, text)
	}
}

func FuzzRender(f *testing.F) {
	for _, seed := range hostile {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 2<<10 {
			checkInert(t, text)
		}
	})
}

func TestAPageShowsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	r := prose.New().Render(passage("It was *closed* on {{closure}}, see [the statement](https://press.example/a).\n\n## Details\n\n1. one\n2. two\n   - inner\n\n> said\n\n```\nGET /\n```\n"), fill)
	wantHTML := "<p>It was <em>closed</em> on <time datetime=\"2020-02-05\">5. Februar 2020</time>, see <a href=\"https://press.example/a\" rel=\"nofollow noopener\">the statement</a>.</p>\n" +
		"<h3>Details</h3>\n<ol>\n<li>one</li>\n<li>\n<p>two</p>\n<ul>\n<li>inner</li>\n</ul>\n</li>\n</ol>\n<blockquote>\n<p>said</p>\n</blockquote>\n<pre><code>GET /</code></pre>\n"
	wantMarkdown := "It was *closed* on 5. Februar 2020, see [the statement](https://press.example/a).\n\n### Details\n\n1. one\n2. two\n\n   - inner\n\n> said\n\n```\nGET /\n```"
	if r.HTML != wantHTML {
		t.Errorf("got  %s\nwant %s", r.HTML, wantHTML)
	}
	if r.Markdown != wantMarkdown {
		t.Errorf("got  %s\nwant %s", r.Markdown, wantMarkdown)
	}
	if r.First != "It was closed on 5. Februar 2020, see the statement." {
		t.Errorf("first %q", r.First)
	}
}

func TestADateAtTheBeginningBeginsNoList(t *testing.T) {
	t.Parallel()
	r := prose.New().Render(passage("{{closure}} was the day."), fill)
	if !strings.HasPrefix(r.HTML, "<p><time") || !strings.HasPrefix(r.Markdown, `5\. Februar`) {
		t.Errorf("%s\n%s", r.HTML, r.Markdown)
	}
}

func TestAFactThatIsMissingIsSeen(t *testing.T) {
	t.Parallel()
	r := prose.New().Render(passage("on {{acknowledged}}"), fill)
	if !strings.Contains(r.HTML, "⟦acknowledged⟧") || !strings.Contains(r.Markdown, "⟦acknowledged⟧") {
		t.Errorf("%+v", r)
	}
}

func TestMistakesNameTheirLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, text string
		line       int
		says       string
	}{
		{"a picture", "a\n\nb ![x](https://x.example/a.png)", 12, "no pictures"},
		{"a link that acts", "a\n[x](javascript:alert(1))", 11, "leads nowhere"},
		{"a link to no address", "a\n[x](page.html)", 11, "https, http or mailto"},
		{"an unknown placeholder", "a\n\n{{closur}}", 12, "did you mean {{closure}}"},
		{"a short code", "{{< x >}}", 10, "is no placeholder"},
		{"depth", strings.Repeat("> ", 9) + "x", 10, "deep"},
		{"length", strings.Repeat("x", prose.MaxSection+1), 10, "longer than"},
		{"links", strings.Repeat("[a](https://x.example) ", prose.MaxLinks+1), 10, "more than 60 links"},
	} {
		got := prose.Check(&prose.Text{Passages: []cite.Passage{*passage(c.text)}})
		if len(got) != 1 || got[0].Line != c.line || !strings.Contains(got[0].Message, c.says) {
			t.Errorf("%s: %+v", c.rule, got)
		}
	}
	fine := "A [link](https://x.example), `code`, {{closure}} and \\{{braces}}.\n\n- a\n  - b\n    - c\n"
	if got := prose.Check(&prose.Text{Passages: []cite.Passage{*passage(fine)}}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestALimitedPageShowsOnlyWhatWasMarkedForIt(t *testing.T) {
	t.Parallel()
	text := prose.Text{
		Fields:   map[prose.Field][]string{prose.Title: {"T"}, prose.CVE: {"CVE-2020-1"}},
		Passages: []cite.Passage{{Section: "summary", Text: "s"}, {Section: "found", Text: "f"}},
	}
	on := func(m disclosure.Mode) (string, int, int) {
		got := text.On(m)
		return got.Title(), len(got.Field(prose.CVE)), len(got.Passages)
	}
	if title, cve, n := on(disclosure.Full); title != "T" || cve != 1 || n != 2 {
		t.Error("a full page does not show all of it")
	}
	for _, m := range []disclosure.Mode{disclosure.Limited, disclosure.Stub, "", "other"} {
		if title, cve, n := on(m); title != "" || cve != 0 || n != 0 {
			t.Errorf("%q shows what nobody marked", m)
		}
	}
	text.Limited = []string{"summary", "cve"}
	if title, cve, n := on(disclosure.Limited); title != "" || cve != 1 || n != 1 {
		t.Errorf("limited: %q %d %d", title, cve, n)
	}
	for _, m := range []disclosure.Mode{disclosure.Stub, "", "other"} {
		if title, cve, n := on(m); title != "" || cve != 0 || n != 0 {
			t.Errorf("%q shows what was marked for a limited page", m)
		}
	}
}

func TestMarkdownMarksAreNeutralised(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"[x](y)": `\[x\](y)`, "![x](y)": `!\[x\](y)`, "<b>": "&lt;b&gt;", "# h": `\# h`, "1. x": `1\. x`, "- x": `\- x`, "a|b": `a\|b`,
		"{{< raw >}}": "&#123;&#123;&lt; raw &gt;&#125;&#125;", "$x$": `\$x\$`, "a - b # c": "a - b # c", "&lt;": "&amp;lt;",
	} {
		if got := prose.Inert(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
