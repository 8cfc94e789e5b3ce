package app

import (
	"context"

	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
)

// Store lets tests put into the database what comes from outside, and break it.
func (a *App) Store() *db.Store { return a.store }

// Service lets tests write what no person may.
func (a *App) Service() *command.Service { return a.service }

// RunOrAwait lets tests wait for a probe.
func (a *App) RunOrAwait(ctx context.Context, actor disclosure.Actor, job ledger.Job) error {
	return a.runOrAwait(ctx, actor, job)
}
