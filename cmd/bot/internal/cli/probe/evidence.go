package probe

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/batch"
)

// evidence writes one record per probe. Each holds the hash of the line before it, so that none can be taken out or
// changed without the rest showing it. A nil evidence writes nothing.
type evidence struct {
	f    *os.File
	w    *bufio.Writer
	n    int
	prev [sha256.Size]byte
	done map[int][4]byte // lines of the list that have a record, with the beginning of the hash of what stands there
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
		Number  int    `json:"n"`
		Prev    string `json:"prev"`    // SHA-256 of the line before, without its end; zeros for the first
		Line    int    `json:"line"`    // of the list
		Written string `json:"written"` // SHA-256 of what stands in that line, its first 8 digits
		observed.Observation
	}{e.n, hex.EncodeToString(e.prev[:]), r.Line, fmt.Sprintf("%x", markOf(r.Written)), r.Observation})
	if err != nil {
		return fault.Errorf(fault.Internal, "a record cannot be written: %w", err)
	}
	e.prev = sha256.Sum256(line)
	if _, err := e.w.Write(append(line, '\n')); err != nil {
		return fault.Errorf(fault.Unavailable, "a record cannot be written: %w", err)
	}
	return nil
}

// flush hands the records to the operating system, so that the end of this process loses none.
func (e *evidence) flush() error {
	if e == nil {
		return nil
	}
	return e.w.Flush()
}

// markOf tells whether a line of a list is still the one that was asked.
func markOf(written string) [4]byte {
	sum := sha256.Sum256([]byte(written))
	return [4]byte(sum[:4])
}

// known returns the lines that have a record.
func (e *evidence) known() map[int][4]byte {
	if e == nil {
		return nil
	}
	return e.done
}

// has reports whether a line of the list has its record. A line that changed since has none.
func (e *evidence) has(line int, written string) bool {
	mark, ok := e.known()[line]
	return ok && mark == markOf(written)
}

// maxRecord bounds one record, in bytes.
const maxRecord = 1 << 20

// resumeEvidence opens records that are there to add to them. What a kill tore off at the end is cut, so that the chain goes on
// from the last whole record; a record that does not fit to the one before it is refused, because somebody changed the file.
func resumeEvidence(name string) (_ *evidence, err error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // the caller names the file
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "--resume needs the records of the run that was broken off: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	e := &evidence{f: f, w: bufio.NewWriterSize(f, 64<<10), done: map[int][4]byte{}}
	whole, err := e.read(f)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(whole); err != nil {
		return nil, fault.Errorf(fault.Unavailable, "the torn end of %s cannot be cut off: %w", name, err)
	}
	if _, err := f.Seek(whole, io.SeekStart); err != nil {
		return nil, fault.Errorf(fault.Unavailable, "the records cannot be continued: %w", err)
	}
	return e, nil
}

// read follows the chain and returns where the last whole record ends.
func (e *evidence) read(f io.Reader) (whole int64, _ error) {
	in := bufio.NewReaderSize(f, maxRecord)
	for {
		line, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return whole, nil // what is left has no end: it was torn
		case err != nil:
			return 0, fault.Errorf(fault.Invalid, "the records cannot be read behind number %d: %w", e.n, err)
		}
		end := int64(len(line))
		line = line[:len(line)-1]
		var r struct {
			Number  int    `json:"n"`
			Prev    string `json:"prev"`
			Line    int    `json:"line"`
			Written string `json:"written"`
		}
		if err := json.Unmarshal(line, &r); err != nil || r.Number != e.n+1 || r.Prev != hex.EncodeToString(e.prev[:]) {
			return 0, fault.Errorf(fault.Invalid, "record %d does not follow from the one before it: this file was changed, or it is not one of --evidence", e.n+1)
		}
		mark, err := hex.DecodeString(r.Written)
		if err != nil || len(mark) != 4 || r.Line < 1 {
			return 0, fault.Errorf(fault.Invalid, "record %d does not say which line of the list it is of: it was written by an older version, so begin anew with --evidence", e.n+1)
		}
		e.n, e.prev, e.done[r.Line] = r.Number, sha256.Sum256(line), [4]byte(mark)
		whole += end
	}
}

// Close brings the records to the disk.
func (e *evidence) Close() error {
	if e == nil {
		return nil
	}
	return errors.Join(e.w.Flush(), e.f.Sync(), e.f.Close())
}
