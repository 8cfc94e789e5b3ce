package secret

import (
	"sort"
	"strings"
	"sync"
)

// hints are the hints of a table of forms, by their first three bytes: one pass over a text finds all of them.
type hints struct {
	begins [1 << 12]bool // by a hash of three bytes, to skip most places at once
	by     map[[3]byte][]hint
	forms  []*form
}

type hint struct {
	text string
	of   int // the form, by its place
}

// windows are the parts of a text in which a form is looked for.
type windows struct {
	of    *form
	parts []word
}

func hashed(a, b, c byte) int { return (int(a)*31*31 + int(b)*31 + int(c)) & (1<<12 - 1) }

func index(all ...[]form) *hints {
	h := &hints{by: map[[3]byte][]hint{}}
	for _, table := range all {
		for i := range table {
			h.forms = append(h.forms, &table[i])
			for _, text := range table[i].hints {
				begin := [3]byte{text[0], text[1], text[2]}
				h.begins[hashed(begin[0], begin[1], begin[2])] = true
				h.by[begin] = append(h.by[begin], hint{text, len(h.forms) - 1})
			}
		}
	}
	return h
}

//nolint:gochecknoglobals // an index of constant tables, made when it is first asked for
var (
	tables       = sync.OnceValue(func() *hints { return index(keyForms, serviceForms, hashForms, placeForms) })
	commandTable = sync.OnceValue(func() *hints { return index(commandForms) })
)

// windows are the parts of the text that are close to a hint of each form, without overlaps.
func (t *reader) windows(h *hints) []windows {
	out := make([]windows, len(h.forms))
	for i, f := range h.forms {
		out[i].of = f
	}
	s := t.lower
	for i := 0; i+3 <= len(s); i++ {
		if !h.begins[hashed(s[i], s[i+1], s[i+2])] {
			continue
		}
		for _, hint := range h.by[[3]byte{s[i], s[i+1], s[i+2]}] {
			if !strings.HasPrefix(s[i:], hint.text) {
				continue
			}
			start, end := max(0, i-before), min(len(s), i+behind)
			all := &out[hint.of].parts
			if n := len(*all); n > 0 && start <= (*all)[n-1].end {
				(*all)[n-1].end = end
			} else {
				*all = append(*all, word{start, end})
			}
		}
	}
	return out
}

// longRuns are the runs of sixteen characters and more that hold neither a space nor a mark of a sentence.
func longRuns(s string) []word {
	var out []word
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (isRun(s[i]) || s[i] == '.' || s[i] == '%' || s[i] == '$' || s[i] == '~') {
			continue
		}
		if i-start >= 16 {
			out = append(out, word{start, i})
		}
		start = i + 1
	}
	return out
}

// hasRun reports whether a long run touches a part of the text.
func (t *reader) hasRun(w word) bool { return touches(t.runs, w) }

func touches(runs []word, w word) bool {
	i := sort.Search(len(runs), func(i int) bool { return runs[i].end > w.start })
	return i < len(runs) && runs[i].start < w.end
}

// digests are those of the long runs that hold thirty-two hexadecimal digits in a row.
func digests(s string, runs []word) []word {
	var out []word
	for _, r := range runs {
		n := 0
		for i := r.start; i < r.end; i++ {
			c := s[i]
			if c < '0' || c > '9' && c < 'a' || c > 'f' {
				n = 0
				continue
			}
			if n++; n == 32 {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

// keysAlone finds keys that are told by their form alone, each a run of its own.
func (t *reader) keysAlone() []windows {
	return []windows{{&runForms[0], t.runs}}
}
