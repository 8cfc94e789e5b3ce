package db

import (
	"context"
	"database/sql"
	"sync"
)

// mostStatements bounds how many statements are kept parsed. The ones of this package that run again and again are about forty; what is
// put together from parts comes and goes.
const mostStatements = 96

// statements are those of the writer that were parsed before: parsing takes longer than running most of them.
type statements struct {
	mu     sync.Mutex
	parsed map[string]*sql.Stmt
	wanted []string // were seen and are parsed before the next transaction begins
}

// of is a parsed statement, or nil where there is none yet.
func (s *statements) of(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ready, ok := s.parsed[query]; ok {
		return ready
	}
	if len(s.parsed)+len(s.wanted) < mostStatements {
		s.wanted = append(s.wanted, query)
	}
	return nil
}

// parse parses what was asked for. There is one connection that writes, so that it is free between two transactions only. What cannot be
// parsed says so to whoever runs it.
func (s *statements) parse(ctx context.Context, w *sql.DB) {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = nil
	s.mu.Unlock()
	for _, query := range wanted {
		if stmt, err := w.PrepareContext(ctx, query); err == nil { // it lives as long as the handle, which closes it
			s.keep(query, stmt)
		}
	}
}

func (s *statements) keep(query string, stmt *sql.Stmt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before, ok := s.parsed[query]; ok {
		_ = before.Close()
	}
	if s.parsed == nil {
		s.parsed = map[string]*sql.Stmt{}
	}
	s.parsed[query] = stmt
}

// txn is a transaction of the writer. It runs statements as [sql.Tx] does, parsed ones where it can.
type txn struct {
	tx    *sql.Tx
	store *statements
}

// ExecContext is that of [sql.Tx].
func (t *txn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.store.of(query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt).ExecContext(ctx, args...) //nolint:sqlclosecheck // ends with the transaction
	}
	return t.tx.ExecContext(ctx, query, args...)
}

// QueryContext is that of [sql.Tx].
func (t *txn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := t.store.of(query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...) //nolint:sqlclosecheck // ends with the transaction
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext is that of [sql.Tx].
func (t *txn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := t.store.of(query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt).QueryRowContext(ctx, args...) //nolint:sqlclosecheck // ends with the transaction
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// PrepareContext is that of [sql.Tx].
func (t *txn) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := t.store.of(query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt), nil
	}
	return t.tx.PrepareContext(ctx, query)
}
