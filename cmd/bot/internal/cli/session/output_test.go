package session

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/disclosure/fault"
)

func TestATableHasNoBlanksAtItsEdge(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := &Session{Streams: Streams{Out: &out}}
	if err := s.Table([]string{"id", "name", "text"}, [][]string{{"1", "a\tb", ""}, {"22", "long name", "x"}}); err != nil {
		t.Fatal(err)
	}
	const want = "ID  NAME       TEXT\n1   a b\n22  long name  x\n"
	if out.String() != want {
		t.Errorf("got\n%s, want\n%s", out.String(), want)
	}
}

func TestWordsAreQuotedAsAShellTakesThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		".": ".", "/srv/team": "/srv/team", "my dir": "'my dir'", "it's": `'it'\''s'`, "$(rm)": "'$(rm)'", "": "''", "é": "'é'",
	} {
		if got := quote(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

func TestNobodyAtTheKeyboardMeansNo(t *testing.T) {
	t.Parallel()
	var screen bytes.Buffer
	s := &Session{Streams: Streams{In: strings.NewReader("yes\n"), Out: &screen, Err: &screen}}
	if err := s.Confirm("Send?", true); err != nil {
		t.Errorf("--yes asks all the same: %v", err)
	}
	if err := s.Confirm("Send?", false); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "--yes") {
		t.Errorf("a pipe cannot confirm: %v", err)
	}
}

func TestErrorsBecomeExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		err     error
		started bool
		want    int
	}{
		{"nothing wrong", nil, true, ExitOK},
		{"the call was not understood", errors.New("unknown flag"), false, ExitUsage},
		{"wrong input", fault.Errorf(fault.Invalid, "x"), true, ExitUsage},
		{"something that is not there", fault.Errorf(fault.NotFound, "x"), true, ExitUsage},
		{"a rule says no", fault.Errorf(fault.Refused, "x"), true, ExitRefused},
		{"the role says no", fault.Errorf(fault.Forbidden, "x"), true, ExitRefused},
		{"somebody was faster", fault.Errorf(fault.Conflict, "x"), true, ExitFailed},
		{"something does not answer", fault.Errorf(fault.Unavailable, "x"), true, ExitFailed},
		{"a defect", errors.New("x"), true, ExitFailed},
		{"the reason is on the screen already", &quiet{code: ExitRefused}, true, ExitRefused},
		{"the reason is on the screen and closing failed", errors.Join(&quiet{code: ExitRefused}, errors.New("x")), true, ExitRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var screen bytes.Buffer
			s := &Session{Streams: Streams{Err: &screen}, started: c.started}
			if got := s.report(c.err); got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
		})
	}
}

func BenchmarkTable(b *testing.B) {
	rows := make([][]string, 1000)
	for b.Loop() {
		for i := range rows {
			rows[i] = []string{"DL-2020-0001", "reported closed", "NextMotion", "2020-01-27", "–", "Open S3 bucket with patient files"}
		}
		s := &Session{Streams: Streams{Out: &bytes.Buffer{}}}
		if err := s.Table([]string{"case", "state", "vendor", "contacted", "next due", "title"}, rows); err != nil {
			b.Fatal(err)
		}
	}
}

func TestATerminalIsSeenBehindWhatWatchesTheOutput(t *testing.T) {
	t.Parallel()
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("there is no terminal to be had here: ", err)
	}
	defer tty.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	none := func(string) string { return "" }
	if s := New(Streams{Out: tty}, none); !OnTerminal(s.Out) {
		t.Error("a terminal is taken for a file: what moves its cursor would reach it")
	}
	if s := New(Streams{Out: file}, none); OnTerminal(s.Out) {
		t.Error("a file is taken for a terminal")
	}
}
