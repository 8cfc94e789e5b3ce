package db

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"daylight/disclosure/fault"
)

// servant is who runs the jobs of a database.
type servant struct {
	Host  string    `json:"host"`
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// Serve makes this process the only one that runs the jobs of a database, until release. The lock belongs to the
// process: the system takes it back when the process dies, however it dies. Other commands need no lock. A second
// process fails with code Conflict and the name of the first.
func Serve(path string, now time.Time) (release func() error, err error) {
	const doing = "the lock of the database could not be taken: %w"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil { //nolint:gosec // G703: the operator's own path
		return nil, fault.Errorf(fault.Invalid, doing, err)
	}
	name := path + ".serve"
	lock := flock.New(name, flock.SetPermissions(0o600))
	mine, err := lock.TryLock()
	if err != nil {
		return nil, fault.Errorf(fault.Unavailable, doing, err)
	}
	if !mine {
		return nil, errors.Join(servedBy(path, name), lock.Close())
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this host"
	}
	text, err := json.Marshal(servant{Host: host, PID: os.Getpid(), Since: now.UTC().Truncate(time.Second)})
	if err == nil {
		// Written in place: the lock is on this file, so it must stay the same one.
		err = os.WriteFile(name, append(text, '\n'), 0o600) //nolint:gosec // G703: the operator's own path
	}
	if err != nil {
		return nil, errors.Join(fault.Errorf(fault.Unavailable, doing, err), lock.Close())
	}
	return lock.Close, nil
}

// servedBy is the error of a second process that wants to run the jobs.
func servedBy(path, name string) error {
	who := "another process"
	var by servant
	text, err := os.ReadFile(name) //nolint:gosec // G304: beside the operator's own database
	if err == nil && json.Unmarshal(text, &by) == nil && by.PID > 0 {
		who = fmt.Sprintf("process %d on %s, since %s", by.PID, by.Host, by.Since.Format("2006-01-02 15:04:05 UTC"))
	} else if errors.Is(err, fs.ErrPermission) {
		who = "another process, of another user"
	}
	return fault.Errorf(fault.Conflict, "%s is served already, by %s: stop that one first", path, who)
}
