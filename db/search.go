package db

import (
	"strings"
	"unicode"
)

const (
	maxWords = 16 // of a query; more narrow nothing down
	maxWord  = 64 // characters of one word

	// minPrefix is the shortest beginning of a word, in characters, that the index keeps a list for. The words that
	// begin with one letter are half a dictionary.
	minPrefix = 2
)

// matchQuery turns what a person typed into a query of the full-text index: every word must occur, and the last one
// may be the beginning of a longer word. Whatever means something to the index is taken out, so no input is an
// error or an operator. It returns "" when no word is left.
//
// Words are split as the index splits them, at everything that is neither a letter nor a digit: example-bucket is two
// words.
func matchQuery(input string) string {
	words := strings.FieldsFunc(input, func(r rune) bool {
		// Marks belong to the letter before them; private use is what the index counts as letters, too.
		return !unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Co)
	})
	if len(words) == 0 {
		return ""
	}
	open := strings.HasSuffix(input, words[len(words)-1]) // "bucket " asks for the whole word
	if len(words) > maxWords {
		words, open = words[:maxWords], false
	}
	var b strings.Builder
	for i, w := range words {
		r := []rune(w)
		prefix := open && i == len(words)-1 && len(r) >= minPrefix
		if len(r) > maxWord {
			w, prefix = string(r[:maxWord]), true
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(`"` + w + `"`)
		if prefix {
			b.WriteByte('*')
		}
	}
	return b.String()
}
