package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Comparison is what the database that a restore put aside knows more than the one that took its place.
type Comparison struct {
	Cases  []LostCase `json:"cases"`
	Events int        `json:"events"` // of all these cases
	Sent   int        `json:"sent"`   // messages among them that left
	// Problem says why the two could not be compared; "" when they were.
	Problem string `json:"problem,omitempty"`
}

// LostCase is a case of which the database that was put aside knows more.
type LostCase struct {
	Case   disclosure.CaseID `json:"case"`
	Title  string            `json:"title"`
	Whole  bool              `json:"whole,omitempty"` // the restored database does not have the case at all
	Before int               `json:"events_kept"`     // that both have
	Events []LostEvent       `json:"events"`
	Sent   []LostMessage     `json:"sent,omitempty"`
}

// LostEvent is an event that only the database has that was put aside.
type LostEvent struct {
	Seq      int             `json:"seq"`
	Kind     disclosure.Kind `json:"kind"`
	Recorded string          `json:"recorded"`
	Text     string          `json:"text,omitempty"`
}

// LostMessage is a message that left, and of which the restored database does not know that.
type LostMessage struct {
	Key      string              `json:"key"`
	Template disclosure.Template `json:"template"`
	To       string              `json:"to"`
	At       string              `json:"at"`
}

// maxLost bounds how many cases, and events of a case, a comparison lists. It counts all.
const maxLost = 500

// Clean reports whether nothing is missing in the restored database.
func (c *Comparison) Clean() bool { return c == nil || c.Problem == "" && c.Events == 0 }

// compare lists what one file knows more than another one. Neither is changed. A file that cannot be read is a problem
// that is told, and stops no restore: it may be why there is one.
func compare(ctx context.Context, more, less string) *Comparison {
	out := &Comparison{Cases: []LostCase{}}
	err := eachOf(ctx, more, less, func(a, b *sql.DB) error { return out.walk(ctx, a, b) })
	if err != nil {
		out.Problem = err.Error()
	}
	return out
}

func eachOf(_ context.Context, more, less string, do func(a, b *sql.DB) error) (err error) {
	var handles [2]*sql.DB
	for i, path := range []string{more, less} {
		if handles[i], err = openHandle(path, dsn(path, url.Values{"mode": {"rw"}, "_pragma": {"query_only(1)", "busy_timeout(1000)"}}), 2); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, handles[i].Close()) }()
	}
	return do(handles[0], handles[1])
}

// walk goes through the cases of the first file. Only columns that every schema has are read.
func (c *Comparison) walk(ctx context.Context, more, less *sql.DB) error {
	rows, err := more.QueryContext(ctx, `SELECT id, title, version, head FROM cases ORDER BY id`)
	if err != nil {
		return wrap(err, "the cases of the database that was put aside could not be read")
	}
	defer rows.Close()
	for rows.Next() {
		var id, title string
		var version int
		var head []byte
		if err := rows.Scan(&id, &title, &version, &head); err != nil {
			return err
		}
		var known int
		var same []byte
		err := less.QueryRowContext(ctx, `SELECT version, head FROM cases WHERE id = $1`, id).Scan(&known, &same)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if known == version && string(head) == string(same) {
			continue
		}
		lost := LostCase{Case: disclosure.CaseID(id), Title: title, Whole: known == 0}
		if lost.Before, err = common(ctx, more, less, id, min(known, version)); err != nil {
			return err
		}
		if err := c.add(ctx, more, lost); err != nil {
			return err
		}
	}
	return rows.Err()
}

// common is the number of events at the beginning of a case that both files have: hashes are chained, so that equal
// ones mean equal beginnings.
func common(ctx context.Context, a, b *sql.DB, id string, most int) (int, error) {
	const query = `SELECT hash FROM events WHERE case_id = $1 AND seq = $2`
	for n := most; n > 0; n-- {
		var x, y []byte
		if err := a.QueryRowContext(ctx, query, id, n).Scan(&x); err != nil {
			return 0, err
		}
		if err := b.QueryRowContext(ctx, query, id, n).Scan(&y); err != nil {
			return 0, err
		}
		if string(x) == string(y) {
			return n, nil
		}
	}
	return 0, nil
}

// add lists the events of a case behind those that both have.
func (c *Comparison) add(ctx context.Context, more *sql.DB, lost LostCase) error {
	rows, err := more.QueryContext(ctx, `SELECT body FROM events WHERE case_id = $1 AND seq > $2 ORDER BY seq`, string(lost.Case), lost.Before)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		e, err := ledger.ReadEvent(body)
		if err != nil {
			return err
		}
		c.Events++
		if len(lost.Events) < maxLost {
			lost.Events = append(lost.Events, LostEvent{
				Seq: e.Seq, Kind: e.Kind, Recorded: e.RecordedAt.UTC().Format("2006-01-02 15:04:05"), Text: e.Text,
			})
		}
		if m := e.Detail.Message; m != nil && m.State == disclosure.MessageSent {
			c.Sent++
			lost.Sent = append(lost.Sent, LostMessage{Key: m.Key, Template: m.Template, To: m.To, At: m.SentAt.UTC().Format("2006-01-02 15:04:05")})
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(lost.Events) > 0 && len(c.Cases) < maxLost {
		c.Cases = append(c.Cases, lost)
	}
	return nil
}

// sameInstance refuses a backup of another instance. Files of before there were instances are told apart by their key,
// when they are opened.
func sameInstance(ctx context.Context, from, to string) error {
	if info, err := os.Stat(to); err != nil || info.Size() == 0 {
		return nil //nolint:nilerr // there is nothing to compare with
	}
	return eachOf(ctx, to, from, func(a, b *sql.DB) error {
		here, errHere := instanceOf(ctx, a)
		there, errThere := instanceOf(ctx, b)
		if errHere != nil || errThere != nil || here == "" || there == "" || here == there {
			return nil //nolint:nilerr // a file that cannot be read may be why there is a restore
		}
		return fault.Errorf(fault.Invalid, "%s is a backup of the instance %.8s, and %s is the database of %.8s: restore a backup of this one, or restore into another folder: %w",
			from, there, to, here, ErrOtherInstance)
	})
}

func instanceOf(ctx context.Context, h *sql.DB) (string, error) {
	entries, _, err := readLog(ctx, h)
	return standingOf(entries).instance, err
}
