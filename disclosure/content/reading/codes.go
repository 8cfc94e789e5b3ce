package reading

import (
	"strconv"
	"strings"
)

// fewest is from how many character codes on a list of them is read.
const fewest = 6

// notation is a way to write character codes.
type notation struct {
	base  int
	digit func(word string) bool
	mark  string // what stands between two, besides spaces; "" is a space alone
	must  bool   // the mark has to be there
}

var notations = []notation{
	{base: 16, digit: func(w string) bool { return len(w) == 2 }, mark: ":,;-"},
	{base: 10, digit: func(w string) bool { return len(w) == 2 || len(w) == 3 }, mark: ",;", must: true},
	{base: 2, digit: func(w string) bool { return len(w) == 8 }},
}

// codes reads lists of character codes, as scripts and dumps write them: "65 78 61", "0x65, 0x78", "101,120,97".
func codes(line string) []string {
	if len(line) < 3*fewest-1 {
		return nil
	}
	var out []string
	var runs [3][]byte // for each notation
	end := func(n int) {
		if len(runs[n]) >= fewest {
			if text, ok := meant(runs[n]); ok {
				out = append(out, text)
			}
		}
		runs[n] = nil
	}
	for i := 0; i < len(line); {
		from := i
		for i < len(line) && !isWord(line[i]) {
			i++
		}
		between := line[from:i]
		start := i
		for i < len(line) && isWord(line[i]) {
			i++
		}
		word := strings.TrimPrefix(line[start:i], "0x")
		for n := range notations {
			form := &notations[n]
			if len(runs[n]) > 0 && !form.divides(between) {
				end(n)
			}
			code, err := uint64(0), strconv.ErrSyntax
			if len(word) <= 8 && form.digit(word) {
				code, err = strconv.ParseUint(word, form.base, 8)
			}
			if err != nil {
				end(n)
				continue
			}
			runs[n] = append(runs[n], byte(code))
		}
	}
	for n := range runs {
		end(n)
	}
	return out
}

// divides reports whether a text may stand between two codes.
func (n *notation) divides(between string) bool {
	if len(between) > 3 {
		return false
	}
	rest := strings.Trim(between, " \t")
	return rest == "" && !n.must || len(rest) == 1 && strings.Contains(n.mark, rest)
}

func isWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b >= 0x80
}
