package civil_test

import (
	"testing"
	"testing/quick"
	"time"

	"daylight/disclosure/civil"
)

func TestSpanBetween(t *testing.T) {
	tests := []struct {
		name                     string
		from, to                 string
		days, working, low, high int
		exact                    bool
	}{
		{"the headline of the reference case", "2020-01-27", "2020-02-05", 9, 7, 9, 9, true},
		{"the same day is 0 days, not missing", "2018-12-08", "2018-12-08", 0, 0, 0, 0, true},
		{"noon to noon over the change to summer time is 2 days", "2020-03-28T12:00 Europe/Berlin", "2020-03-30T12:00 Europe/Berlin", 2, 1, 2, 2, true},
		{"noon to noon over the change back", "2020-10-24T12:00 Europe/Berlin", "2020-10-26T12:00 Europe/Berlin", 2, 1, 2, 2, true},
		{"late in UTC is still that day", "2020-01-27T23:30:00Z", "2020-02-05T00:10:00Z", 9, 7, 9, 9, true},
		{"late in UTC against a civil day", "2020-01-27T23:30:00Z", "2020-02-05", 9, 7, 9, 9, true},
		{"a civil day against late in UTC", "2020-01-24", "2020-01-27T23:30:00Z", 3, 1, 3, 3, true},
		{"minutes within a day", "2020-06-29T07:33 America/New_York", "2020-06-29T08:12 America/New_York", 0, 0, 0, 0, true},
		{"ten minutes across zones are no day", "2017-02-17T16:30 America/Los_Angeles", "2017-02-18T00:40:00Z", 0, 0, 0, 0, true},
		{"ten minutes across zones the other way", "2017-02-18T00:30:00Z", "2017-02-17T16:40 America/Los_Angeles", 0, 0, 0, 0, true},
		{"the zone of the start decides", "2020-01-27T23:30 America/Los_Angeles", "2020-01-28T08:30:00Z", 1, 1, 1, 1, true},
		{"midnight passed in the zone of the start", "2020-01-27T23:50:00+02:00", "2020-01-28T00:10:00+02:00", 1, 1, 1, 1, true},
		{"clocks put back over midnight", "2006-10-29T00:00:30-02:30 America/St_Johns", "2006-10-28T23:30-03:30 America/St_Johns", 0, 0, 0, 0, true},
		{"a month to a day", "2019-11", "2019-12-10", 10, 7, 10, 39, false},
		{"a month to a day in it", "2019-11", "2019-11-10", 0, 0, 0, 9, false},
		{"a day to its month", "2019-11-10", "2019-11", 0, 0, 0, 20, false},
		{"a month to itself", "2019-11", "2019-11", 0, 0, 0, 29, false},
		{"a quarter to a day", "2022-Q3", "2022-10-03", 3, 1, 3, 94, false},
		{"a day to a year", "2020-01-27", "2021", 340, 244, 340, 704, false},
		{"a month to an instant", "2019-11", "2019-12-01T10:00:00Z", 1, 0, 1, 30, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := parsedWhen(t, tt.from), parsedWhen(t, tt.to)
			s, ok := civil.SpanBetween(from, to)
			want := civil.Span{From: from, To: to, Days: tt.days, WorkingDays: tt.working, MinDays: tt.low, MaxDays: tt.high, Exact: tt.exact}
			if !ok || s != want {
				t.Errorf("\n got %+v, %t\nwant %+v", s, ok, want)
			}
		})
	}
}

func TestSpanThatRanBackwardsIsNone(t *testing.T) {
	for _, tt := range []struct{ name, from, to string }{
		{"a day", "2020-02-11", "2020-02-05"},
		{"a minute", "2020-02-11T10:00:00Z", "2020-02-11T09:59:00Z"},
		{"instants in two zones", "2020-01-27T23:30:00Z", "2020-01-28T00:30:00+02:00"},
		{"a month", "2019-12-10", "2019-11"},
		{"no start", "", "2020-02-05"},
		{"no end", "2020-02-05", ""},
	} {
		if s, ok := civil.SpanBetween(parsedWhen(t, tt.from), parsedWhen(t, tt.to)); ok || s != (civil.Span{}) {
			t.Errorf("%s: SpanBetween(%q, %q) = %+v, %t; want none", tt.name, tt.from, tt.to, s, ok)
		}
	}
}

func TestOpenSpanSaysAsOfWhichDay(t *testing.T) {
	tests := []struct {
		name                     string
		from, asOf               string
		days, working, low, high int
		exact                    bool
	}{
		{"still open after a week", "2020-01-27", "2020-02-03", 7, 5, 7, 7, true},
		{"on its first day", "2020-01-27", "2020-01-27", 0, 0, 0, 0, true},
		{"from an instant", "2020-01-27T23:30:00Z", "2020-02-03", 7, 5, 7, 7, true},
		{"from a month that is over", "2019-11", "2019-12-10", 10, 7, 10, 39, false},
		{"from a month that runs", "2019-11", "2019-11-10", 0, 0, 0, 9, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, asOf := parsedWhen(t, tt.from), parsedDate(t, tt.asOf)
			s, ok := civil.OpenSpan(from, asOf)
			want := civil.Span{From: from, AsOf: asOf, Open: true, Days: tt.days, WorkingDays: tt.working, MinDays: tt.low, MaxDays: tt.high, Exact: tt.exact}
			if !ok || s != want {
				t.Errorf("\n got %+v, %t\nwant %+v", s, ok, want)
			}
			if _, ok := s.Minutes(); ok {
				t.Error("an open span has minutes")
			}
		})
	}
	if _, ok := civil.OpenSpan(parsedWhen(t, "2020-01-27"), parsedDate(t, "2020-01-26")); ok {
		t.Error("a span is open before it began")
	}
	if _, ok := civil.OpenSpan(civil.When{}, parsedDate(t, "2020-01-26")); ok {
		t.Error("a span without a start is open")
	}
	if _, ok := civil.OpenSpan(parsedWhen(t, "2020-01-27"), civil.Date{}); ok {
		t.Error("a span is open as of no day")
	}
}

func TestMinutesNeedTwoInstants(t *testing.T) {
	tests := []struct {
		name     string
		from, to string
		want     int
		ok       bool
	}{
		{"a vendor that closed in 39 minutes", "2020-06-29T07:33 America/New_York", "2020-06-29T08:12 America/New_York", 39, true},
		{"the same, had EST been meant", "2020-06-29T07:33:00-05:00", "2020-06-29T08:12:00-05:00", 39, true},
		{"an hour that does not exist is not counted", "2020-03-29T01:30 Europe/Berlin", "2020-03-29T03:30 Europe/Berlin", 60, true},
		{"an hour that comes twice is", "2020-10-25T01:30 Europe/Berlin", "2020-10-25T03:30 Europe/Berlin", 180, true},
		{"a started minute is none", "2020-01-27T10:00:00Z", "2020-01-27T10:01:59Z", 1, true},
		{"a civil day has none", "2020-06-29T07:33 America/New_York", "2020-06-30", 0, false},
		{"nor has one at the start", "2020-06-29", "2020-06-30T07:33:00Z", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ok := civil.SpanBetween(parsedWhen(t, tt.from), parsedWhen(t, tt.to))
			if !ok {
				t.Fatal("no span")
			}
			if got, ok := s.Minutes(); got != tt.want || ok != tt.ok {
				t.Errorf("Minutes() = %d, %t; want %d, %t", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestSpansAreNeverNegativeAndKeepTheirBounds(t *testing.T) {
	holds := func(a, b anyWhen) bool {
		s, ok := civil.SpanBetween(a.When, b.When)
		if !ok {
			return a.IsZero() || b.IsZero() || b.SurelyBefore(a.When)
		}
		minutes, timed := s.Minutes()
		return s.MinDays >= 0 && s.WorkingDays >= 0 && s.MinDays <= s.MaxDays && s.Days == s.MinDays && s.WorkingDays <= s.Days &&
			(!s.Exact || s.MinDays == s.MaxDays) && (!timed || minutes >= 0)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

// The durations of a case may not change with the machine that prints them.
func TestSpansAndTextsDoNotDependOnTheReadersZone(t *testing.T) {
	own := time.Local
	t.Cleanup(func() { time.Local = own })
	for _, zone := range []string{"UTC", "America/Los_Angeles", "Europe/Amsterdam", "Pacific/Kiritimati"} {
		time.Local = loadPlace(t, zone)
		for _, tt := range []struct {
			from, to string
			days     int
		}{
			{"2020-03-28", "2020-03-30", 2},
			{"2020-01-27T23:30:00Z", "2020-02-05T00:10:00Z", 9},
			{"2020-03-28T12:00 Europe/Berlin", "2020-03-30T12:00 Europe/Berlin", 2},
		} {
			s, ok := civil.SpanBetween(parsedWhen(t, tt.from), parsedWhen(t, tt.to))
			if !ok || s.Days != tt.days || s.From.String() != tt.from {
				t.Errorf("read in %s: %+v, %t; want %d days", zone, s, ok, tt.days)
			}
		}
		if got := parsedWhen(t, "2020-03-28").Time(); !got.Equal(time.Date(2020, 3, 28, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("read in %s: a day orders by %v", zone, got)
		}
	}
}

func BenchmarkSpanBetween(b *testing.B) {
	for _, bb := range []struct{ name, from, to string }{
		{"days", "2020-01-27", "2020-02-05"},
		{"offsets", "2020-01-27T10:30:00+01:00", "2020-02-05T10:30:00Z"},
		{"places", "2020-06-29T07:33 America/New_York", "2020-06-29T08:12 America/New_York"},
	} {
		from, to := parsedWhen(b, bb.from), parsedWhen(b, bb.to)
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				civil.SpanBetween(from, to)
			}
		})
	}
}
