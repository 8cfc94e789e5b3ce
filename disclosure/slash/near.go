package slash

import (
	"strings"

	"daylight/disclosure/spelling"
)

// nearest is the command that a word was probably meant for: one that it begins with or that begins with it, or that differs by
// little. It is "" where none is near, or where two are as near.
func nearest(typed string) Word {
	typed = unhyphened(typed)
	if w, ok := others()[typed]; ok {
		return w
	}
	best, word, tied := 3, Word(""), false
	try := func(spelt string, w Word) {
		d := spelling.Distance(typed, spelt)
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
