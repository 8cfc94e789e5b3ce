package db

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// What is rewritten in one transaction: so many cases, or cases with so many events, whichever is less. What a crash
// takes back is done again, whoever waits for the lock waits that long, and all of it is in memory at once.
const (
	rewriteBatch  = 500
	rewriteEvents = 5000
)

// rewriteSome rewrites the next cases in one transaction. It returns how many are done in all, and whether nothing is
// left.
func (s *Store) rewriteSome(ctx context.Context) (done int, ended bool, err error) {
	err = s.write(ctx, "the cases could not be rewritten", func(tx *txn) error {
		rows, err := readRows(ctx, tx)
		switch {
		case err != nil:
			return err
		case rows.current():
			ended = true // another process did the last ones
			return nil
		case !rows.begun():
			return fault.Errorf(fault.Conflict, "another version of the program works on this database: start one of them only")
		}
		next := *rows.running
		all, err := headsAfter(ctx, tx, next.After, s.batch)
		if err != nil {
			return err
		}
		some := inOneGo(all)
		if err := s.rewriteCases(ctx, tx, some); err != nil {
			return err
		}
		next.Done += len(some)
		after := rowsState{version: projectionVersion}
		if len(some) == s.batch || len(some) < len(all) {
			next.After = some[len(some)-1].ID
			after = rowsState{version: noProjection, running: &next}
		}
		done, ended = next.Done, after.current()
		return putRows(ctx, tx, after)
	})
	return done, ended, err
}

// headsAfter reads the next cases behind an id: what their chains lead to, and nothing that is derived.
func headsAfter(ctx context.Context, tx querier, after string, limit int) ([]storedCase, error) {
	rows, err := tx.QueryContext(ctx, `SELECT row, id, version, head, prefix, year, number FROM cases WHERE id > $1
		ORDER BY id LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []storedCase
	for rows.Next() {
		var c storedCase
		if err := rows.Scan(&c.row, &c.ID, &c.Version, &c.head, &c.id.prefix, &c.id.year, &c.id.number); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// inOneGo returns those of the next cases that one transaction takes, at least one.
func inOneGo(cases []storedCase) []storedCase {
	events := 0
	for i := range cases {
		events += cases[i].Version // which is the number of its events
		if events > rewriteEvents && i > 0 {
			return cases[:i]
		}
	}
	return cases
}

// rewriteCases writes the rows and indexes of cases that follow each other, from one walk over their events.
func (s *Store) rewriteCases(ctx context.Context, tx *txn, cases []storedCase) error {
	if len(cases) == 0 {
		return nil
	}
	all, err := eventsBetween(ctx, tx, cases[0].ID, cases[len(cases)-1].ID)
	if err != nil {
		return err
	}
	for i := range cases {
		if err := s.rewriteCase(ctx, tx, &cases[i], all[cases[i].ID]); err != nil {
			return err
		}
	}
	return nil
}

// chained are the events of a case and the hash to which they lead.
type chained struct {
	events []disclosure.Event
	head   [32]byte
}

// eventsBetween reads the events of the cases from one id to another.
func eventsBetween(ctx context.Context, tx *txn, from, to string) (map[string]*chained, error) {
	rows, err := tx.QueryContext(ctx, `SELECT case_id, body FROM events WHERE case_id BETWEEN $1 AND $2
		ORDER BY case_id, seq`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]*chained{}
	var id, body sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &body); err != nil {
			return nil, err
		}
		c := out[string(id)]
		if c == nil {
			c = &chained{head: disclosure.ChainStart(disclosure.CaseID(id))}
			out[string(id)] = c
		}
		e, err := ledger.ReadEvent(body)
		if err != nil {
			return nil, fmt.Errorf("case %s, event %d: %w", id, len(c.events)+1, err)
		}
		c.events, c.head = append(c.events, e), disclosure.ChainHash(c.head, body)
	}
	return out, rows.Err()
}

// rewriteCase writes the row and the indexes of one case.
func (s *Store) rewriteCase(ctx context.Context, tx *txn, stored *storedCase, from *chained) error {
	id := disclosure.CaseID(stored.ID)
	// The chains were checked before the first case was rewritten; that may have been on another day.
	if from == nil || !bytes.Equal(from.head[:], stored.head) || from.events[len(from.events)-1].Seq != stored.Version {
		return fault.Errorf(fault.Internal,
			"the events of case %s do not lead to the head of its chain any more: restore a backup with `bot db restore`", id)
	}
	p := &pending{c: milestone.Rebuild(id, from.events), id: stored.id, events: from.events}
	var err error
	if p.row, err = project(p.c, s.listing); err != nil {
		return err
	}
	if _, err := putCase(ctx, tx, stored.row, from.head, p); err != nil {
		return err
	}
	return reindex(ctx, tx, stored.row, p)
}
