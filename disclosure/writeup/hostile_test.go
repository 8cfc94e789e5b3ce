package writeup_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/gate"
	"daylight/disclosure/writeup"

	"golang.org/x/net/html"
)

// elements counts the elements of a page by name, and fails on a link that the page does not make itself.
func elements(tb testing.TB, page []byte) map[string]int {
	tb.Helper()
	out := map[string]int{}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() { //nolint:exhaustive // Text has no attributes.
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				tb.Fatal(z.Err())
			}
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			out[tok.Data]++
			for _, a := range tok.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "srcdoc", a.Key == "formaction":
					tb.Fatalf("the page has the attribute %s=%q", a.Key, a.Val)
				case a.Key == "href" && !strings.HasPrefix(a.Val, "https://research.example/") &&
					!slices.Contains([]string{"data:,", "index.md", "timeline.svg", "mailto:" + team.Contact}, a.Val):
					tb.Fatalf("the page links to %q", a.Val)
				}
			}
		}
	}
}

func wellFormed(tb testing.TB, svg []byte) {
	tb.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			tb.Fatalf("the picture is not well-formed: %v", err)
		}
	}
}

// inject puts a text into every place that somebody outside may fill.
func inject(in writeup.Input, text string) writeup.Input {
	in.Case = in.Case.Clone()
	in.Case.Title, in.Case.Summary = "T"+text, "S"+text
	in.Case.Parties[0].Name, in.Case.Parties[0].Country = "V"+text, text
	in.Case.Exposed.Data = []string{"d" + text}
	in.Case.Exposed.Note = "n" + text
	in.Case.Assets[0].Kind = text
	in.Timeline.Rows = slices.Clone(in.Timeline.Rows)
	for i := range in.Timeline.Rows {
		r := &in.Timeline.Rows[i]
		if r.Visibility == disclosure.Public {
			r.Text, r.Ref = "R"+text, text
			r.Name = text
		}
	}
	return in
}

var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</title></style></svg></script><script>1</script>`,
	`[click](javascript:alert(1))`, `![x](https://evil.example/x.png)`, "\u202eevil\u2066", `{{ .CSS }}{{< raw >}}`,
	"a\n\n# heading\n\n- item\n- [x](https://evil.example)\n\n```\ncode\n```", `]]><!--`, "\x00\x01\xff\xfe\ufffe", `https://evil.example/?a=b@c`,
	`javascript:alert(1)`, `ops@evil.example`, "--- \ntitle: x\n---", `<!ENTITY x SYSTEM "file:///etc/passwd">&x;`, "| a | b |\n|---|---|",
}

func TestHostileTextIsData(t *testing.T) {
	r := newRenderer(t)
	tame := elements(t, render(t, r, inject(nextMotion(t, true), "plain"))[writeup.FileHTML])
	for _, text := range hostile {
		for _, mode := range []disclosure.Mode{disclosure.Full, disclosure.Limited, disclosure.Stub} {
			in := inject(nextMotion(t, true), text)
			in.Mode = mode
			checkSafe(t, render(t, r, in), tame)
		}
	}
}

// liveLink is a link of Markdown: a bracket that no backslash disarms, then an address.
var liveLink = regexp.MustCompile(`(?:^|[^\\\\])\](?:\([^)]*\)|:)`)

// checkSafe holds what is true of every rendered writeup.
func checkSafe(tb testing.TB, files writeup.Files, tame map[string]int) {
	tb.Helper()
	got := elements(tb, files[writeup.FileHTML])
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if tame[name] == 0 && name != "ul" && name != "li" {
			tb.Errorf("a <%s> got into the page", name)
		}
	}
	if got["script"] != 1 || got["style"] > 3 {
		tb.Errorf("the page has %d scripts and %d styles", got["script"], got["style"])
	}
	for _, name := range files.Names() {
		b := files[name]
		if name == writeup.FileCard { // pixels of what the pictures say in letters
			if card, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || card.Width != 1200 || card.Height != 630 {
				tb.Errorf("the card is no picture of 1200×630: %+v, %v", card, err)
			}
			continue
		}
		if !utf8.Valid(b) || bytes.ContainsAny(b, "\x00\u202e\u2066") {
			tb.Errorf("%s holds characters that nobody sees", name)
		}
		for _, live := range []string{"https://evil.example", "@evil.example", "https://example-bucket"} {
			if bytes.Contains(b, []byte(live)) {
				tb.Errorf("%s holds %q", name, live)
			}
		}
		if strings.HasSuffix(name, ".svg") {
			wellFormed(tb, b)
		}
	}
	_, body, ok := strings.Cut(string(files[writeup.FileMarkdown]), "\n---\n")
	if !ok {
		tb.Fatal("the Markdown has no front matter")
	}
	for line := range strings.SplitSeq(body, "\n") {
		if link := liveLink.FindString(line); link != "" && !strings.Contains(link, "](https://research.example/") && !strings.Contains(link, "](timeline.svg)") {
			tb.Errorf("the Markdown has the link %q", link)
		}
		if strings.HasPrefix(line, "# heading") || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "<") {
			tb.Errorf("the Markdown has the live line %q", line)
		}
	}
}

func TestTenThousandRows(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	in := nextMotion(t, true)
	row := in.Timeline.Rows[0]
	start := civil.Date{Year: 1990, Month: time.January, Day: 1}
	in.Timeline.Rows = nil
	for i := range 10000 {
		w := start.AddDays(i / 2).When()
		row.Seq, row.When, row.At, row.Text = i+1, w, w.String(), fmt.Sprintf("row %d of many", i)
		in.Timeline.Rows = append(in.Timeline.Rows, row)
	}
	files := render(t, newRenderer(t), in)
	if n := bytes.Count(files[writeup.FileHTML], []byte("row 9999 of many")); n != 1 {
		t.Errorf("the last row is there %d times", n)
	}
	if len(files[writeup.FilePicture]) > 60000 {
		t.Errorf("the picture has %d bytes", len(files[writeup.FilePicture]))
	}
}

func TestLongTextIsCutVisibly(t *testing.T) {
	in := nextMotion(t, true)
	in.Case.Exposed.Note = strings.Repeat("word ", 1<<20)
	page := render(t, newRenderer(t), in)[writeup.FileHTML]
	if len(page) > 200000 || !bytes.Contains(page, []byte("[shortened]")) {
		t.Errorf("a long text gives a page of %d bytes", len(page))
	}
}

// The gate reads the files for what must not be published. What the renderer makes has to pass it.
func TestRenderedFilesPassTheScanOfTheGate(t *testing.T) {
	r := newRenderer(t)
	scans := []string{
		gate.CheckTargetDefanged, gate.CheckNoMailAddresses, gate.CheckNoLiveLinks, gate.CheckNoIPAddresses,
		gate.CheckNoCredentials,
	}
	inputs := map[string]writeup.Input{"full": nextMotion(t, true), "episodes": solarMan(t), "open": openCase(t)}
	for _, mode := range []disclosure.Mode{disclosure.Limited, disclosure.Stub} {
		in := nextMotion(t, true)
		in.Mode = mode
		in.Timeline.Rows[2].Text = "Mail to ops@nextmotion.example about https://example-bucket.s3.eu-west-3.amazonaws.com/ at 198.51.100.7."
		inputs[string(mode)] = in
	}
	noisy := nextMotion(t, true)
	noisy.Timeline.Rows[2].Text = "Mail to ops@nextmotion.example about https://example-bucket.s3.eu-west-3.amazonaws.com/ at 8.8.4.4 and 2a00:1450::5."
	inputs["noisy"] = noisy
	for name, in := range inputs {
		files := render(t, r, in)
		for _, c := range gate.Run(gate.Input{
			Case: in.Case, Timeline: in.Timeline, Mode: in.Mode, Lang: in.Lang, Files: files, Contact: in.Team.Contact, Digest: writeup.Digest(files),
			Clock: command.Env{Now: time.Date(2020, 2, 16, 9, 0, 0, 0, time.UTC), Rules: command.DefaultRules()}.Clock(),
			Rules: command.DefaultRules().Gate,
		}) {
			if slices.Contains(scans, c.Name) && c.State != gate.CheckPass {
				t.Errorf("%s: %s says %s: %s", name, c.Name, c.State, c.Reason)
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	r := newRenderer(f)
	for _, text := range hostile {
		f.Add(text)
	}
	tame := elements(f, render(f, r, inject(nextMotion(f, true), "plain"))[writeup.FileHTML])
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			t.Skip("length is the matter of another test")
		}
		for _, mode := range []disclosure.Mode{disclosure.Full, disclosure.Limited} {
			in := inject(nextMotion(t, true), text)
			in.Mode = mode
			checkSafe(t, render(t, r, in), tame)
		}
	})
}
