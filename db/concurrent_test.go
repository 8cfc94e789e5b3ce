package db

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// The environment of a child process: what it does, and where.
const (
	childTask = "DAYLIGHT_TEST_CHILD"
	childPath = "DAYLIGHT_TEST_PATH"
	childKey  = "DAYLIGHT_TEST_KEY"
)

// child starts this test binary again to do a task on the same file.
func child(t *testing.T, task, path, key string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childTask+"="+task, childPath+"="+path, childKey+"="+key)
	return cmd
}

// runChild does the task of a child process and reports whether this is one.
func runChild() bool {
	var err error
	switch os.Getenv(childTask) {
	case "":
		return false
	case "race":
		err = childWith(childRace)
	case "notes":
		err = childWith(childNotes)
	case "serve":
		err = childServe()
	case "append":
		err = childWith(childAppend)
	case "rewrite":
		err = childRewrite()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

func childWith(task func(*Store) error) error {
	key, err := LoadOrCreateKey(os.Getenv(childKey))
	if err != nil {
		return err
	}
	s, err := Open(childContext(), Options{Create: true, Listing: agenda.ListingOf, Path: os.Getenv(childPath), Identity: key.Identity()})
	if err != nil {
		return err
	}
	return errors.Join(task(s), s.Close())
}

func TestTwoHandlesOneWinner(t *testing.T) {
	path, identity := filepath.Join(t.TempDir(), "x.db"), testIdentity(t)
	a, b := openAt(t, path, identity), openAt(t, path, identity)
	c := dbtest.Put(t, a, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	for range 10 {
		errs := make(chan error, 2)
		for _, s := range []*Store{a, b} {
			go func() { errs <- s.Commit(t.Context(), dbtest.Next(c.ID, c, dbtest.Note("mine"))) }()
		}
		first, second := <-errs, <-errs
		if (first == nil) == (second == nil) {
			t.Fatalf("%v and %v: want one winner", first, second)
		}
		if err := errors.Join(first, second); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("error %v", err)
		}
		var err error
		if c, err = b.Load(t.Context(), c.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// raceRounds is how many changes each process of the race gets through.
const raceRounds = 25

// childRace changes the case until it won raceRounds times, looking again after each conflict.
func childRace(s *Store) error {
	ctx := childContext()
	for won := 0; won < raceRounds; {
		c, err := s.Load(ctx, dbtest.ID(1))
		if err != nil {
			return err
		}
		err = s.Commit(ctx, dbtest.Next(c.ID, c, dbtest.Note("mine")))
		switch fault.CodeOf(err) {
		case "":
			won++
		case fault.Conflict:
		default:
			return err
		}
	}
	return nil
}

func TestTwoProcessesLoseNothing(t *testing.T) {
	dir := t.TempDir()
	path, keyFile := filepath.Join(dir, "x.db"), filepath.Join(dir, "key")
	key, err := LoadOrCreateKey(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path, key.Identity())
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	const processes = 2
	runChildren(t, processes, "race", path, keyFile)
	c, err := s.Load(t.Context(), dbtest.ID(1))
	if err != nil || c.Version != 1+processes*raceRounds {
		t.Errorf("version %d, %v, want %d", c.Version, err, 1+processes*raceRounds)
	}
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
}

// runChildren lets as many child processes do a task at once.
func runChildren(t *testing.T, processes int, task, path, keyFile string) {
	t.Helper()
	var children []*exec.Cmd
	outputs := make([]strings.Builder, processes)
	for i := range processes {
		cmd := child(t, task, path, keyFile)
		cmd.Stderr = &outputs[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
	}
	for i, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Errorf("process %d: %v: %s", i, err, outputs[i].String())
		}
	}
}

// The notes of TestWritersWhoNameNoVersionLoseNoNote.
const (
	noteProcesses = 20
	noteWriters   = 1 // in each process
)

// childNotes lets writers who look at nothing write notes through the service, all on one case.
func childNotes(s *Store) error {
	service := command.New(command.Options{Store: s, Clock: func() time.Time { return time.Now().UTC() }, Rules: command.DefaultRules()})
	errs := make(chan error, noteWriters)
	for i := range noteWriters {
		go func() {
			actor := disclosure.Actor{Name: fmt.Sprint("writer ", i), Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI}}
			for n := range notesEach {
				note := record.AddEvent{Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 25), Text: fmt.Sprint(os.Getpid(), " ", i, " ", n)}
				if _, err := service.Execute(childContext(), dbtest.ID(1), actor, note, command.Extra{}); err != nil {
					errs <- fmt.Errorf("writer %d, note %d: %w", i, n, err)
					return
				}
			}
			errs <- nil
		}()
	}
	var all []error
	for range noteWriters {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}

func TestWritersWhoNameNoVersionLoseNoNote(t *testing.T) {
	dir := t.TempDir()
	path, keyFile := filepath.Join(dir, "x.db"), filepath.Join(dir, "key")
	key, err := LoadOrCreateKey(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path, key.Identity())
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	runChildren(t, noteProcesses, "notes", path, keyFile)
	events, err := s.Events(t.Context(), dbtest.ID(1))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	for i := range events {
		if events[i].Kind == disclosure.KindNote {
			texts[events[i].Text] = true
		}
	}
	if want := noteProcesses * noteWriters * notesEach; len(texts) != want {
		t.Errorf("%d notes are stored, want %d", len(texts), want)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestReadersGoOnWhileOneWrites(t *testing.T) {
	s := openTest(t)
	c := dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
	tx, err := s.w.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), `UPDATE cases SET title = 'half done'`); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	got, err := s.Load(t.Context(), c.ID)
	if err != nil || got.Title != c.Title {
		t.Errorf("%+v, %v", got, err)
	}
	if list, err := s.List(t.Context(), ledger.Filter{}); err != nil || len(list) != 1 || list[0].Title != c.Title {
		t.Errorf("%+v, %v", list, err)
	}
	if waited := time.Since(start); waited > 4*time.Second {
		t.Errorf("readers waited %v for the writer", waited)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
}
