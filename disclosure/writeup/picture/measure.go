package picture

import (
	"strings"
	"unicode"
)

// The width of text is estimated, because which font a reader has is not known. The figures are those of a wide
// sans-serif font, so that a label needs at most the room that it is given.

// textWidth estimates the width of a line in pixels at a font size.
func textWidth(s string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range s {
		w += advance(r)
	}
	if bold {
		w *= 1.08
	}
	return w * size
}

// advance is the width of a character in units of the font size.
func advance(r rune) float64 {
	switch {
	case strings.ContainsRune("iljt.,;:'’|!()[]/ fI\u00a0\u202fr-", r):
		return 0.38
	case strings.ContainsRune("mwMW@%–—…", r):
		return 0.98
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r > 0xffff:
		return 1.05
	case unicode.Is(unicode.Mn, r):
		return 0
	case unicode.IsUpper(r):
		return 0.72
	case r < 0x250 || unicode.IsDigit(r):
		return 0.61
	default:
		return 0.8
	}
}

// wrapLabel breaks a label into lines of at most a width, as bold as they are drawn. A word that is wider is cut, visibly.
func wrapLabel(s string, size, width float64, bold bool, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }) {
		word = fit(word, size, width, bold)
		switch {
		case line == "":
			line = word
		case textWidth(line+" "+word, size, bold) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = fit(lines[most-1]+" …………", size, width, bold)
		lines[most-1] = strings.TrimRight(lines[most-1], " …") + "…"
	}
	return lines
}

// fit cuts a text to a width.
func fit(s string, size, width float64, bold bool) string {
	if textWidth(s, size, bold) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && textWidth(string(runes)+"…", size, bold) > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
