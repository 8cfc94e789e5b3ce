package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"daylight/disclosure/fault"
)

// Pause says that nothing leaves on a channel until somebody resumes it. It is kept in the file, so that it outlives a
// restart and holds for every process.
type Pause struct {
	Channel string    `json:"channel"`
	By      string    `json:"by"`
	At      time.Time `json:"at"` // UTC
	Why     string    `json:"why,omitempty"`
}

// PausableChannels returns the channels that can be paused: mail to parties, issues with their comments, and the team's chat.
func PausableChannels() []string { return []string{"email", "issue", "slack"} }

// pausePrefix begins the names in meta of what is paused.
const pausePrefix = "paused/"

// pausedClause is true of a job whose channel is paused. Like heldClause it asks the file each time.
const pausedClause = `queue = 'send' AND EXISTS (SELECT 1 FROM meta WHERE name = CASE
	WHEN task = 'send/email' THEN 'paused/email'
	WHEN task = 'send/issue' OR substr(task, 1, 7) = 'github/' THEN 'paused/issue'
	WHEN substr(task, 1, 6) = 'slack/' THEN 'paused/slack' ELSE '' END)`

// PauseSends pauses a channel. It fails with code Conflict where that is paused already.
func (s *Store) PauseSends(ctx context.Context, p Pause) error {
	if !slices.Contains(PausableChannels(), p.Channel) {
		return fault.Errorf(fault.Invalid, "%q cannot be paused: write one of %s", p.Channel, fault.OneOf(PausableChannels()))
	}
	p.At = s.clock().UTC().Truncate(time.Second)
	value, err := json.Marshal(p)
	if err != nil {
		return fault.Errorf(fault.Internal, "a pause could not be encoded: %w", err)
	}
	return s.metaRow(ctx, fault.Errorf(fault.Conflict, "%s is paused already", p.Channel),
		`INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, pausePrefix+p.Channel, string(value))
}

// ResumeSends ends the pause of a channel. It fails with code Conflict where there is none.
func (s *Store) ResumeSends(ctx context.Context, channel string) error {
	return s.metaRow(ctx, fault.Errorf(fault.Conflict, "%s is not paused", channel), `DELETE FROM meta WHERE name = $1`, pausePrefix+channel)
}

// metaRow changes one row of meta, or fails with none.
func (s *Store) metaRow(ctx context.Context, none error, query string, args ...any) error {
	return s.write(ctx, "the pause could not be stored", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return none
	})
}

// Pauses returns what is paused, by channel.
func (s *Store) Pauses(ctx context.Context) ([]Pause, error) {
	const doing = "what is paused could not be read"
	said, err := pairs(ctx, s.r, `SELECT name, value FROM meta WHERE substr(name, 1, 7) = $1`, pausePrefix)
	if err != nil {
		return nil, wrap(err, doing)
	}
	var out []Pause
	for _, channel := range PausableChannels() {
		text, ok := said[pausePrefix+channel]
		if !ok {
			continue
		}
		p := Pause{Channel: channel}
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return nil, fault.Errorf(fault.Internal, doing+": %w", err)
		}
		out = append(out, p)
	}
	return out, nil
}
