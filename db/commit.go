package db

import (
	"context"
	"database/sql"
	"errors"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Commit appends events, writes the projected case, adds jobs and blobs and finishes a job, all or nothing. It is on
// disk when it returns without an error.
//
// It fails with code Conflict when the case moved on since Expect, and with [ledger.ErrLeaseLost] when the job
// to finish is not held any more; then nothing is written.
func (s *Store) Commit(ctx context.Context, c ledger.Commit) error {
	var next *pending
	var err error
	if c.Case != nil {
		if next, err = encode(c, s.listing); err != nil {
			return err
		}
	} else if len(c.Events) > 0 {
		return fault.Errorf(fault.Internal, "events without a case cannot be stored")
	}
	// Sealing takes longer than everything else, so it is done before the lock is taken.
	sealed, err := s.sealAll(c.Blobs)
	if err != nil {
		return err
	}
	err = s.changeTogether(ctx, "the change could not be stored", func(ctx context.Context, tx *txn) error {
		if c.Finish != nil { // first: a lost lease ends it before any work
			if err := s.finish(ctx, tx, *c.Finish); err != nil {
				return err
			}
		}
		if next != nil {
			if err := appendEvents(ctx, tx, next); err != nil {
				return err
			}
		}
		if err := s.putBlobs(ctx, tx, sealed); err != nil {
			return err
		}
		if err := s.addJobs(ctx, tx, c.Jobs); err != nil {
			return err
		}
		if c.Inbox != nil {
			if err := updateInbox(ctx, tx, *c.Inbox); err != nil {
				return err
			}
		}
		return putRefs(ctx, tx, c.Refs)
	})
	if err == nil {
		s.changed(ctx)
	}
	return err
}

// write runs f in one transaction of the writer.
func (s *Store) write(ctx context.Context, doing string, f func(*txn) error) error {
	s.kept.parse(ctx, s.w)
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return wrap(err, doing)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := f(&txn{tx, &s.kept}); err != nil {
		return wrap(err, doing)
	}
	return wrap(tx.Commit(), doing)
}

// pending is the part of a commit that concerns the case, encoded.
type pending struct {
	c      *disclosure.Case
	row    columns
	id     idParts
	expect int
	events []disclosure.Event
	bodies [][]byte
}

// encode computes everything that needs no transaction, and refuses a commit whose parts contradict each other.
func encode(c ledger.Commit, listing Listing) (*pending, error) {
	p := &pending{c: c.Case, expect: c.Expect, events: c.Events, bodies: make([][]byte, len(c.Events))}
	var err error
	if p.id, err = splitID(c.Case.ID); err != nil {
		return nil, err
	}
	if len(c.Events) == 0 {
		return nil, fault.Errorf(fault.Internal, "case %s cannot change without an event", c.Case.ID)
	}
	if c.Case.Version != c.Expect+len(c.Events) {
		return nil, fault.Errorf(fault.Internal, "case %s is at version %d, not at %d after %d events",
			c.Case.ID, c.Case.Version, c.Expect+len(c.Events), len(c.Events))
	}
	for i := range c.Events {
		if c.Events[i].Seq != c.Expect+i+1 {
			return nil, fault.Errorf(fault.Internal, "event %d of case %s has number %d",
				c.Expect+i+1, c.Case.ID, c.Events[i].Seq)
		}
		if p.bodies[i], err = c.Events[i].Encode(); err != nil {
			return nil, err
		}
	}
	p.row, err = project(c.Case, listing)
	return p, err
}

// appendEvents writes events and case. The version is looked at inside the transaction, which holds the write lock,
// so that of two changes to one version exactly one wins.
func appendEvents(ctx context.Context, tx *txn, p *pending) error {
	if err := checkRows(ctx, tx); err != nil {
		return err
	}
	row, head, err := lockCase(ctx, tx, p)
	if err != nil {
		return err
	}
	start := head
	hashes := make([][32]byte, len(p.bodies))
	for i, body := range p.bodies {
		head = disclosure.ChainHash(head, body)
		hashes[i] = head
	}
	if row, err = putCase(ctx, tx, row, head, p); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO events
		(case_id, seq, kind, at_sort, recorded_at, prev, hash, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	prev := start
	for i := range p.events {
		e := &p.events[i]
		if _, err := insert.ExecContext(ctx, p.row.ID, e.Seq, string(e.Kind), e.At.Time().UnixMicro(),
			e.RecordedAt.UnixMicro(), prev[:], hashes[i][:], string(p.bodies[i])); err != nil {
			return err
		}
		prev = hashes[i]
	}
	return index(ctx, tx, row, p)
}

// lockCase returns rowid and chain head of the case, 0 and the start of the chain for a new one.
func lockCase(ctx context.Context, tx *txn, p *pending) (row int64, head [32]byte, err error) {
	var version int
	var stored []byte
	err = tx.QueryRowContext(ctx, `SELECT row, version, head FROM cases WHERE id = $1`, p.row.ID).
		Scan(&row, &version, &stored)
	switch {
	case errors.Is(err, sql.ErrNoRows) && p.expect == 0:
		return 0, disclosure.ChainStart(p.c.ID), nil
	case errors.Is(err, sql.ErrNoRows):
		return 0, head, noCase(p.c.ID)
	case err != nil:
		return 0, head, err
	case p.expect == 0:
		return 0, head, fault.Errorf(fault.Conflict, "case %s already exists", p.c.ID)
	case version != p.expect:
		return 0, head, fault.Errorf(fault.Conflict,
			"case %s has changed (you saw version %d, it is now at %d): look at it again and repeat", p.c.ID, p.expect, version)
	}
	return row, [32]byte(stored), nil
}

// putCase writes the row of the case and returns its rowid.
func putCase(ctx context.Context, tx *txn, row int64, head [32]byte, p *pending) (int64, error) {
	c := p.row
	if row != 0 {
		_, err := tx.ExecContext(ctx, `UPDATE cases SET version = $2, head = $3, listed = $4, work = $5, exposure = $6,
			publication = $7, headline = $8, title = $9, vendor = $10, vendor_key = $11, country = $12, discovered = $13,
			contacted = $14, closed = $15, next_due = $16, next_what = $17, recorded_at = $18, updated_at = $19, content = $20,
			waiting = $21
			WHERE row = $1`,
			row, c.Version, head[:], c.Listed, c.Work, c.Exposure, c.Publication, c.Headline, c.Title, c.Vendor, c.VendorKey,
			c.Country, c.Discovered, c.Contacted, c.Closed, c.NextDue, c.NextWhat, c.RecordedAt, c.UpdatedAt, c.State, c.Waiting)
		return row, err
	}
	err := tx.QueryRowContext(ctx, `INSERT INTO cases (id, version, head, prefix, year, number, listed, work, exposure,
		publication, headline, title, vendor, vendor_key, country, discovered, contacted, closed, next_due, next_what,
		recorded_at, updated_at, content, waiting)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		RETURNING row`,
		c.ID, c.Version, head[:], p.id.prefix, p.id.year, p.id.number, c.Listed, c.Work, c.Exposure, c.Publication,
		c.Headline, c.Title, c.Vendor, c.VendorKey, c.Country, c.Discovered, c.Contacted, c.Closed, c.NextDue, c.NextWhat,
		c.RecordedAt, c.UpdatedAt, c.State, c.Waiting).Scan(&row)
	if isUnique(err) {
		return 0, fault.Errorf(fault.Conflict, "case %s already exists", p.c.ID)
	}
	return row, err
}
