package civil_test

import (
	"encoding/json"
	"testing"
	"testing/quick"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

func parsedDate(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatalf("ParseDate(%q): %v", s, err)
	}
	return d
}

// The reference case, as the sources print it. Every duration that its pages show is one of these.
func TestDurationsOfTheReferenceCase(t *testing.T) {
	const (
		discovered = "2020-01-24" // Friday
		owner      = "2020-01-27" // Monday
		provider   = "2020-01-30"
		closed     = "2020-02-05"
		reply      = "2020-02-11"
		press      = "2020-02-14"
	)
	tests := []struct {
		name          string
		from, to      string
		days, working int
	}{
		{"discovery to owner contact crosses a weekend", discovered, owner, 3, 1},
		{"discovery to closure", discovered, closed, 12, 8},
		{"owner contact to closure is the headline", owner, closed, 9, 7},
		{"owner contact to provider contact within one week", owner, provider, 3, 3},
		{"provider contact to closure", provider, closed, 6, 4},
		{"owner contact to first reply", owner, reply, 15, 11},
		{"closure to first reply, which came after it", closed, reply, 6, 4},
		{"closure to publication", closed, press, 9, 7},
		{"discovery to publication", discovered, press, 21, 15},
		{"the same day is 0 and not missing", closed, closed, 0, 0},
		{"backwards is negative", closed, owner, -9, -7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := parsedDate(t, tt.from), parsedDate(t, tt.to)
			if got := civil.DaysBetween(from, to); got != tt.days {
				t.Errorf("DaysBetween(%s, %s) = %d, want %d", from, to, got, tt.days)
			}
			if got := civil.WorkingDaysBetween(from, to, nil); got != tt.working {
				t.Errorf("WorkingDaysBetween(%s, %s) = %d, want %d", from, to, got, tt.working)
			}
			if tt.days >= 0 {
				s, ok := civil.SpanBetween(from.When(), to.When())
				if !ok || s.Days != tt.days || s.WorkingDays != tt.working || !s.Exact || s.MinDays != tt.days || s.MaxDays != tt.days {
					t.Errorf("SpanBetween(%s, %s) = %+v, %t", from, to, s, ok)
				}
			}
		})
	}
}

func TestDeadlinesOfTheReferenceCase(t *testing.T) {
	tests := []struct {
		name    string
		days    int
		want    string
		weekday time.Weekday
	}{
		{"7 days", 7, "2020-02-03", time.Monday},
		{"30 days", 30, "2020-02-26", time.Wednesday},
		{"45 days count the leap day", 45, "2020-03-12", time.Thursday},
		{"90 days end on a Sunday", 90, "2020-04-26", time.Sunday},
		{"120 days", 120, "2020-05-26", time.Tuesday},
		{"back to discovery", -3, "2020-01-24", time.Friday},
		{"no day at all", 0, "2020-01-27", time.Monday},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parsedDate(t, "2020-01-27").AddDays(tt.days)
			if got.String() != tt.want || got.Weekday() != tt.weekday {
				t.Errorf("AddDays(%d) = %s, a %s; want %s, a %s", tt.days, got, got.Weekday(), tt.want, tt.weekday)
			}
		})
	}
}

func TestDaysBetweenCountsTheCalendar(t *testing.T) {
	tests := []struct {
		name     string
		from, to string
		want     int
	}{
		{"a leap day is a day", "2020-02-28", "2020-03-01", 2},
		{"other years have none", "2019-02-28", "2019-03-01", 1},
		{"1900 was no leap year", "1900-02-28", "1900-03-01", 1},
		{"2000 was one", "2000-02-28", "2000-03-01", 2},
		{"2100 will be none", "2100-02-28", "2100-03-01", 1},
		{"over the change to summer time", "2020-03-28", "2020-03-30", 2},
		{"over the change back", "2020-10-24", "2020-10-26", 2},
		{"over new year", "2019-12-31", "2020-01-01", 1},
		{"the whole range", "1900-01-01", "2200-12-31", 109937},
		{"a published case of 83 days", "2019-01-10", "2019-04-03", 83},
		{"a database of 9 days", "2019-12-10", "2019-12-19", 9},
		{"exposed again and unseen", "2021-04-24", "2022-02-03", 285},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := parsedDate(t, tt.from), parsedDate(t, tt.to)
			if got := civil.DaysBetween(from, to); got != tt.want {
				t.Errorf("DaysBetween(%s, %s) = %d, want %d", from, to, got, tt.want)
			}
			if got := civil.DaysBetween(to, from); got != -tt.want {
				t.Errorf("DaysBetween(%s, %s) = %d, want %d", to, from, got, -tt.want)
			}
			if got := from.AddDays(tt.want); got != to {
				t.Errorf("%s.AddDays(%d) = %s, want %s", from, tt.want, got, to)
			}
		})
	}
}

// The arithmetic is our own, so each day of the range is held against package time.
func TestEveryDayAgreesWithTheStandardLibrary(t *testing.T) {
	first := civil.Date{Year: 1900, Month: time.January, Day: 1}
	for i, n := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), 0; i.Year() <= 2200; i, n = i.AddDate(0, 0, 1), n+1 {
		d := civil.DateOf(i)
		if got := first.AddDays(n); got != d {
			t.Fatalf("day %d is %s, want %s", n, got, d)
		}
		if got := civil.DaysBetween(first, d); got != n {
			t.Fatalf("DaysBetween(%s, %s) = %d, want %d", first, d, got, n)
		}
		if d.Weekday() != i.Weekday() {
			t.Fatalf("%s is a %s, want %s", d, d.Weekday(), i.Weekday())
		}
		if !d.Valid() {
			t.Fatalf("%s is not valid", d)
		}
	}
	if before := first.AddDays(-1); before.Valid() || before.String() != "1899-12-31" {
		t.Errorf("the day before the range = %s, valid %t", before, before.Valid())
	}
	if early := (civil.Date{Year: 1, Month: 1, Day: 1}).AddDays(-366); early != (civil.Date{Year: 0, Month: 1, Day: 1}) {
		t.Errorf("year 0 is reached as %+v", early)
	}
}

func TestWorkingDaysMatchACountByHand(t *testing.T) {
	holidays := func(d civil.Date) bool { return d.Day%10 == 0 }
	byHand := func(a, b civil.Date, holiday func(civil.Date) bool) int {
		n := 0
		for d := a.AddDays(1); !d.After(b); d = d.AddDays(1) {
			if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && (holiday == nil || !holiday(d)) {
				n++
			}
		}
		return n
	}
	agrees := func(start uint16, length uint8) bool {
		a := civil.Date{Year: 1950, Month: time.January, Day: 1}.AddDays(int(start))
		b := a.AddDays(int(length))
		return civil.WorkingDaysBetween(a, b, nil) == byHand(a, b, nil) &&
			civil.WorkingDaysBetween(a, b, holidays) == byHand(a, b, holidays) &&
			civil.WorkingDaysBetween(b, a, nil) == -byHand(a, b, nil)
	}
	if err := quick.Check(agrees, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func TestWorkingDaysLeaveOutHolidays(t *testing.T) {
	easter := map[string]bool{"2020-04-10": true, "2020-04-13": true, "2020-04-12": true} // the Sunday counts once only
	holiday := func(d civil.Date) bool { return easter[d.String()] }
	from, to := parsedDate(t, "2020-04-09"), parsedDate(t, "2020-04-14")
	if got := civil.WorkingDaysBetween(from, to, holiday); got != 1 {
		t.Errorf("working days over Easter = %d, want 1", got)
	}
	if got := civil.WorkingDaysBetween(from, to, nil); got != 3 {
		t.Errorf("without holidays = %d, want 3", got)
	}
	friday, saturday, sunday, monday := parsedDate(t, "2020-01-24"), parsedDate(t, "2020-01-25"), parsedDate(t, "2020-01-26"), parsedDate(t, "2020-01-27")
	for _, tt := range []struct {
		name string
		a, b civil.Date
		want int
	}{
		{"Friday to Saturday", friday, saturday, 0},
		{"Saturday to Sunday", saturday, sunday, 0},
		{"Sunday to Monday", sunday, monday, 1},
		{"Friday to Monday", friday, monday, 1},
	} {
		if got := civil.WorkingDaysBetween(tt.a, tt.b, nil); got != tt.want {
			t.Errorf("%s = %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestDateOfTakesTheZoneOfTheTime(t *testing.T) {
	late := time.Date(2020, 1, 27, 23, 30, 0, 0, time.UTC)
	if got := civil.DateOf(late).String(); got != "2020-01-27" {
		t.Errorf("in UTC = %s", got)
	}
	if got := civil.DateOf(late.In(time.FixedZone("", 3600))).String(); got != "2020-01-28" {
		t.Errorf("an hour further east = %s", got)
	}
	if !civil.DateOf(time.Time{}).IsZero() {
		t.Error("the zero time has a date")
	}
}

func TestDateText(t *testing.T) {
	type row struct {
		On civil.Date `json:"on,omitzero"`
	}
	for in, want := range map[civil.Date]string{{}: `{}`, {Year: 2020, Month: 2, Day: 29}: `{"on":"2020-02-29"}`} {
		text, err := json.Marshal(row{in})
		if err != nil || string(text) != want {
			t.Errorf("Marshal(%v) = %s, %v; want %s", in, text, err, want)
		}
		var back row
		if err := json.Unmarshal(text, &back); err != nil || back.On != in {
			t.Errorf("Unmarshal(%s) = %v, %v", text, back.On, err)
		}
	}
	if _, err := json.Marshal(row{civil.Date{Year: 2020, Month: 2, Day: 30}}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a day that does not exist was written: %v", err)
	}
	d := civil.Date{Year: 2020, Month: 1, Day: 1}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("empty text = %v, %v", d, err)
	}
	for _, bad := range []string{"", "2020-01", "2020", "2020-Q1", "2020-02-30", "27/01/2020", "2020-01-27T10:00:00Z", "2020-1-7"} {
		if got, err := civil.ParseDate(bad); fault.CodeOf(err) != fault.Invalid || !got.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v; want an invalid error", bad, got, err)
		}
	}
	if err := d.UnmarshalText([]byte("2020-13-01")); err == nil {
		t.Error("month 13 was read")
	}
}

func TestDateOrder(t *testing.T) {
	order := []civil.Date{{}, parsedDate(t, "2019-12-31"), parsedDate(t, "2020-01-01"), parsedDate(t, "2020-01-02"), parsedDate(t, "2020-02-01")}
	for i, a := range order {
		for j, b := range order {
			if a.Before(b) != (i < j) || a.After(b) != (i > j) || (a.Compare(b) == 0) != (i == j) {
				t.Errorf("%v and %v are out of order", a, b)
			}
		}
	}
}

func BenchmarkDaysBetween(b *testing.B) {
	from, to := parsedDate(b, "2020-01-27"), parsedDate(b, "2020-02-05")
	for b.Loop() {
		civil.DaysBetween(from, to)
	}
}

func BenchmarkWorkingDaysBetween(b *testing.B) {
	from := parsedDate(b, "2020-01-27")
	holiday := func(d civil.Date) bool { return d.Month == time.May && d.Day == 1 }
	for _, bb := range []struct {
		name    string
		to      civil.Date
		holiday func(civil.Date) bool
	}{
		{"9days", parsedDate(b, "2020-02-05"), nil},
		{"100years", parsedDate(b, "2120-02-05"), nil},
		{"1year-holidays", parsedDate(b, "2021-01-27"), holiday},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				civil.WorkingDaysBetween(from, bb.to, bb.holiday)
			}
		})
	}
}
