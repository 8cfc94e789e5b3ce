package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// defaultLimit is the length of a list when the filter says none.
const defaultLimit = 50

// few is the number of matches up to which a search fetches all of them and sorts.
const few = 500

const summaryColumns = `id, title, vendor, country, headline, work, exposure, publication, discovered, contacted, closed,
	next_due, next_what, updated_at`

// List returns the cases that a filter leaves, the nearest deadline first, those without one last, and among equals
// in the order of their ids. A page goes on behind the case After, which must exist.
func (s *Store) List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error) {
	const doing = "the cases could not be listed"
	if f.Limit <= 0 {
		f.Limit = defaultLimit
	}
	where, err := s.narrow(ctx, f)
	if err != nil {
		return nil, wrap(err, doing)
	}
	if strings.TrimSpace(f.Query) != "" {
		found, err := s.search(ctx, f.Query)
		if err == nil && found.count > few {
			found, err = s.firstOf(ctx, where, found, f.Limit)
		}
		if err != nil {
			return nil, wrap(err, doing)
		}
		if found.count == 0 {
			return nil, nil
		}
		where.add(true, `row IN (SELECT value FROM json_each($%d))`, found.json())
	}
	query := where.query(`SELECT `+summaryColumns+` FROM cases`, `ORDER BY next_due, id`, f.Limit)
	rows, err := s.r.QueryContext(ctx, query, where.args...)
	if err != nil {
		return nil, wrap(err, doing)
	}
	list, err := scanSummaries(rows)
	return list, wrap(err, doing)
}

// firstOf walks the list in its order and returns the first cases of it that are in the set. Fetching and sorting a
// large set would take longer than to meet the first page of it on the way.
func (s *Store) firstOf(ctx context.Context, where *clauses, set rowSet, limit int) (rowSet, error) {
	query := where.query(`SELECT row FROM cases`, `ORDER BY next_due, id`, 0)
	rows, err := s.r.QueryContext(ctx, query, where.args...)
	if err != nil {
		return rowSet{}, err
	}
	defer rows.Close()
	var first rowSet
	for first.count < limit && rows.Next() {
		var row int64
		if err := rows.Scan(&row); err != nil {
			return rowSet{}, err
		}
		if set.has(row) {
			first.add(row)
		}
	}
	return first, rows.Err()
}

// narrow turns a filter, but for its query, into conditions on the columns of the covering indexes.
func (s *Store) narrow(ctx context.Context, f ledger.Filter) (*clauses, error) {
	where := &clauses{}
	where.see("id", f.Reader)
	switch {
	case f.Work != "":
		listed := f.Work == disclosure.WorkDraft || f.Work == disclosure.WorkActive
		where.add(true, `listed = $%d AND work = $%d`, listed, string(f.Work))
	case !f.All:
		where.add(true, `listed = 1`)
	}
	where.add(f.Exposure != "", `exposure = $%d`, string(f.Exposure))
	where.add(fold(f.Vendor) != "", `instr(vendor_key, $%d) > 0`, fold(f.Vendor))
	where.add(!f.Overdue.IsZero(), `next_due < $%d`, f.Overdue.UnixMicro())
	where.add(f.Waiting, `waiting = 1`)
	if f.After != "" {
		var due int64
		err := s.r.QueryRowContext(ctx, `SELECT next_due FROM cases WHERE id = $1`, string(f.After)).Scan(&due)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, noCase(f.After)
		}
		if err != nil {
			return nil, err
		}
		where.add(true, `(next_due, id) > ($%d, $%d)`, due, string(f.After))
	}
	return where, nil
}

func scanSummaries(rows *sql.Rows) ([]ledger.Summary, error) {
	defer rows.Close()
	var out []ledger.Summary
	for rows.Next() {
		var l ledger.Summary
		var id, work, exposure, publication, discovered, contacted, closed string
		var due, updated int64
		if err := rows.Scan(&id, &l.Title, &l.Vendor, &l.Country, &l.Headline, &work, &exposure, &publication,
			&discovered, &contacted, &closed, &due, &l.NextWhat, &updated); err != nil {
			return nil, err
		}
		if err := errors.Join(l.Discovered.UnmarshalText([]byte(discovered)), l.Contacted.UnmarshalText([]byte(contacted)),
			l.Closed.UnmarshalText([]byte(closed))); err != nil {
			return nil, fault.Errorf(fault.Internal, "the dates of case %s could not be read: %w", id, err)
		}
		l.ID, l.Work = disclosure.CaseID(id), disclosure.Work(work)
		l.Exposure, l.Publication = disclosure.ExposureState(exposure), disclosure.Publication(publication)
		l.NextDue, l.UpdatedAt = fromMicros(due), fromMicros(updated)
		out = append(out, l)
	}
	return out, rows.Err()
}
