package db

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"daylight/disclosure/ledger"
)

// Stats are figures for operators.
type Stats struct {
	Schema    int64                       `json:"schema"`
	Cases     int                         `json:"cases"`
	Listed    int                         `json:"listed"` // draft or active
	Jobs      []JobCount                  `json:"jobs"`   // those that are not done
	OldestDue time.Time                   `json:"oldest_due,omitzero"`
	Inbox     map[ledger.InboundState]int `json:"inbox"`
	Bytes     int64                       `json:"bytes"`     // of the file
	WALBytes  int64                       `json:"wal_bytes"` // of the write-ahead log
}

// JobCount is how many jobs of a queue are in a state.
type JobCount struct {
	Queue ledger.Queue    `json:"queue"`
	State ledger.JobState `json:"state"`
	Count int             `json:"count"`
}

// Stats counts. It reads indexes only and is cheap enough for a metrics page.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	const doing = "the figures could not be read"
	out := Stats{Inbox: map[ledger.InboundState]int{}}
	var err error
	if out.Schema, err = schemaVersion(ctx, s.r); err != nil {
		return out, wrap(err, doing)
	}
	if err := s.r.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(listed), 0) FROM cases`).
		Scan(&out.Cases, &out.Listed); err != nil {
		return out, wrap(err, doing)
	}
	if err := s.countJobs(ctx, &out); err != nil {
		return out, wrap(err, doing)
	}
	inbox, err := s.r.QueryContext(ctx, `SELECT state, count(*) FROM inbox GROUP BY state`)
	if err != nil {
		return out, wrap(err, doing)
	}
	defer inbox.Close()
	for inbox.Next() {
		var state string
		var n int
		if err := inbox.Scan(&state, &n); err != nil {
			return out, wrap(err, doing)
		}
		out.Inbox[ledger.InboundState(state)] = n
	}
	if err := inbox.Err(); err != nil {
		return out, wrap(err, doing)
	}
	if out.Bytes, err = sizeOf(s.path); err == nil {
		out.WALBytes, err = sizeOf(s.path + "-wal")
	}
	return out, wrap(err, doing)
}

func (s *Store) countJobs(ctx context.Context, out *Stats) error {
	rows, err := s.r.QueryContext(ctx, `
		SELECT queue, 'waiting', count(*), min(due) FROM jobs WHERE state = 'waiting' GROUP BY queue UNION ALL
		SELECT queue, 'running', count(*), min(due) FROM jobs WHERE state = 'running' GROUP BY queue UNION ALL
		SELECT queue, state, count(*), min(due) FROM jobs WHERE state IN ('failed', 'uncertain') GROUP BY state, queue
		ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	defer rows.Close()
	oldest := int64(never)
	for rows.Next() {
		var queue, state string
		var n int
		var due int64
		if err := rows.Scan(&queue, &state, &n, &due); err != nil {
			return err
		}
		out.Jobs = append(out.Jobs, JobCount{Queue: ledger.Queue(queue), State: ledger.JobState(state), Count: n})
		if state == string(ledger.JobWaiting) {
			oldest = min(oldest, due)
		}
	}
	out.OldestDue = fromMicros(oldest)
	return rows.Err()
}

func sizeOf(file string) (int64, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
