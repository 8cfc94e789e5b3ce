package session

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"daylight/disclosure/fault"
)

// Confirm asks before something leaves the house. Where nobody can answer it refuses.
func (s *Session) Confirm(question string, yes bool) error {
	if yes {
		return nil
	}
	if f, ok := s.In.(*os.File); !ok || !terminal(f) {
		return fault.Errorf(fault.Invalid, "%s There is no terminal to answer on: repeat with --yes", question)
	}
	fmt.Fprintf(s.Err, "%s [y/N] ", question)
	line, err := bufio.NewReader(s.In).ReadString('\n')
	if err != nil && line == "" {
		return fault.Errorf(fault.Refused, "not confirmed: nothing was done")
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return nil
	default:
		return fault.Errorf(fault.Refused, "not confirmed: nothing was done")
	}
}

// ReadText reads a text argument: a file, or the input stream for "-".
func (s *Session) ReadText(path string, limit int64) (string, error) {
	in := s.In
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // the caller names the file
		if err != nil {
			return "", fault.Errorf(fault.Invalid, "the file cannot be read: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "the text cannot be read: %w", err)
	}
	if int64(len(b)) > limit {
		return "", fault.Errorf(fault.Invalid, "the text is longer than %d bytes", limit)
	}
	return string(b), nil
}

// terminal reports whether a person sits there. /dev/null is a device too, but nobody.
func terminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }

// OnTerminal reports whether a person looks at the stream, also at one that a session watches.
func OnTerminal(w io.Writer) bool {
	if s, ok := w.(*sink); ok {
		w = s.w
	}
	f, ok := w.(*os.File)
	return ok && terminal(f)
}
