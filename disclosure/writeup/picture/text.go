package picture

import (
	"slices"
	"strings"
)

// width is how wide a line is at a size.
func (sc *scene) width(s string, size float64, bold bool) float64 {
	return sc.face.Width(s, size, bold)
}

// wrapping is a question to wrap, and wrapped its answer.
type (
	wrapping struct {
		s           string
		size, width float64
		bold        bool
		most        int
	}
	wrapped struct {
		lines []string
		whole bool
	}
)

// wrap breaks a text into lines of at most a width, as bold as they are drawn. A word that is wider is broken too. With most above 0 there are
// no more lines than that, and whole says whether all of the text is in them; what is cut ends in "…".
func (sc *scene) wrap(s string, size, width float64, bold bool, most int) (lines []string, whole bool) {
	ask := wrapping{s, size, width, bold, most}
	answer, ok := sc.wrapped[ask]
	if !ok {
		answer.lines, answer.whole = sc.breakUp(s, size, width, bold, most)
		answer.lines = slices.Clip(answer.lines)
		sc.wrapped[ask] = answer
	}
	return answer.lines, answer.whole
}

func (sc *scene) breakUp(s string, size, width float64, bold bool, most int) (lines []string, whole bool) {
	now, long := "", 0.0
	flush := func() {
		if now != "" {
			lines = append(lines, now)
		}
	}
	blank := sc.width(" ", size, bold)
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' }) {
		w := sc.width(word, size, bold)
		if now != "" && long+blank+w <= width {
			now, long = now+" "+word, long+blank+w
			continue
		}
		flush()
		for w > width {
			head := sc.head(word, size, width, bold)
			lines, word = append(lines, head), word[len(head):]
			w = sc.width(word, size, bold)
		}
		now, long = word, w
	}
	flush()
	if most <= 0 || len(lines) <= most {
		return lines, true
	}
	lines = lines[:most]
	last := []rune(lines[most-1])
	for len(last) > 1 && sc.width(string(last)+"…", size, bold) > width {
		last = last[:len(last)-1]
	}
	lines[most-1] = strings.TrimRight(string(last), " ,;:") + "…"
	return lines, false
}

// head is as much of a word as fits, at least one letter: up to its last hyphen, if that is not too early.
func (sc *scene) head(word string, size, width float64, bold bool) string {
	end, hyphen, sum := 0, 0, 0.0
	for i, r := range word {
		sum += sc.width(string(r), size, bold)
		if sum > width && i > 0 {
			break
		}
		end = i + len(string(r))
		if r == '-' {
			hyphen = end
		}
	}
	if hyphen > end/2 {
		return word[:hyphen]
	}
	return word[:end]
}
