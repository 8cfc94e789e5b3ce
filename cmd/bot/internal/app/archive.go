package app

import (
	"context"
	"time"
)

// compareTimeout is how long the bot waits for the archive of a channel before it starts.
const compareTimeout = 30 * time.Second

// compareArchives looks for what left and the database does not know: then it is an old copy, also where the whole folder was put
// back, key and mark with it. It waits for a person then, as after a restore.
func (a *App) compareArchives(ctx context.Context) error {
	if w, err := a.Waiting(ctx); err != nil || w != nil {
		return err
	}
	for _, j := range a.channels {
		if j.open == nil || j.open.Compare == nil {
			continue
		}
		within, cancel := context.WithTimeout(ctx, compareTimeout)
		missing, seen, err := j.open.Compare(within)
		cancel()
		if err != nil {
			return err
		}
		if missing != "" {
			if err := a.store.FoundBehind(ctx, "this database is an old copy: "+missing); err != nil {
				return err
			}
		}
		if seen == nil {
			continue
		}
		if err := seen(ctx); err != nil {
			return err
		}
	}
	return nil
}
