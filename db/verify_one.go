package db

import (
	"context"
	"database/sql"
	"errors"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Link is the place of an event in the chain of its case.
type Link struct {
	Seq  int
	Hash [32]byte // over the hash before it and the stored text of the event
}

// VerifyCase does for one case what [Store.Verify] does for all: it rebuilds the case from its events and compares.
func (s *Store) VerifyCase(ctx context.Context, id disclosure.CaseID) (Report, error) {
	const doing = "the case could not be verified"
	if err := checkRows(ctx, s.r); err != nil {
		return Report{}, err
	}
	tx, err := s.r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Report{}, wrap(err, doing)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	v := &verifier{tx: tx, listing: s.listing, identity: s.identity, signed: s.signed, progress: func(int, int) {}}
	for _, step := range []func(context.Context) error{v.schema, v.signedEntries} {
		if err := step(ctx); err != nil {
			return v.report, wrap(err, doing)
		}
	}
	var before string // the walk goes on behind it
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(id), '') FROM cases WHERE id < $1`, string(id)).Scan(&before)
	if err != nil {
		return v.report, wrap(err, doing)
	}
	c, err := v.next(ctx, before)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && c.ID != string(id)) {
		return v.report, noCase(id)
	}
	if err == nil {
		err = v.oneCase(ctx, c)
	}
	v.report.Cases = 1
	return v.report, wrap(err, doing)
}

// Links returns the chain of a case, one link an event, in order.
func (s *Store) Links(ctx context.Context, id disclosure.CaseID) ([]Link, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT seq, hash FROM events WHERE case_id = $1 ORDER BY seq`, string(id))
	if err != nil {
		return nil, wrap(err, "the chain could not be read")
	}
	defer rows.Close()
	var out []Link
	for rows.Next() {
		var seq int
		var hash []byte
		if err := rows.Scan(&seq, &hash); err != nil {
			return nil, wrap(err, "the chain could not be read")
		}
		if len(hash) != len(Link{}.Hash) {
			return nil, fault.Errorf(fault.Internal, "case %s, event %d: its hash has the wrong length: see `bot db verify`", id, seq)
		}
		out = append(out, Link{Seq: seq, Hash: [32]byte(hash)})
	}
	if err := rows.Err(); err != nil {
		return nil, wrap(err, "the chain could not be read")
	}
	if len(out) == 0 {
		return nil, noCase(id)
	}
	return out, nil
}
