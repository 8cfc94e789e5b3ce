package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Load returns the case as of its last event, or an error with code NotFound.
func (s *Store) Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	var state []byte
	var version sql.NullString
	err := s.r.QueryRowContext(ctx, `SELECT content, (SELECT value FROM meta WHERE name = $2) FROM cases WHERE id = $1`,
		string(id), metaProjection).Scan(&state, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noCase(id)
	}
	if err != nil {
		return nil, wrap(err, "the case could not be read")
	}
	if err := sameRows(version); err != nil {
		return nil, err
	}
	var c disclosure.Case
	if err := json.Unmarshal(state, &c); err != nil {
		return nil, fault.Errorf(fault.Internal, "the row of case %s could not be read: %w", id, err)
	}
	return &c, nil
}

// LoadSome returns those of the cases that exist, in the order of their ids, with one query for all.
func (s *Store) LoadSome(ctx context.Context, ids []disclosure.CaseID) ([]*disclosure.Case, error) {
	const doing = "the cases could not be read"
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, wrap(err, doing)
	}
	rows, err := s.r.QueryContext(ctx, `SELECT id, content FROM cases WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id`, string(list))
	if err != nil {
		return nil, wrap(err, doing)
	}
	defer rows.Close()
	out := make([]*disclosure.Case, 0, len(ids))
	var id, state sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &state); err != nil {
			return nil, wrap(err, doing)
		}
		c := &disclosure.Case{}
		if err := json.Unmarshal(state, c); err != nil {
			return nil, fault.Errorf(fault.Internal, "the row of case %s could not be read: %w", id, err)
		}
		out = append(out, c)
	}
	return out, wrap(rows.Err(), doing)
}

// NextNumber proposes the number of the next case of a year. It reserves nothing: two that propose the same one
// are told apart by Commit.
func (s *Store) NextNumber(ctx context.Context, prefix string, year int) (int, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) + 1 FROM cases WHERE prefix = $1 AND year = $2`,
		prefix, year).Scan(&n)
	return n, wrap(err, "the number of the next case could not be read")
}

// Events returns all events of a case in order, or an error with code NotFound when there is no such case.
func (s *Store) Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT body FROM events WHERE case_id = $1 ORDER BY seq`, string(id))
	if err != nil {
		return nil, wrap(err, "the events could not be read")
	}
	defer rows.Close()
	var bodies [][]byte
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, wrap(err, "the events could not be read")
		}
		bodies = append(bodies, body)
	}
	if err := rows.Err(); err != nil {
		return nil, wrap(err, "the events could not be read")
	}
	if len(bodies) == 0 {
		return nil, noCase(id)
	}
	return decode(bodies)
}

// noCase says that there is no such case. A text that is no id at all gets a hint.
func noCase(id disclosure.CaseID) error {
	if _, err := splitID(disclosure.CaseID(strings.TrimSpace(string(id)))); err != nil {
		return fault.Errorf(fault.NotFound, "there is no case %.40q: an id looks like DL-2020-0001", string(id))
	}
	return id.NotFound()
}
