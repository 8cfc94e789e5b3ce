package writeup_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/feed"
)

// TestAHostileTitleIsDataInTheFeed: whatever stands in titles, names and texts, an entry is well-formed, has the elements and the
// links of a tame one, and nothing that turns or hides text. A feed of it is read as the same entry again.
func TestAHostileTitleIsDataInTheFeed(t *testing.T) {
	r := newRenderer(t)
	entry := func(mode disclosure.Mode, text string) []byte {
		in := inject(nextMotion(t, true), text)
		in.Mode, in.Team.Name = mode, "Team "+text
		return render(t, r, in)[writeup.FileEntry]
	}
	for _, mode := range disclosure.Modes() {
		tame := outline(t, entry(mode, "plain"))
		for _, text := range hostile {
			raw := entry(mode, text)
			if got := outline(t, raw); got != tame {
				t.Errorf("%s with %q: elements and links are\n%s\nwant\n%s", mode, text, got, tame)
			}
			if at := strings.IndexFunc(string(raw), turnsText); at >= 0 {
				t.Errorf("%s with %q: the entry has a character that turns or hides text: %q", mode, text, raw[at:min(at+12, len(raw))])
			}
			var e feed.Entry
			if err := xml.Unmarshal(raw, &e); err != nil {
				t.Fatal(err)
			}
			again, err := feed.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			if got := outline(t, again); got != tame {
				t.Errorf("%s with %q: read and written again it is\n%s", mode, text, got)
			}
		}
	}
}

// outline lists the elements of a document with their attributes; the text between them is left out.
func outline(t *testing.T, raw []byte) string {
	t.Helper()
	var out strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(raw)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatalf("the entry is not well-formed: %v\n%s", err, raw)
		}
		switch v := token.(type) {
		case xml.StartElement:
			out.WriteString(v.Name.Local)
			for _, a := range v.Attr {
				out.WriteString(" " + a.Name.Local + "=" + a.Value)
			}
			out.WriteString("\n")
		case xml.Directive, xml.Comment:
			t.Fatalf("the entry has a directive or a comment:\n%s", raw)
		}
	}
}

// turnsText reports the characters that turn, hide or end what a reader sees: bidirectional marks, those without width, and controls.
func turnsText(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return true
	}
	return false
}
