package db

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// childContext is the context of a child process, which lives until it is killed.
func childContext() context.Context { return context.Background() }

// childAppend commits events with a job and a text each, and says so after each one, until it is killed.
func childAppend(s *Store) error {
	ctx := childContext()
	c, err := s.Load(ctx, dbtest.ID(1))
	if err != nil {
		return err
	}
	for {
		commit := dbtest.Next(c.ID, c, dbtest.Note(fmt.Sprint("event ", c.Version+1)))
		blob, err := disclosure.NewBlob([]byte("text"), nil)
		if err != nil {
			return err
		}
		commit.Blobs = []disclosure.Blob{blob}
		job := ledger.NewJob(ledger.QueueSend, fmt.Sprint("job/", commit.Case.Version), task.Send{Channel: disclosure.Email})
		job.Case = c.ID
		commit.Jobs = []ledger.Job{job}
		if err := s.Commit(ctx, commit); err != nil {
			return err
		}
		c = commit.Case
		fmt.Fprintln(os.Stdout, c.Version) // acknowledged: from here on it must not be lost
	}
}

// TestKillLosesNothingAcknowledged kills a process that commits, at random points, again and again. DAYLIGHT_KILLS
// sets how often.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("DAYLIGHT_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = min(kills, 3)
	}
	dir := t.TempDir()
	path, keyFile := filepath.Join(dir, "x.db"), filepath.Join(dir, "key")
	key, err := LoadOrCreateKey(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: key.Identity()})
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := 1
	for round := range kills {
		acknowledged = max(acknowledged, killOnce(t, path, keyFile))
		s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: key.Identity()})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		report, err := s.Verify(t.Context(), nil)
		if err != nil || !report.Clean() {
			t.Fatalf("round %d: %v, %v", round, report.Problems, err)
		}
		if report.Events < acknowledged {
			t.Fatalf("round %d: %d events, %d were acknowledged", round, report.Events, acknowledged)
		}
		// What belongs together is there together.
		jobs, err := s.Jobs(t.Context(), ledger.JobFilter{Limit: 1 << 30})
		if err != nil || len(jobs) != report.Events-1 || report.Blobs != len(jobs) {
			t.Fatalf("round %d: %d jobs and %d texts for %d events, %v", round, len(jobs), report.Blobs, report.Events, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d events acknowledged", kills, acknowledged)
}

// killOnce runs a child for a random moment, kills it and returns the last version that it acknowledged.
func killOnce(t *testing.T, path, keyFile string) int {
	t.Helper()
	cmd := child(t, "append", path, keyFile)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	last := 0
	var timer *time.Timer
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatalf("line %q", lines.Text())
		}
		last = n
		if timer == nil { // it works: from now on it may die
			delay := time.Duration(rand.IntN(30_000)) * time.Microsecond
			timer = time.AfterFunc(delay, func() { cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); err == nil || timer == nil {
		t.Fatalf("the process was not killed: %v: %s", err, problems.String())
	}
	timer.Stop()
	return last
}
