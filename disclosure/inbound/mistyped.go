package inbound

import (
	"slices"
	"strings"

	"daylight/disclosure"
)

// Lengths in a code: PREFIX-2020-0001, with more digits once a year has more than 9,999 cases.
const (
	yearDigits  = 4
	leastNumber = 4
	mostNumber  = 6
)

// The limits of what is compared. A subject holds one code or two; a text that is full of them gets no more than a person would look at.
const (
	maxCodeText  = 4 << 10 // bytes of a text that are looked at
	maxCodeWords = 60      // words of it that are compared with codes
	maxNear      = 1000    // ids that it may mean
)

// Codes are the ids that a text may mean. They only help a person: nobody's word is put into a case because of them.
type Codes struct {
	// Written are those that stand there, where O is read as 0, and l or I as 1.
	Written []disclosure.CaseID
	// Near are those that differ by one character, or by two neighbours that were swapped.
	Near []disclosure.CaseID
}

// CodesIn looks for ids with a prefix in a text, such as the subject of a mail. Separators may be missing or others.
func CodesIn(text, prefix string) Codes {
	var out Codes
	prefix = strings.ToUpper(prefix)
	if prefix == "" {
		return out
	}
	seen := map[disclosure.CaseID]bool{} // each id once, whatever leads to it
	words := codeWords(text, len(prefix))
	for _, typed := range words {
		if id, ok := codeOf(typed, prefix); ok && !seen[id] {
			seen[id] = true
			out.Written = append(out.Written, id)
		}
	}
	for _, typed := range words {
		neighbours(typed, prefix, func(s string) {
			if id, ok := codeOf(s, prefix); ok && !seen[id] && len(out.Near) < maxNear {
				seen[id] = true
				out.Near = append(out.Near, id)
			}
		})
	}
	return out
}

// codeWords are the words of a text that are as long as a code, alone or with up to two that follow, in capitals and
// without separators.
func codeWords(text string, prefix int) []string {
	words := strings.FieldsFunc(strings.ToUpper(clipped(text, maxCodeText)), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
	words = words[:min(len(words), maxCodeWords)]
	var out []string
	for i := range words {
		joined := ""
		for _, w := range words[i:min(i+3, len(words))] {
			joined += w
			if n := len(joined) - prefix - yearDigits; n >= leastNumber && n <= mostNumber && !slices.Contains(out, joined) {
				out = append(out, joined)
			}
		}
	}
	return out
}

// codeOf reads capitals without separators as an id. Letters that look like digits are those digits.
func codeOf(s, prefix string) (disclosure.CaseID, bool) {
	if len(s) < len(prefix)+yearDigits+leastNumber || alike(s[:len(prefix)]) != alike(prefix) {
		return "", false
	}
	digits := alike(s[len(prefix):])
	if strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return disclosure.CaseID(prefix + "-" + digits[:yearDigits] + "-" + digits[yearDigits:]), true
}

// alike writes what looks like a digit as that digit.
func alike(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		default:
			return r
		}
	}, s)
}

// clipped is the beginning of a text, at most n bytes of it.
func clipped(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// neighbours calls try with everything that differs from s by one character, or by two neighbours that were swapped.
func neighbours(s, prefix string, try func(string)) {
	b := []byte(s)
	for i := range b {
		was := b[i]
		for _, c := range []byte("0123456789") {
			b[i] = c
			try(string(b))
		}
		if i < len(prefix) {
			b[i] = prefix[i]
			try(string(b))
		}
		b[i] = was
		if i > 0 && b[i] != b[i-1] {
			b[i], b[i-1] = b[i-1], b[i]
			try(string(b))
			b[i], b[i-1] = b[i-1], b[i]
		}
	}
}
