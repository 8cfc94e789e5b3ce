package civil_test

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

func TestParseWhenKeepsWhatTheSourceSays(t *testing.T) {
	tests := []struct {
		name, in, want string // want is the canonical text, "" if it is the input
	}{
		{"a day", "2020-01-27", ""},
		{"a leap day", "2020-02-29", ""},
		{"a month", "2013-10", ""},
		{"a year", "2013", ""},
		{"a quarter", "2022-Q3", ""},
		{"the first year", "1900", ""},
		{"the last day", "2200-12-31", ""},
		{"RFC 3339 in UTC", "2020-01-27T10:30:00Z", ""},
		{"RFC 3339 with an offset", "2020-01-27T10:30:05-08:00", ""},
		{"RFC 3339 in small letters", "2020-01-27t10:30:00z", "2020-01-27T10:30:00Z"},
		{"a fraction of a second is cut off", "2020-01-27T10:30:00.987654321+05:30", "2020-01-27T10:30:00+05:30"},
		{"a zero offset is Z", "2020-01-27T10:30:00+00:00", "2020-01-27T10:30:00Z"},
		{"a negative zero offset is Z", "2020-01-27T10:30:00-00:00", "2020-01-27T10:30:00Z"},
		{"no seconds in UTC", "2020-01-27T10:30Z", "2020-01-27T10:30:00Z"},
		{"no seconds with an offset", "2020-01-27T10:30+01:00", "2020-01-27T10:30:00+01:00"},
		{"the easternmost offset", "2020-01-27T10:30:00+14:00", ""},
		{"UTC by name", "2020-01-27T10:30 UTC", "2020-01-27T10:30:00Z"},
		{"a place", "2020-06-29T07:33 America/New_York", ""},
		{"a place, seconds of zero", "2020-06-29T07:33:00 America/New_York", "2020-06-29T07:33 America/New_York"},
		{"a place with seconds", "2020-06-29T07:33:07 America/New_York", ""},
		{"a place of three parts", "2020-06-29T07:33 America/Argentina/Buenos_Aires", ""},
		{"a place whose offset agrees", "2020-06-29T07:33-04:00 America/New_York", "2020-06-29T07:33 America/New_York"},
		{"the first of two", "2020-11-01T01:30-04:00 America/New_York", ""},
		{"the second of two", "2020-11-01T01:30-05:00 America/New_York", ""},
		{"the second of two is UTC itself", "2020-10-25T01:30Z Europe/London", ""},
		{"just before the clocks are put forward", "2020-03-29T01:59 Europe/Berlin", ""},
		{"just after", "2020-03-29T03:00 Europe/Berlin", ""},
		{"empty is unknown", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			if want == "" {
				want = tt.in
			}
			w := parsedWhen(t, tt.in)
			if w.String() != want {
				t.Errorf("ParseWhen(%q) = %q, want %q", tt.in, w, want)
			}
			if back := parsedWhen(t, w.String()); back != w {
				t.Errorf("%q reads back as %+v, want %+v", w, back, w)
			}
		})
	}
}

// A message is part of the product: it has to say what to write instead.
func TestParseWhenSaysWhatToWriteInstead(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"a slash date with one reading is refused all the same", "27/01/2020", `"27/01/2020" is ambiguous: write the date as 2020-01-27 (year-month-day)`},
		{"month first", "01/27/2020", "write the date as 2020-01-27 (year-month-day)"},
		{"two readings", "07/09/2020", "write the date as 2020-09-07 or 2020-07-09 (year-month-day)"},
		{"two equal readings", "05/05/2020", "ambiguous: write the date as 2020-05-05 (year-month-day)"},
		{"dots", "5.2.2020", "write the date as 2020-02-05 or 2020-05-02 (year-month-day)"},
		{"dashes, day first", "27-01-2020", "write the date as 2020-01-27 (year-month-day)"},
		{"a slash date with a time", "27/01/2020 10:30", "write the date as 2020-01-27 (year-month-day)"},
		{"no reading at all", "31/31/2020", "does not exist in any order"},
		{"no year", "5/02", "ambiguous and has no full year"},
		{"a short year", "27/01/20", "ambiguous and has no full year"},
		{"year first with slashes", "2020/01/27", "write the date as 2020-01-27"},
		{"no leading zeros", "2020-1-7", "write the date as 2020-01-07"},
		{"no separators", "20200127", "write the date as 2020-01-27"},
		{"month and day swapped", "2020-27-01", "write the date as 2020-01-27"},
		{"30 February", "2020-02-30", `"2020-02-30" does not exist: February 2020 has 29 days; write a day from 01 to 29`},
		{"29 February of another year", "2019-02-29", "February 2019 has 28 days"},
		{"31 April", "2019-04-31", "April 2019 has 30 days"},
		{"month 13", "2019-13", "no month 13"},
		{"month 0", "2019-00", "write 2019 if only the year is known"},
		{"day 0", "2019-10-00", "write 2019-10 if only the month is known"},
		{"quarter 5", "2022-Q5", "write 2022-Q1 to 2022-Q4"},
		{"quarter 0", "2022-Q0", "write 2022-Q1 to 2022-Q4"},
		{"a small quarter", "2022-q3", "write 2022-Q3"},
		{"quarter first", "Q3 2022", "write 2022-Q3"},
		{"month first, no day", "10/2013", "write 2013-10"},
		{"year and short month", "2013/1", "write 2013-01"},
		{"month by name", "27 January 2020", "write 2020-01-27"},
		{"American month by name", "Jan 27, 2020", "write 2020-01-27"},
		{"month alone by name", "October 2013", "write 2013-10"},
		{"a placeholder", "YYYY-MM-DD", `"YYYY-MM-DD" is a placeholder`},
		{"a German placeholder", "TT.MM.JJJJ", "is not a date: write 2020-01-27"},
		{"a word as placeholder", "tbd", "is a placeholder"},
		{"a day left open", "2013-10-??", `"2013-10-??" is not filled in: write 2013-10 if no more is known`},
		{"month and day left open", "2013-??-??", "write 2013 if"},
		{"a day as letters", "2013-10-DD", "write 2013-10 if"},
		{"before the range", "1899-12-31", "write a year from 1900 to 2200"},
		{"after the range", "2201", "write a year from 1900 to 2200"},
		{"a slip of the pen", "0202-01-27", "write a year from 1900 to 2200"},
		{"garbage after a day", "2020-01-27x", `has "x" after the date: write 2020-01-27 alone`},
		{"garbage after an instant", "2020-01-27T10:30:00Zx", "no valid offset"},
		{"garbage after a month", "2020-01?", "is not a date"},
		{"blanks around", " 2020-01-27\n", `write 2020-01-27`},
		{"a blank for the T", "2020-01-27 10:30 Europe/Paris", "write 2020-01-27T10:30 Europe/Paris"},
		{"a blank for the T and before the offset", "2020-01-27 10:30:00 +01:00", "write 2020-01-27T10:30:00+01:00"},
		{"a blank for the T, no zone", "2020-01-27 10:30", "write 2020-01-27T10:30Z if the time is in UTC"},
		{"a blank before the offset", "2020-01-27T10:30 +01:00", "write 2020-01-27T10:30+01:00"},
		{"no zone", "2020-01-27T10:30", `"2020-01-27T10:30" has no zone: write the one it was stated in, as in 2020-01-27T10:30Z, 2020-01-27T10:30+02:00 or 2020-01-27T10:30 Europe/Paris`},
		{"more digits than a minute has", "2020-03-29T02:000", "no valid offset"},
		{"an abbreviation", "2020-06-29T07:33 EST", `"EST" is not a zone: write a place such as America/New_York`},
		{"an unknown abbreviation", "2020-06-29T07:33 EST5X", `"EST5X" is not a zone`},
		{"an unknown place", "2020-06-29T07:33 Mars/Base", `zone "Mars/Base" is unknown: write a place such as America/New_York`},
		{"the reader's own zone", "2020-06-29T07:33 Local", `"Local" is not a zone`},
		{"a zone with leap seconds", "2020-06-29T07:33 right/Europe/Berlin", "is not a zone"},
		{"a path out of the database", "2020-06-29T07:33 Europe/../../etc/passwd", "is not a zone"},
		{"a folder of the database", "2020-06-29T07:33 America/Argentina", `zone "America/Argentina" is unknown`},
		{"an offset that the place did not have", "2020-06-29T07:33-05:00 America/New_York", "was not at -05:00: write 2020-06-29T07:33-04:00 America/New_York"},
		{"an hour that the clocks skip", "2020-03-29T02:30 Europe/Berlin", "did not exist in Europe/Berlin, where the clocks were put forward over it: write 2020-03-29T01:59 Europe/Berlin or 2020-03-29T03:00 Europe/Berlin"},
		{"the same in America", "2020-03-08T02:00 America/New_York", "write 2020-03-08T01:59 America/New_York or 2020-03-08T03:00 America/New_York"},
		{"a day that an island skipped", "2011-12-30T12:00 Pacific/Apia", "write 2011-12-29T23:59 Pacific/Apia or 2011-12-31T00:00 Pacific/Apia"},
		{"an hour that comes twice", "2020-11-01T01:30 America/New_York", "happened twice in America/New_York, where the clocks were put back: write the offset too, as in 2020-11-01T01:30-04:00 America/New_York or 2020-11-01T01:30-05:00 America/New_York"},
		{"half an hour that comes twice", "2020-04-05T01:45 Australia/Lord_Howe", "2020-04-05T01:45+11:00 Australia/Lord_Howe or 2020-04-05T01:45+10:30 Australia/Lord_Howe"},
		{"an offset with seconds", "1950-01-01T12:00 Africa/Monrovia", "write the time in UTC"},
		{"an impossible offset", "2020-01-27T10:30:00+25:00", "no valid offset"},
		{"an offset off the earth", "2020-01-27T10:30:00+14:30", "no valid offset"},
		{"an offset without a colon", "2020-01-27T10:30:00+0100", "no valid offset"},
		{"25 o'clock", "2020-01-27T25:00Z", "hours from 00 to 23"},
		{"minute 60", "2020-01-27T10:60Z", "minutes and seconds from 00 to 59"},
		{"a leap second", "2016-12-31T23:59:60Z", "seconds from 00 to 59"},
		{"a short hour", "2020-01-27T9:30Z", "write it as in 2020-01-27T07:33Z"},
		{"a short second", "2020-01-27T09:30:1Z", "two digits for the second"},
		{"an empty fraction", "2020-01-27T09:30:10.Z", "no digit after the point"},
		{"an impossible day with a time", "2020-02-30T09:30Z", "February 2020 has 29 days"},
		{"another order with a time", "2020/01/27T09:30Z", "write the date as 2020-01-27"},
		{"a relative date", "last Tuesday", `"last Tuesday" is not a date: write 2020-01-27`},
		{"a number", "1580083200", "is not a date"},
		{"digits of another script", "２０２０-01-27", "is not a date"},
		{"control characters are shown harmless", "2020\x1b[31m", `"2020\x1b[31m" is not a date`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := civil.ParseWhen(tt.in)
			if err == nil {
				t.Fatalf("ParseWhen(%q) = %q, want an error", tt.in, w)
			}
			if e, ok := errors.AsType[*fault.Error](err); !ok || e.Code != fault.Invalid {
				t.Errorf("the error is %T %v, want an *Error with code invalid", err, err)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ParseWhen(%q):\n got %s\nwant %s", tt.in, err, tt.want)
			}
			if !w.IsZero() {
				t.Errorf("an error came with the value %q", w)
			}
			proposalsParse(t, err)
		})
	}
}

// proposalsParse checks that what an error tells to write is itself accepted.
func proposalsParse(t *testing.T, err error) {
	t.Helper()
	said := err.Error()
	if quoted, e := strconv.QuotedPrefix(said); e == nil {
		said = said[len(quoted):] // the input is repeated first, and may itself look like advice
	}
	_, advice, ok := strings.Cut(said, ": ")
	if !ok {
		return
	}
	for _, proposal := range proposalForm.FindAllString(advice, -1) {
		if _, err := civil.ParseWhen(proposal); err != nil {
			t.Errorf("the proposal %q is refused: %v", proposal, err)
		}
	}
}

var proposalForm = regexp.MustCompile(`\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?(?: [A-Z]\w+/\w+)?)?\b`)

func TestParseWhenRefusesLongTextWithoutRepeatingIt(t *testing.T) {
	long := "2020-01-27" + strings.Repeat("x", 1<<20)
	_, err := civil.ParseWhen(long)
	if fault.CodeOf(err) != fault.Invalid || len(err.Error()) > 300 {
		t.Errorf("got %d bytes: %.100s", len(err.Error()), err)
	}
	if _, err := civil.ParseWhen(strings.Repeat("1", 64)); err == nil || !strings.Contains(err.Error(), "is not a date") {
		t.Errorf("64 bytes are looked at: %v", err)
	}
	var w civil.When
	if err := w.UnmarshalText([]byte(long)); err == nil || len(err.Error()) > 300 {
		t.Error("UnmarshalText has no limit")
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{
		"", "2020-01-27", "2013-10", "2013", "2022-Q3", "2020-01-27T10:30:00Z", "2020-01-27t10:30:00.5+05:30",
		"2020-06-29T07:33 America/New_York", "2020-11-01T01:30-05:00 America/New_York", "2020-11-01T01:30 America/New_York",
		"27/01/2020", "5.2.2020", "2020-02-30", "2013-10-??", "YYYY-MM-DD", "Q3 2022", "27 January 2020", "2020-01-27 10:30",
		"2020-03-29T02:30 Europe/Berlin", "2020-06-29T07:33 EST5X", ": 1220-73020-01-27 10-27", "2020-06-29T07:33 Europe/../x", "\xff\x00", "2020-01-27T", "2020-01-27T10:30:00.",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := civil.ParseWhen(s)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid || len(err.Error()) > 1000 || !w.IsZero() {
				t.Fatalf("ParseWhen(%q) = %q, %v", s, w, err)
			}
			proposalsParse(t, err)
			return
		}
		if w.IsZero() != (s == "") {
			t.Fatalf("ParseWhen(%q) is zero: %t", s, w.IsZero())
		}
		if back, err := civil.ParseWhen(w.String()); err != nil || back != w {
			t.Fatalf("ParseWhen(%q) = %q, which reads back as %q, %v", s, w, back, err)
		}
		if instant, ok := w.Instant(); ok {
			if back, err := civil.ParseWhen(w.RFC3339()); err != nil || !back.Time().Equal(instant) {
				t.Fatalf("%q: RFC 3339 text %q is another instant: %v", s, w.RFC3339(), err)
			}
		}
		if w.Last().Before(w.First()) {
			t.Fatalf("%q ends before it starts", w)
		}
	})
}

func BenchmarkParseWhen(b *testing.B) {
	for _, bb := range []struct{ name, in string }{
		{"month", "2013-10"},
		{"day", "2020-01-27"},
		{"instant", "2020-01-27T10:30:00+01:00"},
		{"place", "2020-06-29T07:33 America/New_York"},
		{"refused", "27/01/2020"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = civil.ParseWhen(bb.in)
			}
		})
	}
}
