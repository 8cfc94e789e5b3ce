package reading

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Kind says how a passage came to be.
type Kind int

// The kinds of passages.
const (
	Name     Kind = iota // the name of the file
	Raw                  // a line as it is written
	Plain                // a line with entities and escapes undone
	Shown                // a paragraph, a label, an attribute or a comment as it is read, over line breaks and markup
	Glued                // the words before and after line breaks of a paragraph, as one word each
	Opaque               // bytes of a file that is no text, as they are
	Embedded             // characters that stand side by side in a file that is no text
)

// Passage is one text of a file.
type Passage struct {
	Text string
	Kind Kind

	lines  []mark // where lines begin, sorted
	joints []int  // where words were glued: each may be the edge of a name
}

// mark says that the bytes from here on stand in a line.
type mark struct{ at, line int }

// Line is the line, from 1, of the byte at an offset. It is 0 in the name of the file.
func (p *Passage) Line(at int) int {
	i := sort.Search(len(p.lines), func(i int) bool { return p.lines[i].at > at })
	if i == 0 {
		return 0
	}
	return p.lines[i-1].line
}

// Joint reports whether two words were glued at an offset.
func (p *Passage) Joint(at int) bool {
	_, found := slices.BinarySearch(p.joints, at)
	return found
}

// Broken reports whether an address was broken between two offsets: words were glued there at one of its signs.
func (p *Passage) Broken(start, end int) bool {
	for i, _ := slices.BinarySearch(p.joints, start+1); i < len(p.joints) && p.joints[i] < end; i++ {
		if at := p.joints[i]; strings.ContainsRune("@.:[(", rune(p.Text[at-1])) || strings.ContainsRune("@.:[(", rune(p.Text[at])) {
			return true
		}
	}
	return false
}

// Mapped is the passage with each character replaced; a negative one is left out.
func (p *Passage) Mapped(to func(rune) rune) Passage {
	out := Passage{Kind: p.Kind}
	var b strings.Builder
	b.Grow(len(p.Text))
	line, joint := 0, 0
	for i, r := range p.Text {
		for ; line < len(p.lines) && p.lines[line].at <= i; line++ {
			out.lines = append(out.lines, mark{b.Len(), p.lines[line].line})
		}
		for ; joint < len(p.joints) && p.joints[joint] <= i; joint++ {
			out.joints = append(out.joints, b.Len())
		}
		if r = to(r); r >= 0 {
			b.WriteRune(r)
		}
	}
	out.Text = b.String()
	return out
}

// joiner puts a paragraph together.
type joiner struct {
	text   strings.Builder
	lines  []mark
	breaks []int // offsets of the spaces that stand for a line break
}

// add adds text of a line.
func (j *joiner) add(s string, line int) {
	if n := len(j.breaks); n > 0 && j.breaks[n-1] == j.text.Len()-1 {
		s = strings.TrimLeft(s, " ")
	}
	if s == "" {
		return
	}
	if n := len(j.lines); n == 0 || j.lines[n-1].line != line {
		j.lines = append(j.lines, mark{j.text.Len(), line})
	}
	j.text.WriteString(s)
}

// lineBreak ends a line within the paragraph: a space, whatever spaces stand around it.
func (j *joiner) lineBreak() {
	n := j.text.Len()
	if n == 0 {
		return
	}
	if j.text.String()[n-1] == ' ' {
		if last := len(j.breaks) - 1; last < 0 || j.breaks[last] != n-1 {
			j.breaks = append(j.breaks, n-1)
		}
		return
	}
	j.breaks = append(j.breaks, n)
	j.text.WriteByte(' ')
}

// passages ends the paragraph and returns what it says, as it is shown and with its line breaks glued.
func (j *joiner) passages() []Passage {
	text := j.text.String()
	if strings.TrimSpace(text) == "" {
		*j = joiner{}
		return nil
	}
	out := []Passage{{Text: text, Kind: Shown, lines: j.lines}}
	if glued := glue(text, j.lines, j.breaks); glued.Text != "" {
		out = append(out, glued)
	}
	*j = joiner{}
	return out
}

// glue joins the last word before each break with the first one behind it, over several lines where a line is a single word.
func glue(text string, lines []mark, breaks []int) Passage {
	whole := Passage{Text: text, lines: lines}
	out := Passage{Kind: Glued}
	var b strings.Builder
	word := func(from, to int) {
		out.lines = append(out.lines, mark{b.Len(), whole.Line(from)})
		b.WriteString(text[from:to])
	}
	for i := 0; i < len(breaks); i++ {
		at := breaks[i]
		word(strings.LastIndexByte(text[:at], ' ')+1, at)
		for at+1 < len(text) {
			end := len(text)
			if n := strings.IndexByte(text[at+1:], ' '); n >= 0 {
				end = at + 1 + n
			}
			out.joints = append(out.joints, b.Len())
			word(at+1, end)
			if i+1 == len(breaks) || breaks[i+1] != end {
				break
			}
			i++
			at = end
		}
		b.WriteByte(' ')
	}
	out.Text = b.String()
	return out
}

// ascii reports whether a text has no other characters.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
