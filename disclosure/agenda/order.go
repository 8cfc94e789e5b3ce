package agenda

import (
	"cmp"
	"slices"
	"strings"
)

// Sort brings items into their order: what our own page gives away on top, then by harm, then what has a date, the earliest first,
// then by what they are. Ids are ordered by their numbers: D2 before D10.
func Sort(items []Item) {
	rank := map[What]int{}
	for i, w := range Whats() {
		rank[w] = i
	}
	slices.SortStableFunc(items, func(x, y Item) int {
		if (x.What == PublishedOpen) != (y.What == PublishedOpen) {
			if x.What == PublishedOpen {
				return -1
			}
			return 1
		}
		if by := x.Harm.Compare(y.Harm); by != 0 {
			return by
		}
		if (x.Due == nil) != (y.Due == nil) {
			if x.Due != nil {
				return -1
			}
			return 1
		}
		by := 0
		if x.Due != nil {
			by = cmp.Or(x.Due.Date.Compare(y.Due.Date), x.Due.At.Compare(y.Due.At))
		}
		return cmp.Or(by, cmp.Compare(rank[x.What], rank[y.What]), byNumber(string(x.Case), string(y.Case)), byNumber(x.Ref, y.Ref))
	})
}

// byNumber compares two ids piece by piece, runs of digits by their value.
func byNumber(x, y string) int {
	for x != "" && y != "" {
		nx, ny := digits(x), digits(y)
		if nx == 0 || ny == 0 {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		a, b := strings.TrimLeft(x[:nx], "0"), strings.TrimLeft(y[:ny], "0")
		if by := cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)); by != 0 {
			return by
		}
		x, y = x[nx:], y[ny:]
	}
	return cmp.Compare(len(x), len(y))
}

// digits is how many digits a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
