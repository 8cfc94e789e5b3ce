package policy_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/cli"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/templates"
)

// call runs the bot in an empty folder.
func call(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	dir := t.TempDir()
	code = cli.Main(t.Context(), append([]string{"--dir", dir}, args...), session.Streams{In: strings.NewReader(in), Out: &o, Err: &e},
		func(string) string { return "" })
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v left %v %v", args, left, err)
	}
	return code, o.String(), e.String()
}

func TestASimulationPrintsExactlyItsContract(t *testing.T) {
	t.Parallel()
	for _, name := range templates.PolicyNames() {
		code, out, errs := call(t, "", "policy", "simulate", "--policy", name, "--contacted", "2020-01-01", "--json")
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != session.ExitOK {
			t.Fatalf("%s: %d %s %v", name, code, errs, err)
		}
		if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, []string{"clauses", "policy", "publish_full", "publish_limited"}) {
			t.Errorf("%s has the keys %v", name, keys)
		}
		for _, k := range got["clauses"].([]any) {
			clause := k.(map[string]any)
			if keys := slices.Sorted(maps.Keys(clause)); !slices.Equal(keys, []string{"because", "clause", "due", "state"}) {
				t.Errorf("%s: a clause has the keys %v", name, keys)
			}
			if due, ok := clause["due"].(string); ok {
				if _, err := time.Parse(time.DateOnly, due); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestAPolicyIsReadFromAFileOrAStream(t *testing.T) {
	t.Parallel()
	text, _ := templates.Policy("cert-cc")
	file := filepath.Join(t.TempDir(), "ours")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"cert-cc", file, "-"} {
		code, out, errs := call(t, string(text), "policy", "simulate", "--policy", word, "--contacted", "2020-01-01", "--json")
		if code != session.ExitOK || !strings.Contains(out, `"publish_full": "2020-02-15"`) {
			t.Errorf("%s: %d %s%s", word, code, out, errs)
		}
	}
}

func TestEveryMistakeOfAPolicyIsPrinted(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("policy: p\ntitle: T\nsource: s\nversion: v\nclauses:\n")
	for range 60 {
		b.WriteString("  - {name: \"\\e[31m!\", due: fix, anchor: attempt, days: 1}\n")
	}
	code, out, errs := call(t, b.String(), "policy", "check", "-")
	if n := strings.Count(errs, "is not a name"); code != session.ExitUsage || out != "" || n != 60 {
		t.Errorf("%d, %d names: %s", code, n, errs)
	}
	if strings.ContainsRune(errs, 0x1b) {
		t.Error("a file moves the cursor")
	}
}

func TestAPolicyOfSomebodyElseMovesNoCursor(t *testing.T) {
	t.Parallel()
	const text = "policy: p\ntitle: \"a\\e]0;x\\ab\"\nsource: \"s\\e[1m\"\nversion: \"\\e[2J1\"\nclauses:\n" +
		"  - {name: fix, due: fix, anchor: attempt, days: 1, step: {role: vendor, template: follow_up, draft: \"a\\e[31m\"}}\n"
	for _, args := range [][]string{{"show", "-"}, {"simulate", "--policy", "-", "--contacted", "2020-01-01"}} {
		if code, out, errs := call(t, text, append([]string{"policy"}, args...)...); code != session.ExitOK || strings.ContainsRune(out, 0x1b) {
			t.Errorf("%v: %d %q %s", args, code, out, errs)
		}
	}
}

func TestAPolicyThatIsTooLargeIsNotRead(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{policyfile.MaxSize + 1: "at most", 4*policyfile.MaxSize + 1: "longer than"} {
		if code, _, errs := call(t, strings.Repeat("#", size), "policy", "check", "-"); code != session.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%d %s", code, errs)
		}
	}
}
