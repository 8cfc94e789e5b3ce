package probe

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe/batch"
)

// evidence writes one record per probe. Each holds the hash of the line before it, so that none can be taken out or
// changed without the rest showing it. A nil evidence writes nothing.
type evidence struct {
	f    *os.File
	w    *bufio.Writer
	n    int
	prev [sha256.Size]byte
}

func newEvidence(name string) (*evidence, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // nobody wants records
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the caller names the file
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "--evidence needs a file that is not there yet: %w", err)
	}
	return &evidence{f: f, w: bufio.NewWriterSize(f, 64<<10)}, nil
}

func (e *evidence) add(r batch.Result) error {
	if e == nil || r.Observation.Kind == "" {
		return nil
	}
	e.n++
	line, err := json.Marshal(struct {
		Number int    `json:"n"`
		Prev   string `json:"prev"` // SHA-256 of the line before, without its end; zeros for the first
		disclosure.Observation
	}{e.n, hex.EncodeToString(e.prev[:]), r.Observation})
	if err != nil {
		return fault.Errorf(fault.Internal, "a record cannot be written: %w", err)
	}
	e.prev = sha256.Sum256(line)
	if _, err := e.w.Write(append(line, '\n')); err != nil {
		return fault.Errorf(fault.Unavailable, "a record cannot be written: %w", err)
	}
	return nil
}

// Close brings the records to the disk.
func (e *evidence) Close() error {
	if e == nil {
		return nil
	}
	return errors.Join(e.w.Flush(), e.f.Sync(), e.f.Close())
}
