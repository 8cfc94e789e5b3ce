package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/mattn/go-isatty"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// printJSON prints one value. HTML characters stay as they are: this goes to programs and terminals.
func (s *session) printJSON(v any) error {
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// table prints rows in columns. Cells are made safe for a terminal: what a vendor wrote must not move the cursor.
func (s *session) table(head []string, rows [][]string) error {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.ToUpper(strings.Join(head, "\t")))
	for _, row := range rows {
		for i := range row {
			row[i] = oneLine(row[i])
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		fmt.Fprintln(s.Out, strings.TrimRight(line, " \n"))
	}
	return nil
}

// oneLine keeps printable characters and folds the rest.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(printable, text)), " ")
}

// block makes a text of several lines safe for a terminal.
func block(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return printable(r)
	}, text)
}

func printable(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return ' '
	case r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0):
		return -1
	case (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) || r == 0x200e || r == 0x200f || r == 0x061c:
		return -1
	default:
		return r
	}
}

// created prints the id of something new.
func (s *session) created(id string, more map[string]any) error {
	if !s.json {
		_, err := fmt.Fprintln(s.Out, id)
		return err
	}
	out := map[string]any{"id": id}
	for k, v := range more {
		out[k] = v
	}
	return s.printJSON(out)
}

// confirm asks before something leaves the house. Where nobody can answer it refuses.
func (s *session) confirm(question string, yes bool) error {
	if yes {
		return nil
	}
	if f, ok := s.In.(*os.File); !ok || !terminal(f) {
		return fault.Errorf(fault.Invalid, "%s Nobody is here to answer: repeat with --yes", question)
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

// terminal reports whether a person sits there. /dev/null is a device too, but nobody.
func terminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }

// readText reads a text argument: a file, or the input stream for "-".
func (s *session) readText(path string, limit int64) (string, error) {
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

// when parses a date flag; "" is no date.
func when(flag, value string) (civil.When, error) {
	w, err := civil.ParseWhen(value)
	if err != nil {
		return w, fmt.Errorf("--%s: %w", flag, err)
	}
	return w, nil
}

// dash shows an empty cell.
func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// onTerminal reports whether a person looks at the stream.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && terminal(f)
}

// streamOf returns what a stream writes to in the end.
func streamOf(w io.Writer) io.Writer {
	if s, ok := w.(*sink); ok {
		return s.w
	}
	return w
}

// caseID reads the id of a case; nobody wants to type capital letters.
func caseID(text string) disclosure.CaseID {
	return disclosure.CaseID(strings.ToUpper(strings.TrimSpace(text)))
}

// line prints one line, whatever stands in it.
func (s *session) line(text string) { fmt.Fprintln(s.Out, oneLine(text)) }
