package schemata

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// edit changes a stretch of text, or what stands around it. Offsets are bytes of the original.
type edit struct {
	span
	before, after string
	instead       string // takes the place of the stretch, unless it is empty
	rank          int    // of two edits around the same stretch, that with the higher rank is the outer one
}

// hole stands in an edit where the number of the mutant goes.
const hole = "\x00"

// Rewrite returns the text of a file with the mutants in it. They may lie within each other, but no two of them may
// change the same node.
func Rewrite(text []byte, mutants []Mutant) []byte {
	type piece struct {
		at, skip int
		text     string
		closing  int // pieces that close something come before those that open something
		depth    int // by size of what they enclose: from the inside out when closing, outside in when opening
		rank     int
	}
	var pieces []piece
	for _, m := range mutants {
		number := strconv.Itoa(m.Number)
		for _, e := range m.edits {
			size := e.end - e.start
			fill := func(s string) string { return strings.ReplaceAll(s, hole, number) }
			if e.instead != "" {
				pieces = append(pieces, piece{at: e.start, skip: size, text: fill(e.instead), closing: 1})
				continue
			}
			pieces = append(pieces,
				piece{at: e.start, text: fill(e.before), closing: 2, depth: -size, rank: -e.rank},
				piece{at: e.end, text: fill(e.after), closing: 0, depth: size, rank: e.rank})
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.closing, b.closing), cmp.Compare(a.depth, b.depth), cmp.Compare(a.rank, b.rank))
	})
	var out []byte
	done := 0
	for _, p := range pieces {
		out = append(out, text[done:p.at]...)
		out = append(out, p.text...)
		done = p.at + p.skip
	}
	return append(out, text[done:]...)
}
