package secret

import (
	"slices"
	"sort"
	"strings"
	"sync"
)

// hints are the hints of a table of forms, by their first three bytes: one pass over a text finds all of them.
type hints struct {
	begins [1 << 12]bool // by a hash of three bytes, to skip most places at once
	by     map[[3]byte][]hint
}

type hint struct {
	text string
	of   *form
}

func hashed(a, b, c byte) int { return (int(a)*31*31 + int(b)*31 + int(c)) & (1<<12 - 1) }

func index(all ...[]form) *hints {
	h := &hints{by: map[[3]byte][]hint{}}
	for _, table := range all {
		for i := range table {
			for _, text := range table[i].hints {
				begin := [3]byte{text[0], text[1], text[2]}
				h.begins[hashed(begin[0], begin[1], begin[2])] = true
				h.by[begin] = append(h.by[begin], hint{text, &table[i]})
			}
		}
	}
	return h
}

var (
	tables       = sync.OnceValue(func() *hints { return index(keyForms, serviceForms, hashForms, placeForms) })
	commandTable = sync.OnceValue(func() *hints { return index(commandForms) })
)

// windows are the parts of the text that are close to a hint of each form, without overlaps.
func (t *reader) windows(h *hints) map[*form][]word {
	out := map[*form][]word{}
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
			all := out[hint.of]
			if n := len(all); n > 0 && start <= all[n-1].end {
				all[n-1].end = end
			} else {
				out[hint.of] = append(all, word{start, end})
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
func (t *reader) hasRun(w word) bool {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].end > w.start })
	return i < len(t.runs) && t.runs[i].start < w.end
}

// keysAlone finds keys that are told by their form alone, each a run of its own.
func (t *reader) keysAlone() map[*form][]word {
	return map[*form][]word{&runForms[0]: slices.Clone(t.runs)}
}
