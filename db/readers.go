package db

import (
	"context"
	"maps"
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// readersOf returns the folded names of those who may see a restricted case; nobody for one that is not restricted.
func readersOf(c *disclosure.Case) map[string]string {
	out := make(map[string]string, len(c.Circle.Names))
	for _, n := range c.Circle.Names {
		out[fold(n)] = ""
	}
	return out
}

func indexReaders(ctx context.Context, tx *txn, p *pending) error {
	have, err := pairs(ctx, tx, `SELECT name, '' FROM case_readers WHERE case_id = $1`, p.row.ID)
	if err != nil {
		return err
	}
	want := readersOf(p.c)
	if maps.Equal(have, want) {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM case_readers WHERE case_id = $1`, p.row.ID); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO case_readers (case_id, name) VALUES ($1, $2)`, p.row.ID, name); err != nil {
			return err
		}
	}
	return nil
}

// hidden are the cases that the reader whose folded name is the parameter may not see.
const hidden = `SELECT case_id FROM case_readers WHERE case_id NOT IN (SELECT case_id FROM case_readers WHERE name = $%d)`

// see narrows a query to the cases that the reader may see. column holds the id of a case, or NULL for what belongs to none.
func (c *clauses) see(column string, r person.Reader) {
	c.add(!r.All(), `(`+column+` IS NULL OR `+column+` NOT IN (`+hidden+`))`, fold(r.Name()))
}

// Circle returns to whom a case is restricted, in folded names. It is empty for a case that is open to the team and for one
// that does not exist.
func (s *Store) Circle(ctx context.Context, id disclosure.CaseID) (person.Circle, error) {
	names, err := pairs(ctx, s.r, `SELECT name, '' FROM case_readers WHERE case_id = $1`, string(id))
	return person.Circle{Names: slices.Sorted(maps.Keys(names))}, wrap(err, "who may see the case could not be read")
}

// LogRead is the kind of entry in the log of the instance that says that a person read a restricted case.
const LogRead LogKind = "case_read"

// RecordRead puts on record that a person read a restricted case: once a day (UTC) for each person and case.
func (s *Store) RecordRead(ctx context.Context, id disclosure.CaseID, name string) error {
	const doing = "it could not be recorded who read the case"
	now := s.clock().UTC()
	day := now.Truncate(24 * time.Hour).UnixMicro()
	known := func(q querier) (bool, error) {
		var n int
		err := q.QueryRowContext(ctx, `SELECT count(*) FROM instance_log WHERE kind = $1 AND at >= $2
			AND body ->> 'case' = $3 AND body ->> 'by' = $4`, string(LogRead), day, string(id), name).Scan(&n)
		return n > 0, err
	}
	if done, err := known(s.r); err != nil || done {
		return wrap(err, doing)
	}
	err := s.change(ctx, doing, func(tx *txn) error {
		if done, err := known(tx); err != nil || done {
			return err // another process was faster
		}
		return appendLog(ctx, tx, LogEntry{Kind: LogRead, At: now, Case: id, By: name})
	})
	return wrap(err, doing)
}

// Reads returns who read a restricted case through the program, oldest first. Who reads the file leaves no trace.
func (s *Store) Reads(ctx context.Context, id disclosure.CaseID) ([]LogEntry, error) {
	all, err := s.Log(ctx)
	return slices.DeleteFunc(all, func(e LogEntry) bool { return e.Kind != LogRead || e.Case != id }), err
}
