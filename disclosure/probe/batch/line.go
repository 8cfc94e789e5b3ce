package batch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"daylight/disclosure/fault"
)

// maxLine bounds a line of the list, in bytes.
const maxLine = 16 << 10

// line is one target of a list, as it was written.
type line struct {
	number int
	end    int64 // bytes of the list up to here
	target string
	kind   string
	key    string
	owner  string
	err    error
}

// lines reads a list with one target per line. Empty lines and lines that begin with # are skipped.
type lines struct {
	r    *bufio.Reader
	line int
	read int64
}

func newLines(r io.Reader) *lines { return &lines{r: bufio.NewReaderSize(r, maxLine)} }

// next returns the next target. ok is false at the end of the list. An error ends the list too.
func (l *lines) next() (_ line, ok bool, _ error) {
	for {
		text, err := l.r.ReadSlice('\n')
		l.line++
		l.read += int64(len(text))
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			var more []byte
			more, err = l.r.ReadSlice('\n')
			l.read += int64(len(more))
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return line{}, false, fault.Errorf(fault.Unavailable, "the list cannot be read: %w", err)
		}
		found := line{number: l.line, end: l.read}
		if long {
			found.err = fault.Errorf(fault.Invalid, "the line has more than %d bytes", maxLine)
			return found, true, nil
		}
		if l.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if text = bytes.TrimSpace(text); len(text) > 0 && text[0] != '#' {
			found.parse(text)
			return found, true, nil
		}
		if errors.Is(err, io.EOF) {
			return line{}, false, nil
		}
	}
}

// parse reads a target, alone or in a JSON object. Errors do not repeat the text: there may be a password in it.
func (l *line) parse(text []byte) {
	if text[0] != '{' {
		l.target = string(text)
		return
	}
	var object struct {
		Target string `json:"target"`
		Kind   string `json:"kind"`
		Key    string `json:"key"`
		Owner  string `json:"owner"`
	}
	switch err := json.Unmarshal(text, &object); {
	case err != nil:
		l.err = fault.Errorf(fault.Invalid, `this is not a JSON object: write {"target": …, "kind": …, "key": …, "owner": …} on one line`)
	case object.Target == "":
		l.err = fault.Errorf(fault.Invalid, `the object has no "target"`)
	}
	l.target, l.kind, l.key, l.owner = object.Target, object.Kind, object.Key, object.Owner
}
