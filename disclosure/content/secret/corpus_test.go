package secret_test

import (
	"hash/fnv"
	"os"
	"strings"
	"testing"

	"daylight/disclosure/content/secret"
)

// The aims: how many of the leaks are found at least, and how many passages of writeups are found in error at most.
const leastFound, mostWrong = 0.92, 0.04

// corpus returns the lines of a file, and those of them that are kept apart while the rules are made.
func corpus(t testing.TB, path string) (all, apart []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' && !strings.HasPrefix(line, "# K") {
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(line))
		line = strings.ReplaceAll(strings.ReplaceAll(line, "¦", ""), `\n`, "\n")
		if h.Sum32()%3 == 0 {
			apart = append(apart, line)
		} else {
			all = append(all, line)
		}
	}
	return all, apart
}

func TestCredentialsOfTheCorpusAreFound(t *testing.T) {
	t.Parallel()
	tuned, apart := corpus(t, "testdata/leaks.txt")
	if n := len(tuned) + len(apart); n < 150 {
		t.Fatalf("only %d lines", n)
	}
	for name, lines := range map[string][]string{"tuned on": tuned, "kept apart": apart} {
		found := 0
		for _, line := range lines {
			if len(secret.Find(line)) > 0 {
				found++
			} else if name == "tuned on" || os.Getenv("SHOW_APART") != "" {
				t.Logf("not found: %s", line)
			}
		}
		rate := float64(found) / float64(len(lines))
		t.Logf("%s: %d of %d found, %.1f %%", name, found, len(lines), 100*rate)
		if rate < leastFound {
			t.Errorf("%s: %.1f %% found, less than %.0f %%", name, 100*rate, 100*leastFound)
		}
	}
}

func TestProseOfWriteupsHoldsNoCredential(t *testing.T) {
	t.Parallel()
	tuned, apart := corpus(t, "../testdata/prose.txt")
	if n := len(tuned) + len(apart); n < 150 {
		t.Fatalf("only %d passages", n)
	}
	for name, lines := range map[string][]string{"tuned on": tuned, "kept apart": apart} {
		wrong := 0
		for _, line := range lines {
			if hits := secret.Find(line); len(hits) > 0 {
				wrong++
				if name == "tuned on" || os.Getenv("SHOW_APART") != "" {
					t.Logf("%s %q in: %s", hits[0].What, line[hits[0].Start:hits[0].End], line)
				}
			}
		}
		rate := float64(wrong) / float64(len(lines))
		t.Logf("%s: %d of %d found in error, %.1f %%", name, wrong, len(lines), 100*rate)
		if rate > mostWrong {
			t.Errorf("%s: %.1f %% found in error, more than %.0f %%", name, 100*rate, 100*mostWrong)
		}
	}
}
