package db

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Errors of the database as a whole, to be told apart by errors.Is.
var (
	// ErrNewerSchema says that a newer version of the program wrote the file.
	ErrNewerSchema = errors.New("the schema is newer than this program")
	// ErrWrongKey says that the file was written with another key.
	ErrWrongKey = errors.New("the key does not fit the database")
	// ErrForeign says that the file is an SQLite database of something else.
	ErrForeign = errors.New("not a database of this program")
	// ErrMissing says that there is no file, or one of 0 bytes. Opening a database does not make one.
	ErrMissing = errors.New("there is no database")
	// ErrOtherInstance says that the file is the database of another instance than the one that the key belongs to.
	ErrOtherInstance = errors.New("the database of another instance")
	// ErrRehearsing says that something is live in an instance whose rehearsal nobody has ended.
	ErrRehearsing = errors.New("two people end the rehearsal before anything is live")
	// ErrHeld says that the database was restored, and that a person has to say that work goes on.
	ErrHeld = errors.New("the database was restored and waits for a person")
)

// wrap turns an error of the database into one with a code. Errors that carry one, cancelled contexts and lost
// leases pass unchanged.
func wrap(err error, doing string) error {
	if err == nil || errors.Is(err, ledger.ErrLeaseLost) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if _, coded := errors.AsType[*fault.Error](err); coded {
		return err
	}
	switch {
	case isBusy(err):
		return fault.Errorf(fault.Unavailable, "%s: the database is busy, try again: %w", doing, err)
	case primary(err) == sqlite3.SQLITE_FULL:
		return fault.Errorf(fault.Unavailable, "%s: the disk is full: %w", doing, err)
	default:
		return fault.Errorf(fault.Internal, "%s: %w", doing, err)
	}
}

// primary returns SQLite's primary result code, 0 when err is not of SQLite.
func primary(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// isBusy reports whether err says that somebody else holds a lock.
func isBusy(err error) bool {
	code := primary(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
}

// isUnique reports whether err is the violation of a UNIQUE or PRIMARY KEY constraint.
func isUnique(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}
