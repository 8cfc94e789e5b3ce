package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Report is what a verification looked at and found.
type Report struct {
	Cases    int       `json:"cases"`
	Events   int       `json:"events"`
	Blobs    int       `json:"blobs"`
	Problems []Problem `json:"problems"` // empty: everything fits
	// Older says that an older version of the program wrote the file. What it derived from the events was not compared:
	// it is written anew when the file is opened.
	Older bool `json:"older,omitempty"`
}

// Problem is one thing that does not fit.
type Problem struct {
	Case disclosure.CaseID `json:"case,omitempty"`
	Seq  int               `json:"seq,omitempty"` // of the event
	What string            `json:"what"`
}

func (p Problem) String() string {
	switch {
	case p.Case == "":
		return p.What
	case p.Seq == 0:
		return fmt.Sprintf("case %s: %s", p.Case, p.What)
	default:
		return fmt.Sprintf("case %s, event %d: %s", p.Case, p.Seq, p.What)
	}
}

// Clean reports whether nothing was found.
func (r Report) Clean() bool { return len(r.Problems) == 0 }

// Err returns nil for a clean report, else an error that names the first problems.
func (r Report) Err() error {
	if r.Clean() {
		return nil
	}
	return fault.Errorf(fault.Internal, "the database does not fit together: %s", r.first())
}

// first names the first problems.
func (r Report) first() string {
	const shown = 3
	var texts []string
	for _, p := range r.Problems[:min(shown, len(r.Problems))] {
		texts = append(texts, p.String())
	}
	if n := len(r.Problems) - shown; n > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(texts, "; ")
}

// Verify rebuilds every case from its events and compares: numbers and hashes of the events, the head of each chain,
// the projected case and its columns, the indexes of messages, targets and full text, the blobs and their digests,
// the signatures of approvals, and the file itself. It lists every problem and mends none. It reads one moment of the database; changes go on
// meanwhile. progress, if not nil, is told how many of the cases are done.
func (s *Store) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	if err := checkRows(ctx, s.r); err != nil {
		return Report{}, err
	}
	return verify(ctx, s.r, &verifier{listing: s.listing, identity: s.identity, progress: progress, signed: s.signed})
}

// VerifyFile verifies a file that no store has open, such as a backup, and changes nothing in it. Without the key, blobs
// stay sealed and only their presence is checked. Signatures are not verified. Of a file of an older version the chains and the texts are checked;
// see [Report.Older].
func VerifyFile(ctx context.Context, path string, identity *age.X25519Identity, listing Listing) (_ Report, err error) {
	if info, err := os.Stat(path); err != nil {
		return Report{}, fault.Errorf(fault.Invalid, "the backup could not be opened: %w", err)
	} else if info.Size() == 0 {
		return Report{}, fault.Errorf(fault.Invalid, "%s is empty: %w", path, ErrForeign)
	}
	h, err := openHandle(path, copyDSN(path), 1)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	older, err := olderFile(ctx, h, path)
	if err != nil {
		return Report{}, err
	}
	return verify(ctx, h, &verifier{listing: listing, identity: identity, report: Report{Older: older}})
}

// olderFile reports whether schema or rows of a file are of an older version of the program, and refuses a file that is
// newer, or none.
func olderFile(ctx context.Context, h *sql.DB, path string) (bool, error) {
	files, err := schemaFiles()
	if err != nil {
		return false, err
	}
	newest, err := newestMigration(files)
	if err != nil {
		return false, err
	}
	have, err := checkSchema(ctx, h, path, newest)
	if err != nil {
		return false, err
	}
	if have <= 0 {
		return false, fault.Errorf(fault.Invalid, "%s holds nothing: %w", path, ErrForeign)
	}
	rows, err := readRows(ctx, h)
	return have < newest || !rows.current(), err
}

// verify lets a verifier that has no transaction yet go through all of a database.
func verify(ctx context.Context, h *sql.DB, v *verifier) (Report, error) {
	const doing = "the database could not be verified"
	tx, err := h.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Report{}, wrap(err, doing)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	if v.progress == nil {
		v.progress = func(int, int) {}
	}
	v.tx = tx
	steps := []func(context.Context) error{v.file, v.schema, v.log, v.signedEntries, v.cases, v.strayEvents, v.strayTexts, v.blobs}
	if v.report.Older {
		steps = []func(context.Context) error{v.file, v.schema, v.olderCases, v.strayEvents, v.blobs}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return v.report, wrap(err, doing)
		}
	}
	return v.report, nil
}

// verifier collects what it finds.
type verifier struct {
	tx       querier
	listing  Listing
	identity *age.X25519Identity
	progress func(done, total int)
	signed   CheckSigned // nil leaves signatures unread
	entries  []LogEntry  // of the log of the instance
	report   Report
}

func (v *verifier) found(id disclosure.CaseID, seq int, format string, args ...any) {
	v.report.Problems = append(v.report.Problems, Problem{Case: id, Seq: seq, What: fmt.Sprintf(format, args...)})
}

// file asks SQLite about pages, indexes and foreign keys.
func (v *verifier) file(ctx context.Context) error {
	if err := v.each(ctx, `PRAGMA integrity_check(100)`, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil || text == "ok" {
			return err
		}
		v.found("", 0, "the file is damaged: %s", text)
		return nil
	}); err != nil {
		return err
	}
	return v.each(ctx, `PRAGMA foreign_key_check`, func(scan func(...any) error) error {
		var table, parent string
		var row, key sql.NullInt64
		if err := scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		v.found("", 0, "a row of %s refers to nothing in %s", table, parent)
		return nil
	})
}

// schema looks for the triggers that keep events append-only.
func (v *verifier) schema(ctx context.Context) error {
	for _, name := range v.triggers() {
		var n int
		err := v.tx.QueryRowContext(ctx,
			`SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = $1 AND instr(sql, 'RAISE(ABORT') > 0`, name).
			Scan(&n)
		if err != nil {
			return err
		}
		if n == 0 {
			v.found("", 0, "the trigger %s is gone: what is append-only could be changed", name)
		}
	}
	return nil
}

// triggers are those that a file must have. One of an older schema has no log of its instance.
func (v *verifier) triggers() []string {
	out := []string{"events_no_update", "events_no_delete", "events_in_order", "cases_keep"}
	if v.report.Older {
		return out
	}
	return append(out, "instance_log_no_update", "instance_log_no_delete", "instance_log_in_order")
}

// olderCases goes through the chains of all cases, and leaves alone what an older version derived from them.
func (v *verifier) olderCases(ctx context.Context) error {
	return v.chains(ctx, func(id disclosure.CaseID, events []disclosure.Event) error { return v.blobsOf(ctx, id, events) })
}

// strayEvents looks for events that belong to no case.
func (v *verifier) strayEvents(ctx context.Context) error {
	return v.each(ctx, `SELECT DISTINCT case_id FROM events WHERE case_id NOT IN (SELECT id FROM cases)`,
		func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			v.found(disclosure.CaseID(id), 0, "there are events and no row of the case")
			return err
		})
}

// strayTexts looks for entries of the full text that belong to no case.
func (v *verifier) strayTexts(ctx context.Context) error {
	return v.each(ctx, `SELECT rowid FROM cases_fts WHERE rowid NOT IN (SELECT row FROM cases)`,
		func(scan func(...any) error) error {
			var row int64
			err := scan(&row)
			v.found("", 0, "entry %d of the full text belongs to no case", row)
			return err
		})
}

// blobs proves that every blob is what its name says, and that none is missing that a case refers to.
func (v *verifier) blobs(ctx context.Context) error {
	return v.each(ctx, `SELECT ref, erased IS NOT NULL, salt, body FROM blobs`, func(scan func(...any) error) error {
		var ref string
		var erased bool
		var salt, body []byte
		if err := scan(&ref, &erased, &salt, &body); err != nil {
			return err
		}
		v.report.Blobs++
		if erased || v.identity == nil {
			return nil
		}
		if _, err := unseal(v.identity, disclosure.BlobRef(ref), salt, body); err != nil {
			v.found("", 0, "%s", err)
		}
		return nil
	})
}

// each runs a query and hands over every row.
func (v *verifier) each(ctx context.Context, query string, row func(scan func(...any) error) error, args ...any) error {
	rows, err := v.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
