package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"daylight/disclosure/fault"
)

// Backup writes a consistent copy of the database into a new file, mode 0600, and verifies the copy. The file
// appears under its name only when it is whole and clean. A file of that name is never replaced. Blobs stay sealed:
// the copy is worth nothing without the key file.
func (s *Store) Backup(ctx context.Context, file string) (Report, error) {
	if err := mustNotExist(file); err != nil {
		return Report{}, err
	}
	part := file + ".part"
	if err := mustNotExist(part); err != nil {
		return Report{}, err
	}
	report, err := s.backup(ctx, part, file)
	if err != nil {
		err = errors.Join(err, removeIfThere(part))
	}
	return report, err
}

func (s *Store) backup(ctx context.Context, part, file string) (Report, error) {
	if err := s.copyTo(ctx, part); err != nil {
		return Report{}, err
	}
	report, err := VerifyFile(ctx, part, nil, s.listing)
	if err != nil {
		return report, err
	}
	if err := report.Err(); err != nil {
		return report, fmt.Errorf("the copy is not clean, it was removed: %w", err)
	}
	return report, publishFile(part, file)
}

// copyTo writes a consistent copy into a new file. It runs on a connection of its own: readers and the writer go on.
func (s *Store) copyTo(ctx context.Context, file string) error {
	return vacuumInto(ctx, s.path, file)
}

// vacuumInto copies a database. Copying the file itself would miss the write-ahead log, and closing the descriptor
// would drop SQLite's locks.
func vacuumInto(ctx context.Context, from, to string) error {
	const doing = "the database could not be copied"
	// SQLite would make the file readable for the group; it takes an empty one as it is.
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // G304: the operator's own path
	if err != nil {
		return fault.Errorf(fault.Invalid, doing+": %w", err)
	}
	if err := f.Close(); err != nil {
		return wrap(err, doing)
	}
	h, err := openHandle(from, copyDSN(from), 1)
	if err != nil {
		return err
	}
	_, err = h.ExecContext(ctx, `VACUUM INTO $1`, to)
	if err = errors.Join(err, h.Close()); err != nil {
		return errors.Join(wrap(err, doing), removeIfThere(to))
	}
	return wrap(syncFile(to), doing)
}

// copyDSN opens a database to copy it. The connection could write, which it needs to read a write-ahead log that a
// crash left behind.
func copyDSN(path string) string {
	return dsn(path, url.Values{
		"mode": {"rw"}, "_defensive": {"1"},
		"_pragma": {"busy_timeout(5000)", "trusted_schema(0)", "temp_store(2)"},
	})
}

// RestoreOptions say what is restored and for whom.
type RestoreOptions struct {
	From, To string // a backup, and the database whose place it takes
	Listing  Listing
	By       string // who restores
	Clock    func() time.Time
}

// Restored says what [Restore] did.
type Restored struct {
	Report Report      // of the backup
	Aside  string      // where the replaced database is now; "" when there was none
	Lost   *Comparison // what that one knows more; nil when there was none
}

// Restore puts a backup in the place of a database that no process has open. The backup is verified first; one that
// is not clean, that a newer program wrote, or that is of another instance, is refused. The old database is kept beside
// the new one, and compared with it. The restored one begins a new epoch and waits for a person: see [Store.Held].
func Restore(ctx context.Context, o RestoreOptions) (Restored, error) {
	report, err := VerifyFile(ctx, o.From, nil, o.Listing)
	if err != nil {
		return Restored{Report: report}, err
	}
	if err := report.Err(); err != nil {
		return Restored{Report: report}, fmt.Errorf("%s was not restored: %w", o.From, err)
	}
	if err := sameInstance(ctx, o.From, o.To); err != nil {
		return Restored{Report: report}, err
	}
	if err := os.MkdirAll(filepath.Dir(o.To), 0o700); err != nil {
		return Restored{Report: report}, fault.Errorf(fault.Invalid, "the folder could not be made: %w", err)
	}
	part := o.To + ".restore"
	if err := vacuumInto(ctx, o.From, part); err != nil {
		return Restored{Report: report}, err
	}
	out := Restored{Report: report}
	if out.Aside, err = putAside(ctx, o.To); err == nil {
		if out.Aside != "" {
			out.Lost = compare(ctx, out.Aside, part)
		}
		err = noteRestore(ctx, part, o, out)
	}
	if err == nil {
		err = publishFile(part, o.To)
	}
	if err != nil {
		return out, errors.Join(err, removeIfThere(part))
	}
	return out, nil
}

// noteRestore writes into the restored file that it was restored. The next start puts it into the log of the instance:
// only then the schema is surely that of this program.
func noteRestore(ctx context.Context, file string, o RestoreOptions, did Restored) (err error) {
	const doing = "the restore could not be noted"
	e := LogEntry{By: o.By, Lost: did.Lost, Text: fmt.Sprintf("restored on %s from %s", o.Clock().UTC().Format("2006-01-02 15:04:05 UTC"), filepath.Base(o.From))}
	if did.Aside != "" {
		e.Text += "; the database before is kept as " + filepath.Base(did.Aside)
	}
	text, err := json.Marshal(e)
	if err != nil {
		return wrap(err, doing)
	}
	h, err := openHandle(file, dsn(file, url.Values{"mode": {"rw"}, "_pragma": {"journal_mode(DELETE)", "synchronous(FULL)"}}), 1)
	if err != nil {
		return err
	}
	_, err = h.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		metaRestored, string(text))
	return wrap(errors.Join(err, h.Close()), doing)
}

// putAside renames a database and the files that belong to it, so that a mistaken restore can be taken back.
func putAside(ctx context.Context, path string) (string, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err := quiesce(ctx, path); err != nil {
		return "", err
	}
	aside := ""
	for n := 1; aside == ""; n++ {
		name := fmt.Sprintf("%s.old-%d", path, n)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			aside = name
		}
	}
	// A log of the old database beside the new one would be replayed into it.
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fault.Errorf(fault.Invalid, "the old database could not be put aside: %w", err)
		}
	}
	return aside, nil
}

// quiesce makes sure that nobody has the database open: leaving WAL mode needs it alone. A file that is too broken
// to be opened is in nobody's use that could be harmed.
func quiesce(ctx context.Context, path string) error {
	h, err := openHandle(path, dsn(path, url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(1000)"}}), 1)
	if err != nil {
		return err
	}
	var mode string
	err = h.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	inUse := isBusy(err) || err == nil && mode != "delete"
	if err := errors.Join(h.Close(), ctx.Err()); err != nil {
		return wrap(err, "the old database could not be closed")
	}
	if inUse {
		return fault.Errorf(fault.Conflict, "the database %s is in use: stop the bot first", path)
	}
	return nil
}

// publishFile gives a finished file its name. Unlike a rename it fails when the name was taken meanwhile.
func publishFile(part, file string) error {
	if err := os.Link(part, file); err != nil {
		return fault.Errorf(fault.Invalid, "%s could not be written: %w", file, err)
	}
	if err := errors.Join(os.Remove(part), syncDir(filepath.Dir(file))); err != nil {
		return fault.Errorf(fault.Internal, "%s was written and could not be made durable: %w", file, err)
	}
	return nil
}

func mustNotExist(file string) error {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return fault.Errorf(fault.Conflict, "%s already exists: choose another name", file)
	}
	return nil
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func syncFile(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0) //nolint:gosec // G304: a file that was just written
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
