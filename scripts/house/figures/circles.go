package figures

import "slices"

// Circles returns the groups of packages that import each other in a circle, each sorted, all of them sorted. Go
// builds none, so anything here is a tree in the middle of a move.
func Circles(packages []Package) [][]string {
	w := walk{imports: map[string][]string{}, number: map[string]int{}, lowest: map[string]int{}, open: map[string]bool{}}
	for _, p := range packages {
		w.imports[p.Dir] = p.Imports
	}
	for _, p := range packages {
		if w.number[p.Dir] == 0 {
			w.visit(p.Dir)
		}
	}
	slices.SortFunc(w.circles, slices.Compare)
	return w.circles
}

// walk is Tarjan's search for strongly connected components.
type walk struct {
	imports        map[string][]string
	number, lowest map[string]int // in order of the first visit; the lowest number that can be reached
	open           map[string]bool
	path           []string
	circles        [][]string
}

func (w *walk) visit(dir string) {
	n := len(w.number) + 1
	w.number[dir], w.lowest[dir], w.open[dir] = n, n, true
	w.path = append(w.path, dir)
	for _, next := range w.imports[dir] {
		switch {
		case w.number[next] == 0:
			w.visit(next)
			w.lowest[dir] = min(w.lowest[dir], w.lowest[next])
		case w.open[next]:
			w.lowest[dir] = min(w.lowest[dir], w.number[next])
		}
	}
	if w.lowest[dir] != n {
		return
	}
	at := slices.Index(w.path, dir)
	group := slices.Clone(w.path[at:])
	w.path = w.path[:at]
	for _, d := range group {
		w.open[d] = false
	}
	if len(group) > 1 || slices.Contains(w.imports[dir], dir) {
		slices.Sort(group)
		w.circles = append(w.circles, group)
	}
}
