package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"daylight/disclosure"
)

// defaultLimit is the length of a list when the filter says none.
const defaultLimit = 50

// few is the number of matches up to which a search reads all of them and sorts.
const few = 2000

const summaryColumns = `id, title, vendor, country, headline, work, exposure, publication, discovered, contacted, closed,
	next_due, next_what, updated_at`

// List returns the cases that a filter leaves, the nearest deadline first, those without one last, and among equals
// in the order of their ids. A page goes on behind the case After, which must exist.
func (s *Store) List(ctx context.Context, f disclosure.Filter) ([]disclosure.Summary, error) {
	const doing = "the cases could not be listed"
	if f.Limit <= 0 {
		f.Limit = defaultLimit
	}
	where, err := s.narrow(ctx, f)
	if err != nil {
		return nil, wrap(err, doing)
	}
	if strings.TrimSpace(f.Query) != "" {
		match := matchQuery(f.Query)
		if match == "" {
			return nil, nil // nothing that the index could hold
		}
		n, err := s.countUpTo(ctx, match, few+1)
		if err != nil {
			return nil, wrap(err, doing)
		}
		// A unary plus keeps an index from being used. Few matches are fetched and sorted; with many, the list is
		// walked in its order and each case looked up among the matches, until the page is full.
		column := `row`
		if n > few {
			column = `+row`
		}
		where.add(true, column+` IN (SELECT rowid FROM cases_fts WHERE cases_fts MATCH $%d)`, match)
	}
	rows, err := s.r.QueryContext(ctx, //nolint:gosec // G202: the text is made of constants
		`SELECT `+summaryColumns+` FROM cases`+where.sql()+` ORDER BY next_due, id`+where.limit(f.Limit), where.args...)
	if err != nil {
		return nil, wrap(err, doing)
	}
	list, err := scanSummaries(rows)
	return list, wrap(err, doing)
}

// narrow turns a filter, but for its query, into conditions on the columns of the covering indexes.
func (s *Store) narrow(ctx context.Context, f disclosure.Filter) (*clauses, error) {
	where := &clauses{}
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

// countUpTo counts the matches of a query, but not beyond limit.
func (s *Store) countUpTo(ctx context.Context, match string, limit int) (n int, err error) {
	err = s.r.QueryRowContext(ctx,
		`SELECT count(*) FROM (SELECT 1 FROM cases_fts WHERE cases_fts MATCH $1 LIMIT $2)`, match, limit).Scan(&n)
	return n, err
}

func scanSummaries(rows *sql.Rows) ([]disclosure.Summary, error) {
	defer rows.Close() //nolint:errcheck // what matters is rows.Err
	var out []disclosure.Summary
	for rows.Next() {
		var l disclosure.Summary
		var id, work, exposure, publication, discovered, contacted, closed string
		var due, updated int64
		if err := rows.Scan(&id, &l.Title, &l.Vendor, &l.Country, &l.Headline, &work, &exposure, &publication,
			&discovered, &contacted, &closed, &due, &l.NextWhat, &updated); err != nil {
			return nil, err
		}
		if err := errors.Join(l.Discovered.UnmarshalText([]byte(discovered)), l.Contacted.UnmarshalText([]byte(contacted)),
			l.Closed.UnmarshalText([]byte(closed))); err != nil {
			return nil, disclosure.Errorf(disclosure.Internal, "the dates of case %s could not be read: %w", id, err)
		}
		l.ID, l.Work = disclosure.CaseID(id), disclosure.Work(work)
		l.Exposure, l.Publication = disclosure.ExposureState(exposure), disclosure.Publication(publication)
		l.NextDue, l.UpdatedAt = fromMicros(due), fromMicros(updated)
		out = append(out, l)
	}
	return out, rows.Err()
}
