package db

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
)

// childStop is the line after which a child does nothing but wait for its end.
const childStop = "DAYLIGHT_TEST_STOP"

// childRewrite opens a database, says how far the rewriting is, and closes it.
func childRewrite() error {
	key, err := LoadOrCreateKey(os.Getenv(childKey))
	if err != nil {
		return err
	}
	s, err := Open(childContext(), Options{
		Listing: agenda.ListingOf,
		Path:    os.Getenv(childPath), Identity: key.Identity(), batch: batchOfTests,
		Progress: func(r Rewriting) {
			line := fmt.Sprint(r.Doing, " ", r.Done)
			fmt.Fprintln(os.Stdout, line)
			if line == os.Getenv(childStop) {
				time.Sleep(time.Hour)
			}
		},
	})
	if err != nil {
		return err
	}
	return s.Close()
}

// oldPair is an old database with its key in a file.
func oldPair(t *testing.T, n int) (path, keyFile string, key *Key) {
	t.Helper()
	keyFile = filepath.Join(t.TempDir(), "key")
	key, err := LoadOrCreateKey(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	return oldFile(t, n, key.Identity()), keyFile, key
}

func TestAKilledRewritingGoesOnWhereItWas(t *testing.T) {
	const n = 3*batchOfTests + 5
	path, keyFile, key := oldPair(t, n)
	for _, at := range []string{"checking cases 65", "rewriting cases 20", "rewriting cases 40"} {
		cmd := child(t, "rewrite", path, keyFile)
		cmd.Env = append(cmd.Env, childStop+"="+at)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == at {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatalf("it was not killed at %q", at)
		}
	}
	wantRewritten(t, openAt(t, path, key.Identity()), n)
}

func TestProcessesThatStartAtOnceShareTheRewriting(t *testing.T) {
	const n = 3*batchOfTests + 5
	path, keyFile, key := oldPair(t, n)
	errs := make(chan error)
	const processes, opens = 2, 3
	for range processes {
		go func() {
			out, err := child(t, "rewrite", path, keyFile).CombinedOutput()
			if err != nil {
				err = fmt.Errorf("%w: %s", err, out)
			}
			errs <- err
		}()
	}
	for range opens {
		go func() {
			s, err := Open(context.Background(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: key.Identity(), batch: batchOfTests})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range processes + opens {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	wantRewritten(t, openAt(t, path, key.Identity()), n)
}

func TestWhatAnotherProgramWroteAfterTheCheckIsCheckedAgain(t *testing.T) {
	identity := testIdentity(t)
	path := oldFile(t, 20, identity)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if _, err := Open(ctx, Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity, Progress: func(r Rewriting) {
		if r.Saved != "" {
			cancel()
		}
	}}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	// As one that knows nothing of all this does: an event, and its hash at the head of the chain.
	c, events := history(1, 4)
	body, err := events[3].Encode()
	if err != nil {
		t.Fatal(err)
	}
	h, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var head []byte
	if err := h.QueryRowContext(t.Context(), `SELECT head FROM cases WHERE id = $1`, string(c.ID)).Scan(&head); err != nil {
		t.Fatal(err)
	}
	hash := disclosure.ChainHash([32]byte(head), body)
	if _, err := h.ExecContext(t.Context(), `INSERT INTO events VALUES ($1, 4, $2, $3, $4, $5, $6, $7)`, string(c.ID),
		string(events[3].Kind), events[3].At.Time().UnixMicro(), events[3].RecordedAt.UnixMicro(), head, hash[:], string(body)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.ExecContext(t.Context(), `UPDATE cases SET version = 4, head = $2 WHERE id = $1`, string(c.ID), hash[:]); err != nil {
		t.Fatal(err)
	}
	if _, err := h.ExecContext(t.Context(), `DELETE FROM rewritten`); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path, identity)
	if files := saved(t, path); len(files) != 2 {
		t.Errorf("what was written since is in no copy: %v", files)
	}
	if got, err := s.Load(t.Context(), c.ID); err != nil || got.Version != 4 {
		t.Errorf("%+v, %v", got, err)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%v, %v", report.first(), err)
	}
}

func TestHalfACopyOfAProcessThatDiedIsReplaced(t *testing.T) {
	identity := testIdentity(t)
	path := oldFile(t, 20, identity)
	if err := os.WriteFile(path+".saving", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRewritten(t, openAt(t, path, identity), 20)
	if report, err := VerifyFile(t.Context(), saved(t, path)[0], identity, agenda.ListingOf); err != nil || !report.Clean() {
		t.Errorf("the copy: %+v, %v", report, err)
	}
}

func TestTwoCopiesOfOneSecondHaveTwoNames(t *testing.T) {
	s := openTest(t) // its clock stands still
	first, err := s.saveBefore(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.saveBefore(t.Context())
	if err != nil || first == second || len(saved(t, s.path)) != 2 {
		t.Errorf("%s and %s, %v", first, second, err)
	}
}

func TestRowsOfANewerVersionAreRefused(t *testing.T) {
	identity := testIdentity(t)
	for name, change := range map[string]string{
		"done":  fmt.Sprintf(`UPDATE meta SET value = '%d' WHERE name = 'projection'`, projectionVersion+1),
		"begun": fmt.Sprintf(`UPDATE meta SET value = '0' WHERE name = 'projection'; INSERT INTO meta VALUES ('rewriting', '{"to": %d}')`, projectionVersion+1),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			runs := openAt(t, path, identity)
			c := dbtest.Put(t, runs, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)))
			alter(t, path, change)
			wants := func(what string, err error, code fault.Code) {
				t.Helper()
				if !errors.Is(err, ErrNewerSchema) || fault.CodeOf(err) != code {
					t.Errorf("%s: error %v", what, err)
				}
			}
			_, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
			wants("open", err, fault.Invalid)
			_, err = VerifyFile(t.Context(), path, identity, agenda.ListingOf)
			wants("verify a file", err, fault.Invalid)

			// A program that runs while a newer one is started neither believes the rows nor writes its own.
			_, err = runs.Load(t.Context(), c.ID)
			wants("load", err, fault.Unavailable)
			wants("commit", runs.Commit(t.Context(), dbtest.Next(c.ID, c, dbtest.Note("late"))), fault.Unavailable)
			wants("new case", runs.Commit(t.Context(), dbtest.Next(dbtest.ID(2), nil, dbtest.Recorded(dbtest.Facts(2)))), fault.Unavailable)
			_, err = runs.Verify(t.Context(), nil)
			wants("verify", err, fault.Unavailable)
			_, err = runs.VerifyCase(t.Context(), c.ID)
			wants("verify a case", err, fault.Unavailable)
			if events, err := runs.Events(t.Context(), c.ID); err != nil || len(events) != 1 {
				t.Errorf("%d events, %v", len(events), err)
			}
		})
	}
}
