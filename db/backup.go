package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

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

// Restored says what [Restore] did.
type Restored struct {
	Report Report // of the backup
	Aside  string // where the replaced database is now; "" when there was none
}

// Restore puts a backup in the place of a database that no process has open. The backup is verified first; one that
// is not clean, or that a newer program wrote, is refused. The old database is kept beside the new one.
func Restore(ctx context.Context, from, to string, listing Listing) (Restored, error) {
	report, err := VerifyFile(ctx, from, nil, listing)
	if err != nil {
		return Restored{Report: report}, err
	}
	if err := report.Err(); err != nil {
		return Restored{Report: report}, fmt.Errorf("%s was not restored: %w", from, err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return Restored{Report: report}, fault.Errorf(fault.Invalid, "the folder could not be made: %w", err)
	}
	part := to + ".restore"
	if err := vacuumInto(ctx, from, part); err != nil {
		return Restored{Report: report}, err
	}
	aside, err := putAside(ctx, to)
	if err == nil {
		err = publishFile(part, to)
	}
	if err != nil {
		return Restored{Report: report, Aside: aside}, errors.Join(err, removeIfThere(part))
	}
	return Restored{Report: report, Aside: aside}, nil
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
