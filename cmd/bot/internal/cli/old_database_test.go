package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/db/dbtest"
	"daylight/disclosure"
)

var update = flag.Bool("update", false, "write the golden files")

// oldFolder holds a database that was written before the meanings of its notes were kinds of their own, and what the
// program of that time printed of it.
const oldFolder = "../../../../db/testdata/before_note_kinds"

// callAt runs the bot on a folder, on the day on which the golden files were written.
func callAt(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	s := session.New(Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, func(string) string { return "" })
	s.Clock = func() time.Time { return time.Date(2021, 6, 15, 12, 0, 0, 0, time.UTC) }
	if code := s.Run(context.Background(), newRoot(s), append([]string{"--dir", dir, "--as", "ada"}, args...)); code != 0 {
		t.Fatalf("%s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// golden compares with a golden file of the old database.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join(oldFolder, "golden", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it and run with -update if it is right:\n%s", name, firstDifference(got, string(want)))
	}
}

// firstDifference shows the lines around the first one that differs.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from := max(0, i-3)
			return "got:\n" + strings.Join(a[from:min(len(a), i+3)], "\n") + "\nwant:\n" + strings.Join(b[from:min(len(b), i+3)], "\n")
		}
	}
	return "one is longer"
}

// TestAnOldDatabaseShowsTheSame holds: a database of the old form verifies, and timelines, durations and cases are
// those that the program of its time printed.
func TestAnOldDatabaseShowsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("one call after the other has nothing for the race detector; the run without -short makes them all")
	}
	t.Parallel()
	dir := dbtest.Unpack(t, filepath.Join(oldFolder, "database.tar.gz"))
	golden(t, "verify.txt", callAt(t, dir, "db", "verify"))
	var list []struct {
		ID disclosure.CaseID `json:"id"`
	}
	if err := json.Unmarshal([]byte(callAt(t, dir, "case", "list", "--all", "--limit", "1000", "--json")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 26 {
		t.Fatalf("%d cases", len(list))
	}
	// The durations stand in a file of their own: whatever else is shown in another way one day, they never change.
	durations := map[disclosure.CaseID]json.RawMessage{}
	for _, c := range list {
		shown := callAt(t, dir, "timeline", string(c.ID), "--json")
		golden(t, string(c.ID)+".timeline.json", shown)
		golden(t, string(c.ID)+".case.json", callAt(t, dir, "case", "show", string(c.ID), "--json"))
		var timeline struct {
			Durations json.RawMessage `json:"durations"`
		}
		if err := json.Unmarshal([]byte(shown), &timeline); err != nil {
			t.Fatal(err)
		}
		durations[c.ID] = timeline.Durations
	}
	b, err := json.MarshalIndent(durations, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "durations.json", string(b)+"\n")
}
