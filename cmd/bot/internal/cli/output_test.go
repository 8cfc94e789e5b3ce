package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func TestNothingInACellMovesTheCursor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, line, block string }{
		{"plain", "Société générale", "Société générale", "Société générale"},
		{"colours", "a\x1b[31mred", "a[31mred", "a[31mred"},
		{"a title of the window", "\x1b]0;owned\x07x", "]0;ownedx", "]0;ownedx"},
		{"C1 controls", "a\u009b31mb", "a31mb", "a31mb"},
		{"lines and tabs", "a\tb\r\nc\n", "a b c", "a b \nc\n"},
		{"a direction that turns the text", "abc\u202etxt.exe", "abctxt.exe", "abctxt.exe"},
		{"isolates", "\u2066a\u2069\u200f", "a", "a"},
		{"delete and nothing", "a\x7f\x00b", "ab", "ab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := oneLine(c.text); got != c.line {
				t.Errorf("one line: %q, want %q", got, c.line)
			}
			if got := block(c.text); got != c.block {
				t.Errorf("block: %q, want %q", got, c.block)
			}
		})
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("a\x1b[31m\u202e\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range oneLine(text) {
			if r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) {
				t.Fatalf("%q keeps %U", text, r)
			}
		}
	})
}

func TestATableHasNoBlanksAtItsEdge(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := &session{Streams: Streams{Out: &out}}
	if err := s.table([]string{"id", "name", "text"}, [][]string{{"1", "a\tb", ""}, {"22", "long name", "x"}}); err != nil {
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
	s := &session{Streams: Streams{In: strings.NewReader("yes\n"), Out: &screen, Err: &screen}}
	if err := s.confirm("Send?", true); err != nil {
		t.Errorf("--yes asks all the same: %v", err)
	}
	if err := s.confirm("Send?", false); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "--yes") {
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
		{"nothing wrong", nil, true, exitOK},
		{"the call was not understood", errors.New("unknown flag"), false, exitUsage},
		{"wrong input", fault.Errorf(fault.Invalid, "x"), true, exitUsage},
		{"something that is not there", fault.Errorf(fault.NotFound, "x"), true, exitUsage},
		{"a rule says no", fault.Errorf(fault.Refused, "x"), true, exitRefused},
		{"the role says no", fault.Errorf(fault.Forbidden, "x"), true, exitRefused},
		{"somebody was faster", fault.Errorf(fault.Conflict, "x"), true, exitFailed},
		{"something does not answer", fault.Errorf(fault.Unavailable, "x"), true, exitFailed},
		{"a defect", errors.New("x"), true, exitFailed},
		{"the reason is on the screen already", &quiet{code: exitRefused}, true, exitRefused},
		{"the reason is on the screen and closing failed", errors.Join(&quiet{code: exitRefused}, errors.New("x")), true, exitRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var screen bytes.Buffer
			s := &session{Streams: Streams{Err: &screen}, started: c.started}
			if got := s.report(c.err); got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
		})
	}
}

func TestAnAssetIsAKindAndAnAddressOrAnAddressAlone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]disclosure.Asset{
		"s3=bucket":                         {Kind: "s3", Target: "bucket"},
		"https://example.org/?a=b":          {Target: "https://example.org/?a=b"},
		"http=https://example.org/?a=b":     {Kind: "http", Target: "https://example.org/?a=b"},
		"example-bucket.s3.amazonaws.com":   {Target: "example-bucket.s3.amazonaws.com"},
		"files.example.org/x=y":             {Target: "files.example.org/x=y"},
		"s3=https://a.example/?list-type=2": {Kind: "s3", Target: "https://a.example/?list-type=2"},
	} {
		if got := readAsset(in, ""); got.Kind != want.Kind || got.Target != want.Target {
			t.Errorf("%s is read as kind %q, target %q", in, got.Kind, got.Target)
		}
	}
}

func BenchmarkTable(b *testing.B) {
	rows := make([][]string, 1000)
	for b.Loop() {
		for i := range rows {
			rows[i] = []string{"DL-2020-0001", "reported closed", "NextMotion", "2020-01-27", "–", "Open S3 bucket with patient files"}
		}
		s := &session{Streams: Streams{Out: &bytes.Buffer{}}}
		if err := s.table([]string{"case", "state", "vendor", "contacted", "next due", "title"}, rows); err != nil {
			b.Fatal(err)
		}
	}
}
