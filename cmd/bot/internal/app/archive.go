package app

import (
	"context"
	"time"
)

// archiveCursor is how far the archive was compared with the database.
const archiveCursor = "mail/compared"

// archiveTimeout is how long the bot waits for the archive before it starts.
const archiveTimeout = 30 * time.Second

// compareArchive looks for mails of ours in the archive that the database does not know: then it is an old copy, also where the
// whole folder was put back, key and mark with it. It waits for a person then, as after a restore. An archive that cannot be
// asked proves nothing, and keeps nobody from working.
func (a *App) compareArchive(ctx context.Context) error {
	if a.mail.archive == nil {
		return nil
	}
	if w, err := a.Waiting(ctx); err != nil || w != nil {
		return err
	}
	cursor, err := a.store.Cursor(ctx, archiveCursor)
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, archiveTimeout)
	defer cancel()
	copies, next, err := a.mail.archive.Copies(within, a.mail.tokens, cursor)
	if err != nil {
		a.log.WarnContext(ctx, "the archive could not be compared with the database", "error", err)
		return nil // an archive that cannot be asked proves nothing
	}
	for _, c := range copies {
		_, _, known, err := a.store.FindMessage(ctx, c.ID)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		why := "this database is an old copy: the archive holds a mail of ours that it does not know, of " + c.At.Format("2006-01-02 15:04:05 UTC")
		if err := a.store.FoundBehind(ctx, why); err != nil {
			return err
		}
		break
	}
	if next == cursor {
		return nil
	}
	return a.store.SetCursor(ctx, archiveCursor, next) // what was found once is not found again after a person has answered
}
