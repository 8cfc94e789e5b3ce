package db

import (
	"context"
	"slices"
	"time"

	"daylight/disclosure/fault"
)

// Rehearsal is what the log says of the first live start.
type Rehearsal struct {
	Ended    *LogEntry // who ended the rehearsal; nil while nobody did
	Proposed *LogEntry // what the first of two people said last, and nobody has answered
}

// rehearsalOf reads the log. Without an entry that says so, nothing has ended.
func rehearsalOf(entries []LogEntry) (out Rehearsal) {
	for i := range entries {
		switch e := &entries[i]; e.Kind {
		case LogRehearsalEnded:
			out = Rehearsal{Ended: e}
		case LogRehearsalProposed:
			out.Proposed = e
		default:
		}
	}
	return out
}

// Rehearsal returns who ended the rehearsal of this instance, and what was proposed.
func (s *Store) Rehearsal(ctx context.Context) (Rehearsal, error) {
	entries, _, err := readLog(ctx, s.r)
	return rehearsalOf(entries), wrap(err, "the log of the instance could not be read")
}

// EndRehearsal decides on an entry about the end of the rehearsal in the transaction that writes it, so that two people who speak at a
// time are both heard. A nil entry writes nothing.
func (s *Store) EndRehearsal(ctx context.Context, decide func(Rehearsal) (*LogEntry, error)) error {
	return s.change(ctx, "the end of the rehearsal could not be written", func(tx *txn) error {
		entries, _, err := readLog(ctx, tx)
		if err != nil {
			return err
		}
		e, err := decide(rehearsalOf(entries))
		if err != nil || e == nil {
			return err
		}
		e.At, e.Epoch = s.clock().UTC().Truncate(time.Microsecond), max(standingOf(entries).epoch, 1)
		return appendLog(ctx, tx, *e)
	})
}

// meetRehearsal is what a program that knows rehearsals writes when it meets an instance first; nil for what it knows already. A new one
// has to rehearse. One that has a case or has sent something worked before there were rehearsals: an upgrade stops nobody.
func meetRehearsal(ctx context.Context, q querier, entries []LogEntry) (*LogEntry, error) {
	if slices.ContainsFunc(entries, func(e LogEntry) bool { return e.Kind == LogRehearsal || e.Kind == LogRehearsalEnded }) {
		return nil, nil //nolint:nilnil // it was met before
	}
	var worked bool
	err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM jobs WHERE queue = 'send' AND state <> 'waiting')`).Scan(&worked)
	switch {
	case err != nil:
		return nil, err
	case worked:
		return &LogEntry{Kind: LogRehearsalEnded, Text: "it was live before rehearsals were known"}, nil
	default:
		return &LogEntry{Kind: LogRehearsal}, nil
	}
}

// endedClause is true once the rehearsal has ended. It asks the file each time, as heldClause does.
const endedClause = `EXISTS (SELECT 1 FROM instance_log WHERE kind = 'rehearsal_ended')`

// holdClause is true while nothing may be claimed here: the instance waits for a person, or this program is live before the rehearsal
// has ended.
func (s *Store) holdClause() string {
	if s.live {
		return heldClause + ` OR NOT ` + endedClause
	}
	return heldClause
}

// mayGoOn fails with code Refused while the instance waits for a person, or is live before its rehearsal has ended.
func (s *Store) mayGoOn(ctx context.Context, q querier) error {
	held, err := isHeld(ctx, q)
	switch {
	case err != nil:
		return err
	case held:
		return heldError()
	case !s.live:
		return nil
	}
	var ended bool
	if err := q.QueryRowContext(ctx, `SELECT `+endedClause).Scan(&ended); err != nil {
		return err
	}
	if !ended {
		return fault.Errorf(fault.Refused, "this instance has only rehearsed so far, and the configuration makes it live: nothing runs and nothing leaves before two people end the rehearsal: %w", ErrRehearsing)
	}
	return nil
}
