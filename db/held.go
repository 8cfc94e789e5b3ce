package db

import (
	"context"
	"encoding/json"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Held is why the database waits for a person, and what is in it that would have gone on by itself.
type Held struct {
	Entry LogEntry
	Jobs  int // of the queue send that wait
	Late  int // reminders and the like that are overdue
	Inbox int // items that came in and were not read
}

// droppedTask is true of the jobs whose tasks are in a list, the second parameter of the query.
const droppedTask = `task IN (SELECT value FROM json_each($2))`

func taskList(tasks []ledger.Task) string {
	if tasks == nil {
		tasks = []ledger.Task{}
	}
	text, err := json.Marshal(tasks)
	if err != nil {
		panic("db: a list of words: " + err.Error()) // cannot happen
	}
	return string(text)
}

// heldError is the error of who wants something to leave while the database waits for a person.
func heldError() error {
	return fault.Errorf(fault.Refused, "the database was restored, so it is not known what has left already: nothing leaves until a person says that work goes on: %w", ErrHeld)
}

// FoundBehind lets the database wait for a person, because something outside of it shows that it is an old copy. It changes
// nothing where it waits already.
func (s *Store) FoundBehind(ctx context.Context, why string) error {
	epoch := 0
	err := s.change(ctx, "that the database is an old copy could not be noted", func(tx *txn) error {
		entries, _, err := readLog(ctx, tx)
		if err != nil {
			return err
		}
		now := standingOf(entries)
		if epoch = now.epoch; now.held != nil {
			return nil
		}
		epoch++
		return appendLog(ctx, tx, LogEntry{Kind: LogBehind, At: s.clock().UTC(), Epoch: epoch, Text: why})
	})
	if err != nil {
		return err
	}
	s.log.WarnContext(ctx, "the database waits for a person", "why", why)
	s.course.mu.Lock()
	s.course.here.Epoch = max(s.course.here.Epoch, epoch)
	s.course.mu.Unlock()
	return s.keepOutside(true)
}

// MayLeave fails with code Refused while the database waits for a person, or while the rehearsal has not ended and something is live:
// nothing leaves on its word.
func (s *Store) MayLeave(ctx context.Context) error {
	return wrap(s.mayGoOn(ctx, s.r), "whether the database was restored could not be read")
}

// Held returns why the database waits for a person; nil while it works. drop names the tasks that a restore drops.
func (s *Store) Held(ctx context.Context, drop []ledger.Task) (*Held, error) {
	const doing = "what the database waits for could not be read"
	entries, _, err := readLog(ctx, s.r)
	if err != nil {
		return nil, wrap(err, doing)
	}
	why := standingOf(entries).held
	if why == nil {
		return nil, nil //nolint:nilnil // it does not wait
	}
	out := &Held{Entry: *why}
	err = s.r.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM jobs WHERE queue = 'send' AND state IN ('waiting', 'running') AND NOT `+droppedTask+`),
		(SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running') AND `+droppedTask+` AND (queue = 'send' OR due <= $1)),
		(SELECT count(*) FROM inbox WHERE state = 'new' AND NOT `+passedOn+`)`, s.now(), taskList(drop)).Scan(&out.Jobs, &out.Late, &out.Inbox)
	return out, wrap(err, doing)
}

// Resumed is what was done before work goes on.
type Resumed struct {
	Uncertain int                 `json:"uncertain_jobs"`    // of the queue send; what they were for is not known to have left
	Messages  []disclosure.CaseID `json:"uncertain_cases"`   // whose messages may have left
	Dropped   int                 `json:"dropped_reminders"` // overdue reminders and the like
	Inbox     int                 `json:"inbox_waiting"`     // items that wait for a person
}

// Unsettled returns the cases that have a message in one of the states.
func (s *Store) Unsettled(ctx context.Context, states ...disclosure.MessageState) ([]disclosure.CaseID, error) {
	const doing = "the messages could not be read"
	text, err := json.Marshal(states)
	if err != nil {
		return nil, wrap(err, doing)
	}
	rows, err := s.r.QueryContext(ctx, `SELECT id FROM cases WHERE EXISTS (SELECT 1 FROM json_each(content, '$.messages') AS m
		WHERE json_extract(m.value, '$.state') IN (SELECT value FROM json_each($1))) ORDER BY id`, string(text))
	if err != nil {
		return nil, wrap(err, doing)
	}
	return caseIDs(rows, doing)
}

// LastJob returns the number of the newest job.
func (s *Store) LastJob(ctx context.Context) (id int64, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM jobs`).Scan(&id)
	return id, wrap(err, "the jobs could not be counted")
}

// Resume ends the waiting after a restore. Of the jobs up to a number, those that would send become uncertain, reminders
// (the tasks to drop) that are overdue are cancelled, and what came in and was not read waits for a person. It fails with
// code Conflict when the database does not wait.
func (s *Store) Resume(ctx context.Context, by string, upTo int64, drop []ledger.Task, out Resumed) (Resumed, error) {
	err := s.change(ctx, "the restore could not be ended", func(tx *txn) error {
		entries, _, err := readLog(ctx, tx)
		if err != nil {
			return err
		}
		now := standingOf(entries)
		if now.held == nil {
			return fault.Errorf(fault.Conflict, "the database was not restored, or somebody has answered already: it works")
		}
		var unread int // their jobs; what counts are the items
		for _, step := range []struct {
			n     *int
			query string
			args  []any
		}{
			{&out.Dropped, `UPDATE jobs SET state = 'cancelled', finished = $1, lease_until = NULL, lease_owner = '', last_error = 'overdue when the database was restored'
				WHERE id <= $3 AND state IN ('waiting', 'running') AND ` + droppedTask + ` AND (queue = 'send' OR due <= $1)`, []any{s.now(), taskList(drop), upTo}},
			{&out.Uncertain, `UPDATE jobs SET state = 'uncertain', finished = $1, lease_until = NULL, lease_owner = '',
				last_error = 'the database was restored: it may have left already'
				WHERE id <= $2 AND state IN ('waiting', 'running') AND queue = 'send'`, []any{s.now(), upTo}},
			{&unread, `UPDATE jobs SET state = 'cancelled', finished = $1, lease_until = NULL, lease_owner = '', last_error = $2
				WHERE id <= $3 AND state IN ('waiting', 'running') AND queue = 'inbound' AND NOT coalesce(json_extract(args, '$.inbox') IN
					(SELECT id FROM inbox WHERE state = 'new' AND ` + passedOn + `), 0)`, []any{s.now(), heldNote, upTo}},
			{&out.Inbox, `UPDATE inbox SET state = 'waiting', note = $1 WHERE state = 'new' AND NOT ` + passedOn, []any{heldNote}},
		} {
			done, err := tx.ExecContext(ctx, step.query, step.args...)
			if err != nil {
				return err
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			*step.n = int(n)
		}
		return appendLog(ctx, tx, LogEntry{Kind: LogResumed, At: s.clock().UTC(), Epoch: now.epoch, By: by, Upkeep: &out})
	})
	if err != nil {
		return Resumed{}, err
	}
	return out, s.keepOutside(true)
}

// passedOn is true of the items that only become other items when they are read; see [MetaPassedOn].
const passedOn = `coalesce(json_extract(meta, '$.` + MetaPassedOn + `') <> '', 0)`

// heldNote says why an item of the inbox waits for a person.
const heldNote = "came in before work went on after a restore: it may have been dealt with already"

// heldSkew is by how much the clocks of those who say when something came into being may differ from ours.
const heldSkew = 2 * time.Minute

// mayBeDealtWith reports whether something that came into being at a time may have been dealt with by the database that a
// restore replaced: nothing of it moves a case by itself.
func mayBeDealtWith(ctx context.Context, q querier, came time.Time) (bool, error) {
	entries, _, err := readLog(ctx, q)
	if err != nil {
		return false, err
	}
	return dealtWith(standingOf(entries), came), nil
}

// dealtWith decides [mayBeDealtWith]. While the database waits, that is everything. Once it works again, what came into being
// while it waited is news to everybody: nothing of ours ran then.
func dealtWith(now standing, came time.Time) bool {
	if now.held != nil {
		return true
	}
	return !now.resumed.IsZero() && !came.After(now.resumed) && !came.After(now.since.Add(heldSkew))
}
