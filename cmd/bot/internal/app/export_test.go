package app

import (
	"daylight/db"
	"daylight/disclosure/command"
)

// Store lets tests put into the database what comes from outside, and break it.
func (a *App) Store() *db.Store { return a.store }

// Service lets tests write what no person may.
func (a *App) Service() *command.Service { return a.service }
