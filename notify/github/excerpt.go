package github

import (
	"fmt"
	"strings"
	"unicode"

	"daylight/disclosure/pattern"
)

// maxExcerpt is the longest text that goes into an event, in characters. The whole text stays in the inbox.
const maxExcerpt = 2000

// picture is an image in Markdown or HTML. It is cut, because a client that loads it would tell the sender who reads.
var picture = pattern.New(`(?is)!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])|<img\b[^>]*>`)

// Excerpt makes the text of a comment safe to show: text by others is cut (quotes, hidden comments, mail tails), images
// become a placeholder, control and direction characters become visible, and the length is bounded.
func Excerpt(body string) string {
	text := visible(body)
	if own := writtenText(body); own != "" {
		text = own
	}
	text = picture.ReplaceAllString(text, "[image]")
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > maxExcerpt {
			b.WriteString(" […]")
			break
		}
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == '\u2028', r == '\u2029':
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// writtenText is the author's own text. Unlike for commands, it includes blocks of code, which matter to a reader; marked like a quote,
// because nothing in them is said to us.
func writtenText(body string) string {
	var lines []string
	fence := ""
	for line := range strings.SplitSeq(visible(body), "\n") {
		trimmed := strings.TrimLeft(line, " \t")
		if run := leading(trimmed); fence == "" && len(run) >= 3 {
			fence = run
			continue
		} else if fence != "" {
			if len(run) >= len(fence) && run[0] == fence[0] && strings.TrimSpace(trimmed[len(run):]) == "" {
				fence = ""
			} else {
				lines = append(lines, "> "+line)
			}
			continue
		}
		if mailTail.MatchString(trimmed) {
			break
		}
		if !strings.HasPrefix(trimmed, ">") {
			lines = append(lines, strings.TrimRight(line, " \t"))
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// visible is the text without HTML comments.
func visible(body string) string {
	if len(body) > maxComment {
		body = body[:maxComment]
	}
	body = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(body, "�"))
	return strings.TrimSpace(htmlComment.ReplaceAllString(body, ""))
}
