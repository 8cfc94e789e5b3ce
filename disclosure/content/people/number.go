package people

import (
	"strings"

	"daylight/disclosure/content/hit"
)

// number is a run of digits as people write them: in groups, with spaces, dots, dashes or slashes between.
type number struct {
	start, end int
	digits     string
	groups     []int // the length of each group
	plus       bool  // a plus, or two zeros in brackets, before it
	marks      string
}

const (
	fewest = 6
	most   = 22
)

// numbersOf returns the numbers of a text that are neither a part of a word nor too long.
func numbersOf(text string) []number {
	var out []number
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		n := number{start: i}
		var b, marks strings.Builder
		group := 0
		j := i
		for j < len(text) && b.Len() <= 40 {
			if isDigit(text[j]) {
				b.WriteByte(text[j])
				group++
				j++
				continue
			}
			skip := separator(text[j:])
			if skip == 0 || j+skip >= len(text) || !isDigit(text[j+skip]) {
				break
			}
			n.groups = append(n.groups, group)
			group = 0
			marks.WriteString(text[j : j+skip])
			j += skip
		}
		n.groups = append(n.groups, group)
		n.end, n.digits, n.marks = j, b.String(), marks.String()
		for n.start > 0 && (text[n.start-1] == '+' || text[n.start-1] == '(') {
			n.start--
			n.plus = n.plus || text[n.start] == '+'
		}
		if len(n.digits) >= fewest && len(n.digits) <= most && !wordy(text, i-1) && !wordy(text, j) && !decimal(text, i, j) {
			out = append(out, n)
		}
		i = max(j, i+1)
	}
	return out
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// separator is the length of what stands between two groups, or 0.
func separator(s string) int {
	for _, mark := range []string{") ", ")-", " (0) ", " (0)", "(0)", " / ", " - ", " – ", ". ", "\u00a0", "\u202f", "‑", "–", " ", ".", "-", "/", ")", " ("} {
		if strings.HasPrefix(s, mark) {
			if strings.Contains(mark, "(0)") {
				return len(mark)
			}
			return len(mark)
		}
	}
	return 0
}

// wordy reports whether the byte at i belongs to a word.
func wordy(text string, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	b := text[i]
	return isDigit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b >= 0x80 && b != 0xa0 && !strings.HasPrefix(text[i:], "–") && !strings.HasPrefix(text[i:], "…") && !strings.HasPrefix(text[i:], "”") && !strings.HasPrefix(text[i:], "»") && b < 0xc4 && b >= 0xc3
}

// decimal reports whether a number goes on before or behind: "0,123", "1,234,567", an address of a network or of a page.
func decimal(text string, i, j int) bool {
	if i > 1 && (text[i-1] == '.' || text[i-1] == ',') && isDigit(text[i-2]) || i > 0 && (text[i-1] == '/' || text[i-1] == '=' || text[i-1] == '#' || text[i-1] == '-') && i > 1 && wordy(text, i-2) {
		return true
	}
	return j+1 < len(text) && (text[j] == ',' || text[j] == ':') && isDigit(text[j+1])
}

// near is what stands before a number and behind it, in small letters, as far as it says what the number is.
func near(text string, n number) (before, behind string) {
	from := border(text, max(0, n.start-48))
	before = strings.ToLower(text[from:n.start])
	behind = strings.ToLower(text[n.end:border(text, min(len(text), n.end+24))])
	if i := strings.LastIndexAny(before, "\n;"); i >= 0 && i < len(before)-2 {
		before = before[i+1:]
	}
	return before, behind
}

// beside reports whether one of the words, separated by commas, stands close to a number: before it, or right behind it.
func beside(text string, n number, words string) bool {
	before, behind := near(text, n)
	for w := range strings.SplitSeq(words, ",") {
		if i := strings.LastIndex(before, w); i >= 0 && bounded(before, i, i+len(w)) || strings.HasPrefix(strings.TrimLeft(behind, " ("), w) {
			return true
		}
	}
	return false
}

// bounded reports whether short words stand alone; a long one may be a part of another.
func bounded(s string, from, to int) bool {
	return to-from > 5 || !wordy(s, from-1) && (!wordy(s, to) || isDigit(s[to]))
}

// find is a number that belongs to somebody.
func (n number) find(what string) hit.Hit {
	return hit.Hit{Start: n.start, End: n.end, Value: n.digits, What: what, Lifts: liftsNumber}
}
