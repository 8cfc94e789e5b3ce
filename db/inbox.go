package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// MetaCame is the name in [disclosure.Inbound.Meta] of the moment (RFC 3339) at which something came into being where a
// channel read it, where that is another one than the moment of reading.
const MetaCame = "came"

// MetaPassedOn is the name in [disclosure.Inbound.Meta] that says, with any value, that reading the item moves no case: it only
// stores another one, which says by [MetaCame] when it came into being. After a restore such an item is read all the same.
const MetaPassedOn = "passed_on"

// Receive stores something that came in, its raw bytes and the job that will understand it, in one transaction. When
// it returns without an error the sender may be told that it arrived. A key that came before is not fresh: nothing is
// written, and the id is that of the first delivery.
//
// The job gets the id as its argument, and a key from the item's when it has none. What was on its way before a restore gets
// no job: it waits for a person, who knows whether it was dealt with already.
func (s *Store) Receive(
	ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job,
) (id int64, fresh bool, err error) {
	if in.Key == "" {
		return 0, false, fault.Errorf(fault.Internal, "an inbound item needs a key")
	}
	blobs, err := s.sealAll([]disclosure.Blob{raw})
	if err != nil {
		return 0, false, err
	}
	if in.Meta == nil {
		in.Meta = map[string]string{}
	}
	meta, err := json.Marshal(in.Meta)
	if err != nil {
		return 0, false, fault.Errorf(fault.Internal, "an inbound item could not be encoded: %w", err)
	}
	if in.State == "" {
		in.State = ledger.InboundNew
	}
	received := s.now()
	if !in.Received.IsZero() {
		received = in.Received.UnixMicro()
	}
	var sequence int64
	err = s.together(ctx, "the inbound item could not be stored", func(ctx context.Context, tx *txn) error {
		in, job, fresh := in, job, &fresh // it may run a second time
		*fresh = false
		err := tx.QueryRowContext(ctx, `SELECT id FROM inbox WHERE key = $1`, in.Key).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		*fresh = true
		old := false
		if in.Meta[MetaPassedOn] == "" {
			if old, err = mayBeDealtWith(ctx, tx, cameAt(in, fromMicros(received))); err != nil {
				return err
			}
		}
		if sequence, err = count(ctx, tx); err != nil {
			return err
		}
		if old {
			in.State, in.Note = ledger.InboundWaiting, heldNote
		}
		if err := s.putBlobs(ctx, tx, blobs); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `INSERT INTO inbox
			(channel, key, received, raw, sender, subject, meta, state, case_id, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), $10) RETURNING id`,
			string(in.Channel), in.Key, received, string(raw.Ref), in.From, in.Subject, string(meta), string(in.State),
			string(in.Case), in.Note).Scan(&id); err != nil || old {
			return err // who waits for a person is not read by a job
		}
		if job, err = job.ForItem(id); err != nil {
			return err
		}
		if job.Key == "" {
			job.Key = "inbound/" + in.Key
		}
		return s.addJobs(ctx, tx, []ledger.Job{job})
	})
	if err != nil {
		return 0, false, err
	}
	if fresh {
		s.passed(sequence)
		s.changed(ctx)
	}
	return id, fresh, nil
}

// cameAt is when something came to where it was read: what the channel says of it, else when it was received here.
func cameAt(in ledger.Inbound, received time.Time) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, in.Meta[MetaCame]); err == nil && t.Before(received) {
		return t
	}
	return received
}

// updateInbox moves an item. What is matched is not matched or put back a second time: of two people who assign an
// item at once, or of a person and the job that reads it, one comes too late, and the events of its transaction with it.
func updateInbox(ctx context.Context, tx *txn, u ledger.InboxUpdate) error {
	if u.Release != "" {
		return releaseInbox(ctx, tx, u)
	}
	done, err := tx.ExecContext(ctx, `UPDATE inbox SET state = $2, case_id = coalesce(nullif($3, ''), case_id), note = $4
		WHERE id = $1 AND NOT (state = 'matched' AND $2 IN ('matched', 'waiting'))`, u.ID, string(u.State), string(u.Case), u.Note)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	var owner string
	err = tx.QueryRowContext(ctx, `SELECT coalesce(case_id, '') FROM inbox WHERE id = $1`, u.ID).Scan(&owner)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return noInbound(u.ID)
	case err != nil:
		return err
	}
	return fault.Errorf(fault.Conflict, "item %d already belongs to %s", u.ID, owner)
}

// releaseInbox takes an item out of the case that it is matched to. Of two people who do so at once one comes too late.
func releaseInbox(ctx context.Context, tx *txn, u ledger.InboxUpdate) error {
	done, err := tx.ExecContext(ctx, `UPDATE inbox SET state = $2, case_id = nullif($3, ''), note = $4
		WHERE id = $1 AND state = 'matched' AND case_id = $5`, u.ID, string(u.State), string(u.Case), u.Note, string(u.Release))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return fault.Errorf(fault.Conflict, "item %d does not belong to %s any more", u.ID, u.Release)
}

func noInbound(id int64) error {
	return fault.Errorf(fault.NotFound, "there is no inbox item %d", id)
}

const inboxColumns = `id, channel, key, received, raw, sender, subject, meta, state, coalesce(case_id, ''), note`

func scanInbound(row interface{ Scan(dest ...any) error }) (ledger.Inbound, error) {
	var in ledger.Inbound
	var channel, raw, state, id string
	var received int64
	var meta []byte
	if err := row.Scan(&in.ID, &channel, &in.Key, &received, &raw, &in.From, &in.Subject, &meta, &state, &id,
		&in.Note); err != nil {
		return in, err
	}
	if err := json.Unmarshal(meta, &in.Meta); err != nil {
		return in, fault.Errorf(fault.Internal, "inbox item %d could not be read: %w", in.ID, err)
	}
	in.Channel, in.Raw, in.State = disclosure.Channel(channel), disclosure.BlobRef(raw), ledger.InboundState(state)
	in.Received, in.Case = fromMicros(received), disclosure.CaseID(id)
	return in.Safe(), nil
}

// Inbound returns an inbox item and its raw bytes, or an error with code NotFound. When the bytes were erased it
// returns the item with that error.
func (s *Store) Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error) {
	in, err := scanInbound(s.r.QueryRowContext(ctx, `SELECT `+inboxColumns+` FROM inbox WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return in, nil, noInbound(id)
	}
	if err != nil {
		return in, nil, wrap(err, "the inbox item could not be read")
	}
	raw, err := s.Blob(ctx, in.Raw)
	return in, raw, err
}

// ListInbound lists inbox items, the newest first. An empty state lists all, and a limit of 0 is 100.
func (s *Store) ListInbound(
	ctx context.Context, state ledger.InboundState, limit int,
) ([]ledger.Inbound, error) {
	return s.ListInboundFor(ctx, person.ReaderEngine(), state, limit)
}

// ListInboundFor is [Store.ListInbound] without the items of cases that the reader may not see.
func (s *Store) ListInboundFor(
	ctx context.Context, who person.Reader, state ledger.InboundState, limit int,
) ([]ledger.Inbound, error) {
	const doing = "the inbox could not be read"
	if limit <= 0 {
		limit = 100
	}
	var where clauses
	where.add(state != "", `state = $%d`, string(state))
	where.see("case_id", who)
	query := where.query(`SELECT `+inboxColumns+` FROM inbox`, `ORDER BY id DESC`, limit)
	rows, err := s.r.QueryContext(ctx, query, where.args...)
	if err != nil {
		return nil, wrap(err, doing)
	}
	defer rows.Close()
	var out []ledger.Inbound
	for rows.Next() {
		in, err := scanInbound(rows)
		if err != nil {
			return nil, wrap(err, doing)
		}
		out = append(out, in)
	}
	return out, wrap(rows.Err(), doing)
}
