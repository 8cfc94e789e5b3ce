package db

import (
	"context"
	"math/bits"
	"strconv"
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

// search returns the cases that a query matches. The index is asked once: merging the lists of a common beginning is
// most of the work. One text of numbers comes over ten times faster than as many rows.
func (s *Store) search(ctx context.Context, query string) (rowSet, error) {
	var set rowSet
	match := matchQuery(query)
	if match == "" {
		return set, nil // nothing that the index could hold
	}
	var list string
	err := s.r.QueryRowContext(ctx,
		`SELECT coalesce(group_concat(rowid), '') FROM cases_fts WHERE cases_fts MATCH $1`, match).Scan(&list)
	if err != nil {
		return set, err
	}
	for number := range strings.SplitSeq(list, ",") {
		if row, err := strconv.ParseInt(number, 10, 64); err == nil && row > 0 {
			set.add(row)
		}
	}
	return set, nil
}

// wordBits is the size of a word of a rowSet.
const wordBits = 64

// rowSet is a set of rowids, which are small and dense: a bit for each.
type rowSet struct {
	words []uint64
	count int
}

func (s *rowSet) add(row int64) {
	word := int(row / wordBits)
	if word >= len(s.words) {
		s.words = append(s.words, make([]uint64, word+1-len(s.words))...)
	}
	if !s.has(row) {
		s.words[word] |= 1 << (row % wordBits)
		s.count++
	}
}

func (s *rowSet) has(row int64) bool {
	word := int(row / wordBits)
	return word < len(s.words) && s.words[word]&(1<<(row%wordBits)) != 0
}

// json writes the set as an array, which is how it goes into a query.
func (s *rowSet) json() string {
	out := []byte{'['}
	for i, word := range s.words {
		for ; word != 0; word &= word - 1 {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = strconv.AppendInt(out, int64(i*wordBits+bits.TrailingZeros64(word)), 10)
		}
	}
	return string(append(out, ']'))
}
