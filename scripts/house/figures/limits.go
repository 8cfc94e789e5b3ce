package figures

import (
	"fmt"
	"strings"
)

// What a package may grow to before it has to be cut. They come from the biggest packages of well kept Go programs of
// this size, and hold where Held says so.
const (
	MaxCode     = 2800 // lines of code
	MaxFiles    = 25
	MaxExported = 120 // Names.Total: constants of enumerations and methods are free
)

// Held reports whether the limits hold for the package: for the domain and for what is beside it the most tempting to
// put one more file into.
func Held(dir string) bool {
	for _, folder := range []string{"disclosure", "cmd/bot/internal/cli", "cmd/bot/internal/app"} {
		if dir == folder || strings.HasPrefix(dir, folder+"/") {
			return true
		}
	}
	return false
}

// Over says which limits the package is over, a sentence each. It is empty for a package that is not held to them.
func (p Package) Over() []string {
	if !Held(p.Dir) {
		return nil
	}
	var over []string
	for _, is := range []struct {
		have, most int
		what       string
	}{
		{p.Code, MaxCode, "lines of code"},
		{p.Files, MaxFiles, "files"},
		{p.Exported.Total(), MaxExported, "exported names"},
	} {
		if is.have > is.most {
			over = append(over, fmt.Sprintf("%s has %d %s, at most %d are allowed: cut it", p.Dir, is.have, is.what, is.most))
		}
	}
	return over
}
