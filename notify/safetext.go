package notify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/pattern"
)

// Plain returns foreign text without anything that a reader cannot see but a terminal, a chat or a page obeys:
// control characters, direction overrides, zero-width and tag characters. Line breaks become "\n", tabs stay, bytes
// that are no UTF-8 become U+FFFD.
func Plain(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = oneLineEnd(s)
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && invisible(r) {
			return -1
		}
		return r
	}, s)
}

// oneLineEnd maps the ways to end a line to one.
func oneLineEnd(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for _, end := range []string{"\r", "\u2028", "\u2029", "\u0085"} {
		s = strings.ReplaceAll(s, end, "\n")
	}
	return s
}

// invisible reports whether r is obeyed rather than shown. The joiners U+200C and U+200D stay: Persian, Hindi and
// emoji need them.
func invisible(r rune) bool {
	switch {
	case r == '\u200C', r == '\u200D':
		return false
	case r == '\u00AD', r == '\u034F', r == '\u180E', r == '\u3164', r == '\uFFA0':
		return true // soft hyphen, grapheme joiner and fillers show nothing
	case r >= 0xFE00 && r <= 0xFE0F:
		return false // variation selectors choose an emoji's look
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)
}

// Line returns foreign text as one safe line: [Plain], white space runs as one blank, trimmed.
func Line(s string) string { return strings.Join(strings.Fields(Plain(s)), " ") }

// Cap returns at most n runes of s; where something was cut off, the last of them is "…".
func Cap(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	count := 0
	for i := range s {
		count++
		if count == n {
			return s[:i] + "…"
		}
	}
	return s
}

// The patterns of [Defang]. RE2 matches in linear time, whatever a sender writes.
var (
	liveScheme = pattern.New(`(?i)\b(ht)(tps?)(:)|\b(javascript|data|file|ftp|mailto|tel|s3|vbscript)(:)`)
	hostName   = pattern.New(`(?i)[\pL\pN](?:[\pL\pN_-]*[\pL\pN])?(?:[.．。｡][\pL\pN](?:[\pL\pN_-]*[\pL\pN])?)+`)
	hostDot    = pattern.New(`[.．。｡]`)
)

// Defang returns text in which nothing can be clicked: schemes are broken (hxxps:) and the dots of everything that
// looks like a host name or an address are bracketed. Numbers such as 2.5 stay. It may be applied twice.
func Defang(s string) string {
	s = liveScheme.ReplaceAllStringFunc(s, func(m string) string {
		if strings.EqualFold(m[:2], "ht") {
			return "hxx" + m[3:]
		}
		return m[:len(m)-1] + "[:]"
	})
	return hostName.ReplaceAllStringFunc(s, func(m string) string {
		if isNumber(m) {
			return m
		}
		return hostDot.ReplaceAllString(m, "[.]")
	})
}

// isNumber reports whether m is a number or a version with at most two dots: no host, no IPv4 address.
func isNumber(m string) bool {
	if strings.Count(m, ".") > 2 {
		return false
	}
	return strings.IndexFunc(m, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }) < 0
}
