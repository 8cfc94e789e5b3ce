package db

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"daylight/disclosure/agenda"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// TestMakeLargeDatabase writes a folder with a database of 100,000 cases, each with a timer that waits, and its key, for
// measurements of the whole program: DAYLIGHT_LARGE=FOLDER go test ./db -run TestMakeLargeDatabase.
func TestMakeLargeDatabase(t *testing.T) {
	dir := os.Getenv("DAYLIGHT_LARGE")
	if dir == "" {
		t.Skip("set DAYLIGHT_LARGE to a folder to write the database there; scripts/measure-serve.sh does")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	key, err := LoadOrCreateKey(filepath.Join(dir, "daylight.key"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: filepath.Join(dir, "daylight.db"), Identity: key.Identity(), Beside: key})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 100_000; n += 5000 {
		fill(t, s, n, n+4999, 3)
		var timers []ledger.Job
		for i := n; i < n+5000; i++ {
			due := time.Now().AddDate(0, 6, 0).Add(time.Duration(i) * time.Minute)
			timers = append(timers, ledger.NewJob(ledger.QueueTimer, fmt.Sprintf("timer/%d", i), task.Deadline{}).At(due))
		}
		if err := s.Enqueue(t.Context(), timers); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
