// Package spelling says how far two words are apart, so that somebody who mistyped one can be asked which was meant. It knows no words
// and decides nothing: what is near enough depends on what would follow.
package spelling

// most is the longest word that is measured, in characters: a longer one is no mistyped word, and the table would grow.
const most = 100

// Distance is how many letters have to be changed, added, dropped or swapped with their neighbour to make one word of another, the
// optimal string alignment. Case counts. A word longer than a hundred characters is as far away as it is long.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > most || len(y) > most {
		return max(len(x), len(y))
	}
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
