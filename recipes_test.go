package daylight_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipes are the things that CONTRIBUTING says how to add.
var recipes = []string{
	"an event kind", "a command", "a CLI verb", "a probe kind", "a language", "a channel", "a policy clause", "a check of the gate",
}

var (
	quoted = regexp.MustCompile("`([^`]+)`")
	tested = regexp.MustCompile("`([a-z0-9/]+)` `(Test[A-Za-z]+)`")
)

// recipeRows reads the table of recipes: what is to add, what to touch, which test speaks.
func recipeRows(t *testing.T, text string) map[string][2]string {
	t.Helper()
	_, text, found := strings.Cut(text, "\n## Recipes\n")
	text, _, more := strings.Cut(text, "\n## ")
	if !found || !more {
		t.Fatal("CONTRIBUTING.md has no section of recipes")
	}
	rows := map[string][2]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) == 5 {
			rows[strings.TrimSpace(cells[1])] = [2]string{cells[2], cells[3]}
		}
	}
	return rows
}

func TestRecipesNameFilesAndTestsThatExist(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := recipeRows(t, string(raw))
	for _, thing := range recipes {
		row, ok := rows[thing]
		if !ok {
			t.Errorf("there is no recipe for %s", thing)
			continue
		}
		if !quoted.MatchString(row[0]) || !tested.MatchString(row[1]) {
			t.Errorf("the recipe for %s names no file to touch or no test that fails", thing)
		}
		for _, m := range quoted.FindAllStringSubmatch(row[0], -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("the recipe for %s names %s: %v", thing, m[1], err)
			}
		}
	}
	// Also what stands below the table.
	for _, m := range tested.FindAllStringSubmatch(strings.ReplaceAll(string(raw), "\n", " "), -1) {
		if !hasTest(t, m[1], m[2]) {
			t.Errorf("CONTRIBUTING.md names %s, and %s has no such test", m[2], m[1])
		}
	}
}

// hasTest reports whether a test file of the folder has the test.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
