package strictyaml

import (
	"strconv"
	"strings"
)

// Lines are the lines of the paths that stand in a file.
type Lines map[string]int

// Of returns the line of a path, else of the nearest one above it, else of "", which is the whole file.
func (l Lines) Of(path string) int {
	for path != "" {
		if line, ok := l[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return l[""]
}

// Under returns the path of a field of a group.
func Under(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

// Index returns the path of an element of a list.
func Index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
