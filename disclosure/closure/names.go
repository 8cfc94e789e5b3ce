package closure

import (
	"fmt"
	"strconv"
	"strings"
)

// namesMost is how many names or runs of names one sentence holds.
const namesMost = 20

// Names lists the ids of assets: "A1", "A1, A3", and "A1 to A48, A50" for many in a row.
func Names(ids []string) string {
	var parts []string
	for i := 0; i < len(ids); {
		end := i
		for end+1 < len(ids) && follows(ids[end], ids[end+1]) {
			end++
		}
		switch end - i {
		case 0:
			parts = append(parts, ids[i])
		case 1:
			parts = append(parts, ids[i], ids[end])
		default:
			parts = append(parts, ids[i]+" to "+ids[end])
		}
		i = end + 1
	}
	if n := len(parts); n > namesMost {
		return fmt.Sprintf("%s and %d more", strings.Join(parts[:namesMost], ", "), n-namesMost)
	}
	return strings.Join(parts, ", ")
}

// follows reports whether an id is the next one after another.
func follows(a, b string) bool {
	m, errA := strconv.Atoi(strings.TrimPrefix(a, "A"))
	n, errB := strconv.Atoi(strings.TrimPrefix(b, "A"))
	return errA == nil && errB == nil && n == m+1
}
