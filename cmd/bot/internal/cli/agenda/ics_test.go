package agenda

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// agendaOf is an agenda with a day, an instant, and an item without a date.
func agendaOf() *desk.Agenda {
	three, zero := -3, 0
	stamp := time.Date(2020, 1, 27, 9, 30, 0, 0, time.UTC)
	return &desk.Agenda{Items: []agenda.Item{
		{
			Case: "DL-2020-0001", Title: "Secret; title", What: agenda.Overdue, Text: "turn to the provider", Who: []string{"ada", "bob"}, Ref: "provider", Episode: 1,
			Due:  &agenda.Day{At: time.Date(2020, 1, 29, 23, 0, 0, 0, time.UTC), Date: civil.Date{Year: 2020, Month: 1, Day: 29}, Zone: "Europe/Paris"},
			Days: &three, Because: `2 days after the first attempt, é; "as C:\agreed"`, Recorded: stamp,
		},
		{
			Case: "DL-2020-0002", What: agenda.Due, Text: "the fix is expected", Who: []string{}, Ref: "fix", Episode: 2,
			Due:  &agenda.Day{At: time.Date(2020, 2, 1, 11, 0, 0, 0, time.UTC), Date: civil.Date{Year: 2020, Month: 2, Day: 1}, Zone: "Europe/Paris", Exact: true},
			Days: &zero, Because: "because", Recorded: stamp,
		},
		{Case: "DL-2020-0003", What: agenda.ReplyWaiting, Text: "answer the vendor", Who: []string{"ada"}, Because: "replied", Recorded: stamp},
	}}
}

const wantCalendar = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Daylight//agenda//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
UID:DL-2020-0001/clock/1/provider@daylight
DTSTAMP:20200127T093000Z
DTSTART;VALUE=DATE:20200129
DTEND;VALUE=DATE:20200130
SUMMARY:DL-2020-0001: turn to the provider
DESCRIPTION:2 days after the first attempt\, é\; "as C:\\agreed"\, until t
 he end of 2020-01-29 in Europe/Paris (2020-01-29 23:00 UTC)\nWho: ada\, bo
 b
CLASS:CONFIDENTIAL
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:DL-2020-0002/clock/2/fix@daylight
DTSTAMP:20200127T093000Z
DTSTART:20200201T110000Z
SUMMARY:DL-2020-0002: the fix is expected
DESCRIPTION:because\, due at 2020-02-01 11:00 UTC\nWho: anybody
CLASS:CONFIDENTIAL
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`

func TestACalendarHoldsWhatHasADate(t *testing.T) {
	t.Parallel()
	got := calendarOf(agendaOf())
	if want := strings.ReplaceAll(wantCalendar, "\n", "\r\n"); string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !bytes.Equal(got, calendarOf(agendaOf())) {
		t.Error("the same agenda gives other bytes")
	}
	if strings.Contains(string(got), "Secret") {
		t.Error("a title is in the calendar")
	}
}

func TestACalendarNamesNoParty(t *testing.T) {
	t.Parallel()
	day := &agenda.Day{At: time.Date(2020, 1, 30, 0, 0, 0, 0, time.UTC), Date: civil.Date{Year: 2020, Month: 1, Day: 29}, Zone: "UTC"}
	got := string(calendarOf(&desk.Agenda{Items: []agenda.Item{
		{Case: "DL-2020-0001", What: agenda.Overdue, Text: "try another channel of the vendor", Ref: "second_channel@vendor/Alpha", Episode: 1, Due: day},
		{Case: "DL-2020-0001", What: agenda.Overdue, Text: "try another channel of the vendor", Ref: "second_channel@vendor/Beta", Episode: 1, Due: day},
		{Case: "DL-2020-0002", What: agenda.Due, Text: "nobody was told: read and approve D1, the first contact to the vendor Alpha", Ref: "nobody_told", Episode: 1, Due: day},
	}}))
	for _, name := range []string{"Alpha", "Beta"} {
		if strings.Contains(got, name) {
			t.Errorf("%s is in the calendar:\n%s", name, got)
		}
	}
	for _, want := range []string{
		"UID:DL-2020-0001/clock/1/second_channel@daylight\r\n", "UID:DL-2020-0001/clock/1/second_channel/2@daylight\r\n",
		"UID:DL-2020-0002/clock/1/nobody_told@daylight\r\n", "SUMMARY:DL-2020-0002: nobody was told\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

func TestTextOfACalendarIsEscaped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "",
		"a,b;c:d":                 `a\,b\;c:d`,
		`back\slash`:              `back\\slash`,
		`\n is no line end`:       `\\n is no line end`,
		"two\nlines":              `two\nlines`,
		"two\r\nlines":            `two\nlines`,
		"two\rlines":              `two\nlines`,
		"bell\x07 and \x1b[31m":   "bell and [31m",
		"tab\there":               "tab here",
		"\"quotes\" stay":         `"quotes" stay`,
		"torn \xff":               "torn \uFFFD",
		"END:VEVENT\r\nX-BAD:yes": `END:VEVENT\nX-BAD:yes`,
		"turned \u202e round":     "turned  round",
		"a\u2028b":                `a\nb`,
	} {
		if got := escapeText(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
}

func TestALineOfACalendarIsFolded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, text, want string }{
		{"75 octets fit", strings.Repeat("a", 75), strings.Repeat("a", 75) + "\r\n"},
		{"the 76th goes to the next line", strings.Repeat("a", 76), strings.Repeat("a", 75) + "\r\n a\r\n"},
		{"the blank counts", strings.Repeat("a", 75+74+1), strings.Repeat("a", 75) + "\r\n " + strings.Repeat("a", 74) + "\r\n a\r\n"},
		{"a character of two octets is not torn", strings.Repeat("a", 74) + "é", strings.Repeat("a", 74) + "\r\n é\r\n"},
		{"nor one of four", strings.Repeat("a", 72) + "🌅b", strings.Repeat("a", 72) + "\r\n 🌅b\r\n"},
	} {
		var b bytes.Buffer
		if foldLine(&b, c.text); b.String() != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, b.String(), c.want)
		}
	}
}

func FuzzCalendarLine(f *testing.F) {
	for _, seed := range []string{"", "a,b;c\\d\n", strings.Repeat("é", 100), strings.Repeat("🌅", 60), "\r\n BEGIN:VEVENT\r\n", "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		escaped := escapeText(text)
		var b bytes.Buffer
		foldLine(&b, "SUMMARY:"+escaped)
		for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			if len(line) > foldAt || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("%q", line)
			}
		}
		if back := strings.ReplaceAll(strings.TrimSuffix(b.String(), "\r\n"), "\r\n ", ""); back != "SUMMARY:"+escaped {
			t.Fatalf("unfolded %q, want %q", back, escaped)
		}
	})
}

// readCalendar is another implementation's view of a calendar file: one line an entry.
const readCalendar = `
import datetime, sys, icalendar
cal = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
assert cal["VERSION"] == "2.0" and cal["PRODID"]
for part in cal.walk():
    assert not part.errors, part.errors
for e in cal.walk("VEVENT"):
    at = e.decoded("DTSTART")
    zone = at.tzinfo.utcoffset(at) if isinstance(at, datetime.datetime) else "day"
    print(str(e["UID"]), e.decoded("DTSTAMP").isoformat(), at.isoformat(), zone, str(e["SUMMARY"]), repr(str(e["DESCRIPTION"])), sep="|")
`

func TestAnotherReaderUnderstandsTheCalendar(t *testing.T) {
	t.Parallel()
	python := ""
	for _, name := range []string{"python3", "/usr/bin/python3"} { // Debian's package serves Debian's interpreter
		if exec.CommandContext(t.Context(), name, "-c", "import icalendar").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Skip("there is no Python with the package icalendar here: apt-get install python3-icalendar")
	}
	read := func(g *desk.Agenda) string {
		path := filepath.Join(t.TempDir(), "agenda.ics")
		if err := writeWhole(path, calendarOf(g)); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), python, "-c", readCalendar, path).Output()
		if err != nil {
			if failed, ok := errors.AsType[*exec.ExitError](err); ok {
				t.Logf("%s", failed.Stderr)
			}
			t.Fatal(err)
		}
		return string(out)
	}
	want := `DL-2020-0001/clock/1/provider@daylight|2020-01-27T09:30:00+00:00|2020-01-29|day|DL-2020-0001: turn to the provider|` +
		`'2 days after the first attempt, é; "as C:\\agreed", until the end of 2020-01-29 in Europe/Paris (2020-01-29 23:00 UTC)\nWho: ada, bob'` + "\n" +
		`DL-2020-0002/clock/2/fix@daylight|2020-01-27T09:30:00+00:00|2020-02-01T11:00:00+00:00|0:00:00|DL-2020-0002: the fix is expected|` +
		`'because, due at 2020-02-01 11:00 UTC\nWho: anybody'` + "\n"
	if got := read(agendaOf()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := read(&desk.Agenda{}); got != "" {
		t.Errorf("an empty calendar has %q", got)
	}
}

func TestACalendarFileIsReplacedWholeAndForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ics")
	for _, content := range []string{"first, which is longer", "second"} {
		if err := writeWhole(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("%q %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if err := writeWhole(filepath.Join(dir, "nowhere", "a.ics"), nil); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	if err := writeWhole(dir, nil); err == nil {
		t.Error("a folder was replaced")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v %v", left, err)
	}
}
