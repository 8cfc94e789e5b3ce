package slash

import "strings"

// nearest is the command that a word was probably meant for: one that it begins with or that begins with it, or that differs by
// little. It is "" where none is near, or where two are as near.
func nearest(typed string) Word {
	typed = unhyphened(typed)
	if w, ok := others()[typed]; ok {
		return w
	}
	best, word, tied := 3, Word(""), false
	try := func(spelt string, w Word) {
		d := distance(typed, spelt)
		if len(spelt) < 5 && d > 1 {
			return // of a short word too little would be left
		}
		switch {
		case d < best:
			best, word, tied = d, w, false
		case d == best && w != word:
			tied = true
		}
	}
	for _, w := range Words() {
		try(unhyphened(string(w)), w)
	}
	for spelt, w := range others() {
		try(spelt, w)
	}
	if word != "" && !tied {
		return word
	}
	for _, w := range Words() {
		if len(typed) >= 3 && strings.HasPrefix(unhyphened(string(w)), typed) || strings.HasPrefix(typed, unhyphened(string(w))) {
			return w
		}
	}
	if tied {
		return word
	}
	return ""
}

// distance is how many letters have to be changed, added, dropped or swapped with their neighbour.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, next := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(last[j]+1, next[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(y)]
}
