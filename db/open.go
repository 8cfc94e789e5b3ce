package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filippo.io/age"
	"modernc.org/sqlite"

	"daylight/disclosure/fault"
)

// readers is how many connections read at once.
const readers = 4

// Options are the parts of a [command.Store].
type Options struct {
	Path     string              // of the database file
	Create   bool                // makes file and folder where there is none; else a missing or empty file is refused
	Listing  Listing             // what lists show of a case
	Identity *age.X25519Identity // seals and opens blobs; see [LoadOrCreateKey]
	Beside   *Key                // whose folder knows how far the database has come; nil keeps nothing outside of the file
	Logger   *slog.Logger        // nil logs nothing
	Clock    func() time.Time    // UTC; nil is the system's clock
	Progress func(Rewriting)     // told how far the rewriting of all cases is; may be nil
	Signed   CheckSigned         // verifies signatures again; nil leaves them unread
	Lanes    []Lane              // what can be paused, each by itself
	// Live says that something of this program reaches others than the team that rehearses. Then nothing runs before the rehearsal of
	// the instance has ended; see [Store.EndRehearsal].
	Live bool

	batch int // cases that are rewritten in one transaction; 0 is the usual number, tests choose fewer
}

// Store is the store on SQLite: one connection that writes and a small pool that reads. It is safe for concurrent
// use, and several processes on one machine may share the file.
type Store struct {
	path     string
	listing  Listing
	identity *age.X25519Identity
	log      *slog.Logger
	clock    func() time.Time
	progress func(Rewriting)
	signed   CheckSigned
	lanes    []Lane
	paused   string // see [pauseClause]
	batch    int    // see Options
	create   bool
	live     bool
	outside  *outside // nil keeps nothing outside of the file
	w        *sql.DB
	r        *sql.DB
	course   course // how far the file has come, and how far what lies outside
	crowd    crowd  // changes that wait for w
	kept     statements
	// claims has the prepared statements of [Store.Claim] by number of queues: they take longer to parse than to run.
	claimsMu sync.Mutex
	claims   map[int]*sql.Stmt
}

// Open opens the database and brings an older schema up to date after a backup. It makes one only when it is told to. When
// an older version of the program wrote what is derived from events, it writes all of it anew, which can take minutes; a
// cancelled Open goes on where it was the next time. It fails with [ErrMissing], [ErrNewerSchema], [ErrWrongKey],
// [ErrOtherInstance] or [ErrForeign] rather than guess, and leaves a database as it is of which a chain is broken.
//
// A restored database, and one that is older than what is known beside its key, opens and waits for a person: see
// [Store.Held].
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Identity == nil {
		return nil, fault.Errorf(fault.Invalid, "the database %s needs its key file", o.Path)
	}
	if o.Listing == nil {
		return nil, fault.Errorf(fault.Internal, "the store was not told how cases are listed")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = func() time.Time { return time.Now().UTC() } //nolint:forbidigo // the edge: the default of Options.Clock
	}
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the path of the database is wrong: %w", err)
	}
	if err := o.mayBegin(path); err != nil {
		return nil, err
	}
	if err := prepareFile(path, o.Create); err != nil {
		return nil, err
	}
	paused, err := pauseClause(o.Lanes)
	if err != nil {
		return nil, err
	}
	hardenDriver(o.Logger)
	s := &Store{
		path: path, listing: o.Listing, identity: o.Identity, log: o.Logger, clock: o.Clock, claims: map[int]*sql.Stmt{},
		progress: o.Progress, signed: o.Signed, lanes: o.Lanes, paused: paused, batch: cmp.Or(o.batch, rewriteBatch), create: o.Create, live: o.Live,
		crowd: crowd{writer: make(chan struct{}, 1)},
	}
	if o.Beside != nil {
		s.outside = &outside{key: o.Beside}
	}
	if s.w, err = openHandle(path, writerDSN(path), 1); err != nil {
		return nil, err
	}
	if err := s.prepareCalmly(ctx); err != nil {
		return nil, errors.Join(err, s.w.Close())
	}
	if s.r, err = openHandle(path, readerDSN(path), readers); err != nil {
		return nil, errors.Join(err, s.w.Close())
	}
	return s, nil
}

// mayBegin refuses to make an empty database for a key whose database was worked on: numbers of cases would begin again,
// and nobody would notice that the old ones are gone.
func (o Options) mayBegin(path string) error {
	if info, err := os.Stat(path); !o.Create || o.Beside == nil || err == nil && info.Size() > 0 {
		return nil
	}
	at, ok, err := outside{key: o.Beside}.read()
	if err != nil || !ok {
		return err
	}
	return fault.Errorf(fault.Refused, "the key %s belongs to a database that had seen %d changes by %s, and %s is gone or empty: restore a backup; "+
		"only to begin anew, move the key and %s away: %w", o.Beside.path, at.Sequence, at.At.UTC().Format("2006-01-02 15:04:05 UTC"), path, outside{key: o.Beside}.path(), ErrMissing)
}

// prepareCalmly repeats prepare while another process that starts on the same new file holds it: switching to the
// write-ahead log does not wait for the lock like everything else does.
func (s *Store) prepareCalmly(ctx context.Context) error {
	for try := 0; ; try++ {
		err := s.prepare(ctx)
		if err == nil || !isBusy(err) || try == 50 {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// prepare checks the key and brings the schema and the rows of cases up to date. A file that is refused is refused
// before anything in it changes, so what has to hold for the rows comes before the migration.
func (s *Store) prepare(ctx context.Context) error {
	have, err := s.schema(ctx)
	if err != nil {
		return err
	}
	if have <= 0 && !s.create {
		return fault.Errorf(fault.Invalid, "%s holds no case yet, not even the tables for one: %w", s.path, ErrMissing)
	}
	if have > 0 {
		if err := s.checkKey(ctx); err != nil {
			return err
		}
		if err := s.beginRewrite(ctx); err != nil {
			return err
		}
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.checkKey(ctx); err != nil {
		return err
	}
	if err := s.rewrite(ctx); err != nil {
		return err
	}
	return s.findStanding(ctx)
}

// Close ends all connections. The write-ahead log is folded into the file first: the last connection to close does so by itself, but a reader
// that is still busy would be that one, and cannot. What is put in the place of the file later must not find a log that belongs to another.
func (s *Store) Close() error {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	_, folded := s.w.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return errors.Join(s.keepOutside(true), wrap(errors.Join(folded, s.r.Close(), s.w.Close()), "the database could not be closed"))
}

// Path returns the absolute path of the file.
func (s *Store) Path() string { return s.path }

// now is the clock's time as it is stored.
func (s *Store) now() int64 { return s.clock().UnixMicro() }

// prepareFile makes folder and file, where that is wanted, with modes that keep others out. An existing file is never
// opened here: closing any descriptor of a database file drops the POSIX locks that SQLite holds on it in this process.
func prepareFile(path string, create bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && create:
		return makeFile(path)
	case errors.Is(err, fs.ErrNotExist):
		return fault.Errorf(fault.Invalid, "%s is not there: %w", path, ErrMissing)
	case err != nil:
		return fault.Errorf(fault.Invalid, "the database could not be reached: %w", err)
	case !info.Mode().IsRegular():
		return fault.Errorf(fault.Invalid, "%s is not a file", path)
	case info.Size() == 0 && !create:
		return fault.Errorf(fault.Invalid, "%s has 0 bytes, so something emptied it: %w", path, ErrMissing)
	case info.Mode().Perm()&0o077 != 0:
		if err := os.Chmod(path, 0o600); err != nil {
			return fault.Errorf(fault.Invalid, "others can read the database %s: %w", path, err)
		}
	}
	return nil
}

func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Errorf(fault.Invalid, "the folder of the database could not be made: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) //nolint:gosec // G304: the operator's own path
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was faster
	}
	if err != nil {
		return fault.Errorf(fault.Invalid, "the database could not be made: %w", err)
	}
	return f.Close()
}

// hardenDriver switches on two settings of the driver that hold for the process: pragmas of one statement only, and
// locks that survive when something else in the process opens and closes the file.
func hardenDriver(log *slog.Logger) {
	sqlite.StrictPragmas(true)
	if _, err := sqlite.OFDLocking(true); err != nil {
		log.Debug("locks of the database are POSIX locks", "reason", err)
	}
}

func openHandle(path, dsn string, conns int) (*sql.DB, error) {
	h, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the database %s could not be opened: %w", path, err)
	}
	// Connections are kept: a new one has to read the schema again.
	h.SetMaxOpenConns(conns)
	h.SetMaxIdleConns(conns)
	return h, nil
}

func writerDSN(path string) string {
	return dsn(path, url.Values{
		"_txlock":    {"immediate"}, // a transaction that starts reading cannot always become a writing one
		"_defensive": {"1"},
		"_dqs":       {"0"},
		"_pragma": {
			"busy_timeout(5000)", "journal_mode(WAL)",
			"synchronous(FULL)", // with NORMAL a power cut could undo "sent", and the mail would leave twice
			"foreign_keys(1)",
			"recursive_triggers(1)", // else REPLACE deletes a row without asking its triggers
			"trusted_schema(0)", "secure_delete(1)", "temp_store(2)",
			"journal_size_limit(67108864)", // 64 MiB
			"cache_size(-4000)",
		},
	})
}

func readerDSN(path string) string {
	return dsn(path, url.Values{
		"mode":       {"ro"},
		"_defensive": {"1"},
		"_dqs":       {"0"},
		"_pragma": {
			"busy_timeout(5000)", "query_only(1)", "trusted_schema(0)", "temp_store(2)", "cache_size(-4000)",
		},
	})
}

// dsn writes the address of a file. Without the scheme the driver would ignore mode=ro silently.
func dsn(path string, q url.Values) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs // a relative path would be read as the host of the address
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}
