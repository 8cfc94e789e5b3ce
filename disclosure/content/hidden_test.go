package content_test

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"daylight/disclosure/content"
)

// hide writes each character of a name in a way that a reader of a page does not notice, or hardly, as bytes decide.
func hide(name string, how []byte) string {
	var b strings.Builder
	for i, r := range name {
		way := byte(0)
		if len(how) > 0 {
			way = how[i%len(how)] + byte(i/len(how))
		}
		if i > 0 {
			switch way >> 4 {
			case 1:
				b.WriteString("<wbr>")
			case 2:
				b.WriteString("&shy;")
			case 3:
				b.WriteString("<b></b>")
			case 4:
				b.WriteString("<!-- x -->")
			case 5:
				b.WriteString("\n")
			case 6:
				b.WriteString("\n\t  ")
			case 7:
				b.WriteString("\u200b")
			case 8:
				b.WriteString("<br/>")
			case 9:
				b.WriteString(`</i><span class="a b">`)
			case 10:
				b.WriteString(" \n\n")
			}
		}
		switch way & 15 {
		case 1:
			fmt.Fprintf(&b, "&#%d;", r)
		case 2:
			fmt.Fprintf(&b, "&#x%x;", r)
		case 3:
			fmt.Fprintf(&b, "&#X%04X;", r)
		case 4:
			fmt.Fprintf(&b, "&amp;#%d;", r)
		case 5:
			b.WriteString(strings.ToUpper(string(r)))
		case 6:
			fmt.Fprintf(&b, "%%%02x", r)
		case 7:
			fmt.Fprintf(&b, "%%25%02X", r)
		case 8:
			fmt.Fprintf(&b, `\u%04x`, r)
		case 9:
			b.WriteRune(r - '!' + '\uff01') // full width
		case 10:
			b.WriteString(html.EscapeString(fmt.Sprintf("&#x%x;", r)))
		case 11:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// FuzzATargetHiddenInAPage holds that a target is found in a page whatever is done to its letters and whatever text stands around it.
func FuzzATargetHiddenInAPage(f *testing.F) {
	for way := range 11 {
		f.Add([]byte{byte(way << 4)}, "We closed", "at once.", byte(way))
		f.Add([]byte{byte(way), byte(way<<4 | 1), 0}, "“", "” & more", byte(way))
	}
	f.Add([]byte{0x51, 0x12, 0xa3, 0x94, 0x85, 0x76, 0x67, 0x58, 0x49, 0x3a, 0x2b}, "<b>", "</p>", byte(3))
	const name = "example-bucket-x7"
	f.Fuzz(func(t *testing.T, how []byte, before, after string, frame byte) {
		hidden := " " + hide(name, how) + " "
		before, after = html.EscapeString(strings.ToValidUTF8(before, "?")), html.EscapeString(strings.ToValidUTF8(after, "?"))
		frames := []string{
			"<!doctype html><html><body><p>%s%s%s</p></body></html>", "<!doctype html><table><tr><td>%s%s</td><td>%s</td></tr></table>",
			"<html><ul><li>%s<i>%s</i>%s</li></ul></html>", "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>%s</text><text>%s</text><text>%s</text></svg>",
			"<!doctype html><h1>%s</h1><blockquote>%s</blockquote>%s", "<html><dl><dt>%s</dt><dd>%s</dd><dt>%s</dt></dl></html>",
		}
		page := fmt.Sprintf(frames[int(frame)%len(frames)], before, hidden, after)
		about := subjects()["bucket"]
		for _, about.Strict = range []bool{false, true} {
			found := content.Scan(map[string][]byte{"index.html": []byte(page)}, about)
			if len(found) == 0 {
				t.Fatalf("strict %v: nothing found in %q", about.Strict, page)
			}
			for _, one := range found {
				if strings.Contains(one.Excerpt+one.Masked+one.What, name) {
					t.Errorf("a finding repeats what it found: %+v", one)
				}
			}
		}
	})
}
