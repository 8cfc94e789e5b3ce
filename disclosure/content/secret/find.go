package secret

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/content/hit"
)

// What lifts a find. A form that is surely a key is lifted by nothing but taking it out.
const (
	liftsForm  = "Take it out, or put stars in its place. A secret that was public once has to be changed by its owner as well."
	liftsGuess = "Take it out, or put stars in its place. If it is no secret but a word of the sentence, say it in other words."
)

// Find returns the credentials in a text, in their order. Where two finds overlap the first that was found stands, and it covers both.
func Find(text string) []hit.Hit {
	t := newReader(text)
	out := t.forms()
	out = append(out, t.values()...)
	out = append(out, t.columns()...)
	out = append(out, t.commands()...)
	out = append(out, t.matched(t.keysAlone(), taken)...)
	return merged(out)
}

// reader is a text with its words.
type reader struct {
	text, lower string // lower has the same length
	words       []word
	runs        []word // long ones
	digests     []word // those of them that hold one
}

// word is a part of a name or a sentence: "DB_PASSWORD" and "dbPassword" have two.
type word struct{ start, end int }

func newReader(text string) *reader {
	t := &reader{text: text, lower: lowered(text), runs: longRuns(text)}
	t.digests = digests(t.lower, t.runs)
	start, last := -1, rune(0)
	for i, r := range text {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			if start >= 0 {
				t.words = append(t.words, word{start, i})
			}
			start = -1
		case start < 0:
			start = i
		case unicode.IsUpper(r) && unicode.IsLower(last):
			t.words = append(t.words, word{start, i})
			start = i
		}
		last = r
	}
	if start >= 0 {
		t.words = append(t.words, word{start, len(text)})
	}
	return t
}

// at is a word in small letters, or nothing where there is none.
func (t *reader) at(i int) string {
	if i < 0 || i >= len(t.words) {
		return ""
	}
	return t.lower[t.words[i].start:t.words[i].end]
}

// gap is what stands between a word and the next one.
func (t *reader) gap(i int) string {
	if i < 0 || i+1 >= len(t.words) {
		return ""
	}
	return t.text[t.words[i].end:t.words[i+1].start]
}

// lowered is a text in small letters in which every offset is the same.
func lowered(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if low := unicode.ToLower(r); r != utf8.RuneError && utf8.RuneLen(low) == n {
			b.WriteRune(low)
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// merged sorts finds and joins those that overlap.
func merged(all []hit.Hit) []hit.Hit {
	slices.SortStableFunc(all, func(a, b hit.Hit) int { return a.Start - b.Start })
	out := all[:0]
	for _, h := range all {
		if n := len(out); n > 0 && h.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, h.End)
			continue
		}
		out = append(out, h)
	}
	return out
}
