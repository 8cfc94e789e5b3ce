package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"daylight/disclosure"
)

func TestAMarkWithoutASideIsNotDrawn(t *testing.T) {
	t.Parallel()
	for side, want := range map[disclosure.Side]string{
		disclosure.SideUs: `<circle class="tl-us"`, disclosure.SideThem: `<circle class="tl-them"`, disclosure.SideState: `<path class="tl-state"`, "": "", "else": "",
	} {
		var c canvas
		if c.dot(1, 1, side, false); !strings.HasPrefix(c.b.String(), want) || want == "" && c.b.Len() != 0 {
			t.Errorf("the mark of %q is %q", side, c.b.String())
		}
	}
}

// wellFormed reads a picture and returns its elements.
func wellFormed(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	elements := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		if err != nil {
			t.Fatalf("the picture is not well-formed: %v\n%.2000s", err, svg)
		}
		if start, ok := tok.(xml.StartElement); ok {
			elements[start.Name.Local]++
			for _, a := range start.Attr {
				if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.Contains(a.Value, "javascript:") || a.Name.Local == "href" {
					t.Fatalf("the picture has the attribute %s=%q", a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestPicturesAreWellFormedAndNamed(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 40, 100} {
		d := plan{n: n, days: 300, band: 2}.drawing()
		for i := range d.Marks {
			d.Marks[i].Label += `</text><script>"&x'`
			d.Marks[i].Date += "\x00\u202e<a href='x'>"
		}
		d.Title, d.Desc = "<b>", "</desc><image>"
		d.Spans = []Span{{From: newYear, To: newYear.AddDays(1), Label: "]]><a>", Brief: "<i>"}}
		for _, svg := range [][]byte{File(d.Wide()), File(d.Narrow())} {
			elements := wellFormed(t, svg)
			if elements["title"] != 1 || elements["desc"] != 1 || !strings.Contains(string(svg), `role="img"`) {
				t.Errorf("the picture of %d marks has no name: %v", n, elements)
			}
			if elements["script"]+elements["image"]+elements["foreignObject"]+elements["a"]+elements["use"]+elements["b"]+elements["i"] != 0 {
				t.Errorf("the picture of %d marks holds %v", n, elements)
			}
			if strings.ContainsAny(string(svg), "\u202e\x00\ufffd") {
				t.Errorf("the picture of %d marks holds a character that nobody sees", n)
			}
		}
	}
}
