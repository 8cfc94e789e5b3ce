package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"

	"daylight/disclosure/fault"
)

// projectionVersion is the version of what is derived from events and stored beside them: the row of each case with
// its JSON, and the indexes of messages, targets and full text. Whoever changes what comes of the same events raises
// it, and the next start writes all of it anew; see [Store.rewrite].
const projectionVersion = 10

// Names in meta.
const (
	metaProjection = "projection" // the version of the rows; noProjection while they are rewritten
	metaRewriting  = "rewriting"  // a [rewriting], only while there is one
)

// noProjection is the version of rows that are partly rewritten. It is nobody's: programs that run already refuse them.
const noProjection = 0

// rewriting is how far the rewriting of all cases came.
type rewriting struct {
	To     int    `json:"to"`     // the version that the rows get
	Events int    `json:"events"` // that were checked; more say that a program wrote which does not know of this
	After  string `json:"after"`  // the last case that was written, "" for none
	Done   int    `json:"done"`
	Saved  string `json:"saved"` // copy of the database from before
}

// rowsState is what meta says of the rows of cases.
type rowsState struct {
	version int        // noProjection also when nothing is said
	running *rewriting // nil when nobody began
}

// current reports whether the rows are those of this program.
func (r rowsState) current() bool { return r.version == projectionVersion && r.running == nil }

// begun reports whether the rewriting to the rows of this program was begun.
func (r rowsState) begun() bool { return r.running != nil && r.running.To == projectionVersion }

// readRows reads the state of the rows, and refuses rows of a newer program.
func readRows(ctx context.Context, q querier) (rowsState, error) {
	const doing = "the version of the rows of cases could not be read"
	said, err := pairs(ctx, q, `SELECT name, value FROM meta WHERE name IN ($1, $2)`, metaProjection, metaRewriting)
	if err != nil {
		return rowsState{}, wrap(err, doing)
	}
	var out rowsState
	newest := 0
	if text, ok := said[metaProjection]; ok {
		if out.version, err = strconv.Atoi(text); err != nil {
			return out, fault.Errorf(fault.Internal, doing+": %w", err)
		}
		newest = out.version
	}
	if text, ok := said[metaRewriting]; ok {
		out.running = &rewriting{}
		if err := json.Unmarshal([]byte(text), out.running); err != nil {
			return out, fault.Errorf(fault.Internal, doing+": %w", err)
		}
		newest = max(newest, out.running.To)
	}
	if newest > projectionVersion {
		return out, fault.Errorf(fault.Invalid,
			"the cases are stored in the form %d and this program knows %d: use the newer program, or restore a backup: %w",
			newest, projectionVersion, ErrNewerSchema)
	}
	return out, nil
}

// putRows writes the state of the rows.
func putRows(ctx context.Context, tx *txn, r rowsState) error {
	const put = `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
	if _, err := tx.ExecContext(ctx, put, metaProjection, strconv.Itoa(r.version)); err != nil {
		return err
	}
	if r.running == nil {
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = $1`, metaRewriting)
		return err
	}
	text, err := json.Marshal(r.running)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, put, metaRewriting, string(text))
	return err
}

// sameRows refuses rows that are not of this program's version any more: a newer one was started on the database while
// this one ran. What this one would make of them, and write, would be wrong.
func sameRows(version sql.NullString) error {
	if version.String == strconv.Itoa(projectionVersion) {
		return nil
	}
	return fault.Errorf(fault.Unavailable,
		"another version of the program has rewritten the cases meanwhile: stop this one and start that one: %w", ErrNewerSchema)
}

// checkRows is sameRows for who has not read the version.
func checkRows(ctx context.Context, q querier) error {
	var version sql.NullString
	err := q.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, metaProjection).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return wrap(err, "the version of the rows of cases could not be read")
	}
	return sameRows(version)
}
