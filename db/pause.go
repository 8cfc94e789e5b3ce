package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/pattern"
)

// Pause says that nothing leaves on a channel until somebody resumes it. It is kept in the file, so that it outlives a
// restart and holds for every process.
type Pause struct {
	Channel string    `json:"channel"`
	By      string    `json:"by"`
	At      time.Time `json:"at"` // UTC
	Why     string    `json:"why,omitempty"`
}

// Lane is what one pause holds back.
type Lane struct {
	Name     string        // the word by which people pause it: small letters only
	Tasks    []ledger.Task // each with exactly that name
	Prefixes []string      // tasks whose names begin so
}

// pausePrefix begins the names in meta of what is paused.
const pausePrefix = "paused/"

// laneWord is what may stand in a query: the words and tasks of lanes come from the program, and from nobody else.
var laneWord = pattern.New(`^[a-z][a-z_/]*$`)

// pauseClause is true of a job whose lane is paused. Like heldClause it asks the file each time. A pause of a lane that this
// program does not know holds back everything.
func pauseClause(lanes []Lane) (string, error) {
	var cases strings.Builder
	known := []string{"''"}
	for _, l := range lanes {
		words := append([]string{l.Name}, l.Prefixes...)
		var of []string
		for _, t := range l.Tasks {
			words = append(words, string(t))
			of = append(of, "task = '"+string(t)+"'")
		}
		for _, p := range l.Prefixes {
			of = append(of, fmt.Sprintf("substr(task, 1, %d) = '%s'", len(p), p))
		}
		if i := slices.IndexFunc(words, func(w string) bool { return !laneWord.MatchString(w) }); i >= 0 || len(of) == 0 {
			return "", fault.Errorf(fault.Internal, "the lane %q cannot be paused", l.Name)
		}
		name := "'" + pausePrefix + l.Name + "'"
		known = append(known, name)
		fmt.Fprintf(&cases, " WHEN %s THEN %s", strings.Join(of, " OR "), name)
	}
	return "queue = 'send' AND EXISTS (SELECT 1 FROM meta WHERE name = CASE WHEN false THEN ''" + cases.String() + " ELSE '' END" +
		" OR name >= 'paused/' AND name < 'paused0' AND name NOT IN (" + strings.Join(known, ", ") + "))", nil
}

// Pausable returns the names of what can be paused.
func (s *Store) Pausable() []string {
	out := make([]string, len(s.lanes))
	for i, l := range s.lanes {
		out[i] = l.Name
	}
	return out
}

// PauseSends pauses a channel. It fails with code Conflict where that is paused already.
func (s *Store) PauseSends(ctx context.Context, p Pause) error {
	if !slices.Contains(s.Pausable(), p.Channel) {
		return fault.Errorf(fault.Invalid, "%q cannot be paused: write one of %s", p.Channel, fault.OneOf(s.Pausable()))
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
	return s.write(ctx, "the pause could not be stored", func(tx *txn) error {
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
	for _, channel := range s.Pausable() {
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
