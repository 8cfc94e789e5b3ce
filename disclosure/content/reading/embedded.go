package reading

import (
	"unicode"
	"unicode/utf8"
)

// shortestRun is how many characters stand side by side where somebody wrote them. The packed pixels of a picture of 100 kB have some
// six runs of this length by chance, and none that reads like a password.
const shortestRun = 10

// runs are the characters that stand side by side in bytes that are no text: comments of a picture, names in an archive.
func runs(s string) []string {
	var out []string
	start, count := 0, 0
	for i := 0; i <= len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if n == 0 || r == utf8.RuneError || !unicode.IsPrint(r) && r != '\t' {
			if count >= shortestRun {
				out = append(out, s[start:i])
			}
			start, count = i+max(n, 1), 0
		} else {
			count++
		}
		i += max(n, 1)
	}
	return out
}
