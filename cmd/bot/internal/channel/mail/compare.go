package mail

import "context"

// compareCursor is how far the archive was compared with the database.
const compareCursor = "mail/compared"

// compare looks for mails of ours in the archive that the database does not know: then it is an old copy, also where the whole
// folder was put back, key and mark with it. An archive that cannot be asked proves nothing, and keeps nobody from working.
func (m *Mail) compare(ctx context.Context) (missing string, seen func(context.Context) error, err error) {
	store := m.host.Store
	cursor, err := store.Cursor(ctx, compareCursor)
	if err != nil {
		return "", nil, err
	}
	copies, next, err := m.archive.Copies(ctx, m.tokens, cursor)
	if err != nil {
		m.host.Log.WarnContext(ctx, "the archive could not be compared with the database", "error", err)
		return "", nil, nil // an archive that cannot be asked proves nothing
	}
	for _, c := range copies {
		_, _, known, err := store.FindMessage(ctx, c.ID)
		if err != nil {
			return "", nil, err
		}
		if !known {
			missing = "the archive holds a mail of ours that it does not know, of " + c.At.Format("2006-01-02 15:04:05 UTC")
			break
		}
	}
	if next == cursor {
		return missing, nil, nil
	}
	return missing, func(ctx context.Context) error { return store.SetCursor(ctx, compareCursor, next) }, nil
}
