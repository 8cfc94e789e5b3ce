package db

import (
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"daylight/db/dbtest"
)

func TestEventsAreAppendOnly(t *testing.T) {
	s := openTest(t)
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)), dbtest.Note("x"))
	for name, q := range map[string]string{
		"an update":               `UPDATE events SET body = '{}' WHERE seq = 1`,
		"an update of nothing":    `UPDATE events SET seq = seq WHERE seq = 1`,
		"a deletion":              `DELETE FROM events WHERE seq = 2`,
		"a truncation":            `DELETE FROM events`,
		"a replacement":           `INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 2`,
		"a gap":                   `INSERT INTO events SELECT case_id, 9, kind, at_sort, recorded_at, prev, hash, body FROM events WHERE seq = 2`,
		"a deleted case":          `DELETE FROM cases`,
		"a replaced case":         `REPLACE INTO cases SELECT * FROM cases`,
		"an upsert of an event":   `INSERT INTO events SELECT * FROM events WHERE seq = 2 ON CONFLICT DO UPDATE SET body = '{}'`,
		"a shadow of full text":   `DELETE FROM cases_fts_data`,
		"a change of the schema":  `PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE name = 'events_no_update'`,
		"an event of no case":     `INSERT INTO events SELECT 'DL-2020-0099', 1, kind, at_sort, recorded_at, prev, hash, body FROM events WHERE seq = 2`,
		"a time that is a text":   `UPDATE cases SET updated_at = 'yesterday'`,
		"a job in no known state": `INSERT INTO jobs (queue, task, key, args, state, due, created) VALUES ('q', 't', 'k', '{}', 'lost', 0, 0)`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.w.ExecContext(t.Context(), q); err == nil {
				t.Error("it was accepted")
			} else if code := primary(err); code != sqlite3.SQLITE_CONSTRAINT && code != sqlite3.SQLITE_ERROR && code != sqlite3.SQLITE_READONLY {
				t.Errorf("code %d: %v", code, err)
			}
		})
	}
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() || report.Events != 2 {
		t.Errorf("after all attempts: %+v, %v", report, err)
	}
}
