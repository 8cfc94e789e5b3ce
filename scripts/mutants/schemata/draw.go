package schemata

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Draw picks n mutants out of the packages, fewer if there are not so many. The same seed draws the same ones from the
// same source; keep chooses the files. Mutants that do not compile are drawn again. They are numbered from 1 in the order of the packages and
// of their text.
func Draw(packages []*Package, keep func(File) bool, n int, seed uint64) ([]Mutant, error) {
	candidates := make([][]Mutant, len(packages))
	sizes := make([]int, len(packages))
	for i, p := range packages {
		for _, f := range p.Files {
			if keep(f) {
				candidates[i] = append(candidates[i], Find(p, f)...)
			}
		}
		sizes[i] = nodes(candidates[i])
	}
	var drawn []Mutant
	for i, share := range shares(n, sizes) {
		dice := rand.New(rand.NewPCG(seed, uint64(i))) //nolint:gosec // has to be the same each time
		dice.Shuffle(len(candidates[i]), func(a, b int) {
			candidates[i][a], candidates[i][b] = candidates[i][b], candidates[i][a]
		})
		picked, err := pick(packages[i], candidates[i], share)
		if err != nil {
			return nil, err
		}
		drawn = append(drawn, picked...)
	}
	for i := range drawn {
		drawn[i].Number = i + 1
	}
	return drawn, nil
}

// pick takes the first n candidates that compile together, no two of them of one node.
func pick(p *Package, candidates []Mutant, n int) ([]Mutant, error) {
	var picked []Mutant
	type node struct {
		file string
		span span
	}
	taken := map[node]bool{}
	for {
		for len(picked) < n && len(candidates) > 0 {
			m := candidates[0]
			candidates = candidates[1:]
			if at := (node{m.File, m.node}); !taken[at] {
				taken[at] = true
				picked = append(picked, m)
			}
		}
		bad, err := Check(p, picked)
		if err != nil {
			return nil, err
		}
		if len(bad) == 0 {
			break
		}
		for _, i := range slices.Backward(bad) {
			m := picked[i]
			delete(taken, node{m.File, m.node})
			picked = slices.Delete(picked, i, i+1)
		}
	}
	slices.SortStableFunc(picked, func(a, b Mutant) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.node.start, b.node.start), cmp.Compare(b.node.end, a.node.end))
	})
	return picked, nil
}

// nodes counts the places at which candidates stand: of each no more than one mutant is drawn.
func nodes(candidates []Mutant) int {
	type node struct {
		file string
		span span
	}
	seen := map[node]bool{}
	for _, m := range candidates {
		seen[node{m.File, m.node}] = true
	}
	return len(seen)
}

// least is what even a small package is given, so that its figure says something.
const least = 5

// shares deals n mutants out to packages by the number of places where one can stand.
func shares(n int, sizes []int) []int {
	given := make([]int, len(sizes))
	for ; n > 0; n-- {
		next := -1
		for i, size := range sizes {
			if given[i] < size && (next < 0 || hungrier(given[i], size, given[next], sizes[next])) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		given[next]++
	}
	return given
}

// hungrier reports whether a package with a of its size comes before one with b of its size.
func hungrier(a, sizeA, b, sizeB int) bool {
	if (a < least) != (b < least) {
		return a < least
	}
	return (a+1)*sizeB < (b+1)*sizeA
}
