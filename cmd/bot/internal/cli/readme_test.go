package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// commandsOf finds the paragraph of README that lists the commands.
var commandsOf = regexp.MustCompile(`(?s)\nThe commands: (.*?)\n\n`)

// TestReadmeNamesEveryCommandAndNoOther reads the README as a new user does: each call that it shows exists with its flags,
// and its list of commands is the list of the program.
func TestReadmeNamesEveryCommandAndNoOther(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	root := silentRoot()

	shown := 0
	lines := strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n")
	for _, line := range lines {
		call, isCall := strings.CutPrefix(strings.TrimSpace(line), "bot ")
		if !isCall || strings.HasPrefix(line, "|") {
			continue
		}
		call, _, _ = strings.Cut(call, " #")
		words := strings.Fields(call)
		for len(words) > 2 && (words[0] == "--as" || words[0] == "--dir") {
			words = words[2:]
		}
		shown++
		calls(t, root, "README.md", words)
	}
	if shown < 10 {
		t.Errorf("only %d calls were found: the check is blind", shown)
	}
	for _, call := range quoted.FindAllStringSubmatch(text, -1) {
		if !strings.ContainsAny(call[1], "|<") { // alternatives, such as the shells of completion
			calls(t, root, "README.md", strings.Fields(call[1]))
		}
	}

	list := commandsOf.FindStringSubmatch(text)
	if list == nil {
		t.Fatal("README.md has no paragraph that lists the commands")
	}
	named := map[string]bool{}
	for _, word := range regexp.MustCompile("`([a-z]+)`").FindAllStringSubmatch(list[1], -1) {
		named[word[1]] = true
	}
	for _, cmd := range root.Commands() {
		switch name := cmd.Name(); {
		case cmd.Hidden || name == "completion" || name == "help":
		case !named[name]:
			t.Errorf("README.md does not list the command %s", name)
		}
		delete(named, cmd.Name())
	}
	for name := range named {
		t.Errorf("README.md lists the command %s, which does not exist", name)
	}
}
