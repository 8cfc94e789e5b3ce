package app

import (
	"context"
	"time"

	"daylight/db"
	"daylight/disclosure/ledger"
)

// The methods in this file are for operators. They only read the database.

// Verify rebuilds every case from its events and compares. progress may be nil.
func (a *App) Verify(ctx context.Context, progress func(done, total int)) (db.Report, error) {
	return a.store.Verify(ctx, progress)
}

// Backup writes a verified copy of the database into a new file. The key is not in it.
func (a *App) Backup(ctx context.Context, file string) (db.Report, error) {
	return a.store.Backup(ctx, file)
}

// Stats counts what the database holds.
func (a *App) Stats(ctx context.Context) (db.Stats, error) { return a.store.Stats(ctx) }

// Jobs lists deferred work, as far as the reader of the desk may see it.
func (a *App) Jobs(ctx context.Context, f ledger.JobFilter) ([]ledger.Job, error) {
	f.Reader = a.Desk.Reader()
	return a.store.Jobs(ctx, f)
}

// NextDue returns when the next job is due; ok is false if no job waits.
func (a *App) NextDue(ctx context.Context) (due time.Time, ok bool, err error) {
	return a.store.NextDue(ctx, ledger.Queues())
}
