package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"daylight/disclosure/fault"
)

// Rewriting is how far it is with the rewriting of all cases, which [observed.Open] does once after the program learned to store
// them in another form.
type Rewriting struct {
	Doing string // checking cases, then rewriting cases, in between perhaps waiting for another process
	Done  int
	Total int    // 0 while it waits
	Saved string // where the database from before is kept; "" before that
	Ended bool
}

// logEvery is after how many cases the log hears of it.
const logEvery = 10_000

// What [Rewriting.Doing] says.
const (
	doingWaits   = "waiting for another process that has the database"
	doingChecks  = "checking cases"
	doingRewrite = "rewriting cases"
)

// rewrite writes whatever is derived from events anew when another version of the program wrote it. Chains are checked
// and the database is saved before anything changes. Each transaction leaves in meta how far it came: after a crash the
// next start goes on there, and processes that start at once share the work. Jobs, inbox, texts and what channels keep
// are not derived and stay as they are.
func (s *Store) rewrite(ctx context.Context) error {
	if err := s.beginRewrite(ctx); err != nil {
		return err
	}
	rows, err := readRows(ctx, s.w)
	if err != nil || rows.current() {
		return err
	}
	var total int
	if err := s.w.QueryRowContext(ctx, `SELECT count(*) FROM cases`).Scan(&total); err != nil {
		return wrap(err, "the cases could not be counted")
	}
	saved := rows.running.Saved
	for done, ended := rows.running.Done, false; !ended; {
		s.tell(Rewriting{Doing: doingRewrite, Done: done, Total: total, Saved: saved})
		before := done
		err := s.patiently(ctx, func() error {
			now, last, err := s.rewriteSome(ctx)
			if err == nil {
				done, ended = now, last
			}
			return err
		})
		if done/logEvery > before/logEvery {
			s.log.InfoContext(ctx, doingRewrite, "done", done, "of", total)
		}
		if err != nil {
			return fmt.Errorf("%d of %d cases are rewritten, the next start goes on there: %w", done, total, err)
		}
	}
	s.tell(Rewriting{Doing: doingRewrite, Done: total, Total: total, Saved: saved, Ended: true})
	s.log.InfoContext(ctx, "cases rewritten", "cases", total, "form", projectionVersion, "saved", saved)
	return nil
}

// tell reports progress to who wants to hear of it.
func (s *Store) tell(r Rewriting) {
	if s.progress != nil {
		s.progress(r)
	}
}

// patiently repeats f as long as another process has the database. That one may check or copy a large file, and its
// lock ends with it.
func (s *Store) patiently(ctx context.Context, f func() error) error {
	for {
		err := f()
		if !isBusy(err) {
			return err
		}
		s.tell(Rewriting{Doing: doingWaits})
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// beginRewrite decides whether the rows have to be rewritten, and prepares it. It holds the write lock from the check
// of the chains until the mark in meta, so that nobody else does the same, and so that what was checked is what was
// saved. It needs no more of the schema than what the first one had: it comes before a migration, too.
func (s *Store) beginRewrite(ctx context.Context) error {
	if rows, err := readRows(ctx, s.w); err != nil || rows.current() {
		return err
	}
	return s.patiently(ctx, func() error {
		return s.write(ctx, "the cases could not be rewritten", func(tx *txn) error {
			rows, err := readRows(ctx, tx)
			if err != nil || rows.current() {
				return err // another process was faster
			}
			var events, cases int
			if err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM cases)`).
				Scan(&events, &cases); err != nil {
				return err
			}
			switch {
			case rows.begun() && rows.running.Events == events:
				return nil
			case events == 0 && cases == 0:
				return putRows(ctx, tx, rowsState{version: projectionVersion})
			}
			if err := s.checkChains(ctx, tx); err != nil {
				return err
			}
			saved, err := s.saveBefore(ctx)
			if err != nil {
				return fmt.Errorf("no backup, so the cases were left alone: %w", err)
			}
			s.log.InfoContext(ctx, "database saved before its cases are rewritten", "file", saved, "from", rows.version, "to", projectionVersion)
			return putRows(ctx, tx, rowsState{version: noProjection, running: &rewriting{To: projectionVersion, Events: events, Saved: saved}})
		})
	})
}

// checkChains refuses a database of which a case cannot be rebuilt from what was once written.
func (s *Store) checkChains(ctx context.Context, tx *txn) error {
	v := &verifier{tx: tx, listing: s.listing, progress: func(done, total int) {
		s.tell(Rewriting{Doing: doingChecks, Done: done, Total: total})
	}}
	if err := v.chains(ctx, nil); err != nil {
		return err
	}
	if err := v.strayEvents(ctx); err != nil {
		return err
	}
	if v.report.Clean() {
		return nil
	}
	return fault.Errorf(fault.Invalid, "%s: its cases have to be rewritten for this version, and that needs whole chains. "+
		"Nothing was changed. Restore a backup with `bot db restore`, or look with `bot db verify` of the version before: %s",
		s.path, v.report.first())
}

// saveBefore copies the database beside itself and returns the name of the copy. The caller holds the write lock, so a
// half-made copy is that of a process that died.
func (s *Store) saveBefore(ctx context.Context) (string, error) {
	base := fmt.Sprintf("%s.before-form-%d-%s", s.path, projectionVersion, s.clock().UTC().Format("20060102T150405Z"))
	file := base
	for n := 2; ; n++ {
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
			break
		}
		file = fmt.Sprintf("%s-%d", base, n)
	}
	part := s.path + ".saving"
	if err := removeIfThere(part); err != nil {
		return "", wrap(err, "a copy that another process left cannot be removed")
	}
	if err := s.copyTo(ctx, part); err != nil {
		return "", err
	}
	return file, publishFile(part, file)
}
