package cli

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// shared are the packages below this one that a noun may import.
var shared = map[string]bool{"session": true, "wording": true}

func TestNounsDoNotKnowEachOther(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*/*.go")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files were looked at: the check is blind: %v", len(files), err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range f.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if other, ok := strings.CutPrefix(name, "daylight/cmd/bot/internal/cli/"); ok && !shared[other] {
				t.Errorf("%s imports %s: what two nouns need belongs into session or wording", path, other)
			}
		}
	}
}
