package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"daylight/disclosure/fault"
)

// gathered lets changes wait until all are there, and returns what came of each.
func gathered(t *testing.T, s *Store, changes ...func(ctx context.Context, tx *txn) error) []error {
	t.Helper()
	s.crowd.writer <- struct{}{} // as if somebody stored
	errs := make([]error, len(changes))
	var wg sync.WaitGroup
	for i, do := range changes {
		wg.Go(func() { errs[i] = s.together(t.Context(), "the test", do) })
		for n := 0; n <= i; { // in this order
			s.crowd.mu.Lock()
			n = len(s.crowd.waiting)
			s.crowd.mu.Unlock()
		}
	}
	<-s.crowd.writer
	wg.Wait()
	return errs
}

// adds writes a row of a name.
func adds(name string) func(ctx context.Context, tx *txn) error {
	return func(ctx context.Context, tx *txn) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, '')`, name)
		return err
	}
}

func stored(t *testing.T, s *Store, name string) bool {
	t.Helper()
	n := 0
	if err := s.r.QueryRowContext(t.Context(), `SELECT count(*) FROM meta WHERE name = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func TestWhatWaitsIsStoredInOneTransaction(t *testing.T) {
	t.Parallel()
	s := openTest(t)
	var mu sync.Mutex
	seen := map[*txn]int{}
	var changes []func(context.Context, *txn) error
	for i := range 3 * mostTogether / 2 {
		changes = append(changes, func(ctx context.Context, tx *txn) error {
			mu.Lock()
			seen[tx]++
			mu.Unlock()
			return adds(fmt.Sprint("row ", i))(ctx, tx)
		})
	}
	if err := errors.Join(gathered(t, s, changes...)...); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Errorf("%d changes took %d transactions", len(changes), len(seen))
	}
	for i := range changes {
		if !stored(t, s, fmt.Sprint("row ", i)) {
			t.Errorf("row %d is not stored", i)
		}
	}
}

func TestAChangeThatFailsTakesBackItsOwnPartAlone(t *testing.T) {
	t.Parallel()
	odd := errors.New("odd")
	for name, fails := range map[string]func(context.Context, *txn) error{
		"with an error": func(ctx context.Context, tx *txn) error { return errors.Join(adds("half")(ctx, tx), odd) },
		"by a rule of the database": func(ctx context.Context, tx *txn) error {
			return errors.Join(adds("half")(ctx, tx), adds("half")(ctx, tx))
		},
		"with a panic": func(ctx context.Context, tx *txn) error { _ = adds("half")(ctx, tx); panic("a defect") },
		"and ends the whole of it too": func(ctx context.Context, tx *txn) error {
			_, err := tx.ExecContext(ctx, `ROLLBACK`)
			return errors.Join(err, odd)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openTest(t)
			errs := gathered(t, s, adds("before"), fails, adds("after"))
			if errs[0] != nil || errs[1] == nil || errs[2] != nil {
				t.Errorf("what came of it: %v", errs)
			}
			if !stored(t, s, "before") || stored(t, s, "half") || !stored(t, s, "after") {
				t.Error("a neighbour is gone, or half of it is there")
			}
			if err := s.together(t.Context(), "the test", adds("later")); err != nil {
				t.Errorf("nothing can be stored any more: %v", err)
			}
		})
	}
}

func TestACallerWhoGivesUpBeforeItsTurnHasChangedNothing(t *testing.T) {
	t.Parallel()
	s := openTest(t)
	s.crowd.writer <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.together(ctx, "the test", adds("never")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	<-s.crowd.writer
	if err := s.together(t.Context(), "the test", adds("then")); err != nil || stored(t, s, "never") || !stored(t, s, "then") {
		t.Errorf("%v, or what was given up is stored", err)
	}
}

// Once its statements run, a change cannot be cancelled: SQLite would end the transaction of all.
func TestACallerWhoGivesUpDuringItsTurnLearnsWhatCameOfIt(t *testing.T) {
	t.Parallel()
	s := openTest(t)
	ctx, cancel := context.WithCancel(t.Context())
	errs := gathered(t, s, adds("before"), func(inner context.Context, tx *txn) error {
		cancel()
		return errors.Join(inner.Err(), adds("mine")(inner, tx))
	}, adds("after"))
	if err := errors.Join(errs...); err != nil || ctx.Err() == nil {
		t.Fatal(err)
	}
	if !stored(t, s, "before") || !stored(t, s, "mine") || !stored(t, s, "after") {
		t.Error("somebody's change is not stored")
	}
}

func TestADefectInAChangeSaysSo(t *testing.T) {
	t.Parallel()
	s := openTest(t)
	err := s.together(t.Context(), "the test", func(context.Context, *txn) error { panic("a defect") })
	if fault.CodeOf(err) != fault.Internal {
		t.Errorf("%v", err)
	}
}
