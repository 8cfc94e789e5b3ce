package civil_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"testing"
	"testing/quick"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

func parsedWhen(t testing.TB, s string) civil.When {
	t.Helper()
	w, err := civil.ParseWhen(s)
	if err != nil {
		t.Fatalf("ParseWhen(%q): %v", s, err)
	}
	return w
}

func loadPlace(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// anyWhen draws a When of any precision through the public constructors.
type anyWhen struct{ civil.When }

// Generate implements quick.Generator.
func (anyWhen) Generate(r *rand.Rand, _ int) reflect.Value {
	zones := []string{
		"UTC", "America/New_York", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Asia/Kathmandu", "Pacific/Apia", "Africa/Monrovia",
		"Australia/Lord_Howe", "America/St_Johns", "Europe/Amsterdam", "Africa/Casablanca", "Etc/GMT+5", "EST", "CET",
	}
	at := time.Unix(r.Int63n(300*365*24*3600)-70*365*24*3600, r.Int63n(1e9))
	switch r.Intn(8) {
	case 0:
		return reflect.ValueOf(anyWhen{})
	case 1:
		return reflect.ValueOf(anyWhen{civil.DateOf(at.UTC()).When()})
	case 2:
		return reflect.ValueOf(anyWhen{civil.At(at.In(time.FixedZone("X", r.Intn(40*3600)-20*3600)))})
	case 3:
		text := []string{"%d", "%d-Q%d", "%d-%02d"}[r.Intn(3)]
		switch at := at.UTC(); text {
		case "%d":
			text = fmt.Sprintf(text, at.Year())
		case "%d-Q%d":
			text = fmt.Sprintf(text, at.Year(), (at.Month()+2)/3)
		default:
			text = fmt.Sprintf(text, at.Year(), at.Month())
		}
		w, err := civil.ParseWhen(text)
		if err != nil {
			panic(err) // the generator is wrong
		}
		return reflect.ValueOf(anyWhen{w})
	case 4:
		// Around a change of the clocks, where texts get ambiguous.
		loc, err := time.LoadLocation(zones[r.Intn(len(zones))])
		if err != nil {
			return reflect.ValueOf(anyWhen{})
		}
		if _, end := at.In(loc).ZoneBounds(); !end.IsZero() {
			at = end.Add(time.Duration(r.Intn(4*3600)-2*3600) * time.Second)
		}
		return reflect.ValueOf(anyWhen{civil.At(at.In(loc))})
	default:
		loc, err := time.LoadLocation(zones[r.Intn(len(zones))])
		if err != nil {
			loc = time.UTC
		}
		return reflect.ValueOf(anyWhen{civil.At(at.In(loc))})
	}
}

func TestEveryWhenReadsBackEqual(t *testing.T) {
	roundTrips := func(a anyWhen) bool {
		w, err := civil.ParseWhen(a.String())
		if err != nil || w != a.When {
			t.Logf("%q = %+v, %v; want %+v", a.String(), w, err, a.When)
			return false
		}
		var u civil.When
		text, err := a.MarshalText()
		if err != nil || u.UnmarshalText(text) != nil || u != a.When {
			return false
		}
		if instant, ok := a.Instant(); ok {
			// RFC 3339 keeps the instant, if not the name of the place.
			back, err := time.Parse(time.RFC3339, a.RFC3339())
			return err == nil && back.Equal(instant) && a.First() == a.Last() && a.Precision() == civil.PrecisionMinute
		}
		return a.RFC3339() == a.String() && !a.Last().Before(a.First()) && a.Zone() == ""
	}
	if err := quick.Check(roundTrips, &quick.Config{MaxCount: 20_000}); err != nil {
		t.Error(err)
	}
}

func TestCompareIsATotalOrder(t *testing.T) {
	sign := func(n int) int { return min(1, max(-1, n)) }
	total := func(a, b, c anyWhen) bool {
		all := []civil.When{a.When, b.When, c.When}
		slices.SortFunc(all, civil.When.Compare)
		return a.Compare(b.When) == -b.Compare(a.When) &&
			(a.Compare(b.When) == 0) == (a.When == b.When) &&
			sign(all[0].Compare(all[2])) <= 0 && all[0].Compare(all[1]) <= 0 && all[1].Compare(all[2]) <= 0 &&
			(!a.SurelyBefore(b.When) || !b.SurelyBefore(a.When))
	}
	if err := quick.Check(total, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

func TestCompareSortsAsAReaderExpects(t *testing.T) {
	want := []string{
		"2013", "2013-10", "2013-10-01", "2013-10-11",
		"2020", "2020-Q1", "2020-01", "2020-01-01", "2020-01-24", "2020-01-27",
		"2020-01-27T08:00:00Z", "2020-01-27T10:00:00+01:00", "2020-01-27T09:00:00Z", "2020-01-27T23:30:00Z", "2020-01-28",
		"", "",
	}
	var got []civil.When
	for _, text := range slices.Backward(want) {
		got = append(got, parsedWhen(t, text))
	}
	slices.SortFunc(got, civil.When.Compare)
	for i, w := range got {
		if w.String() != want[i] {
			t.Errorf("row %d is %q, want %q (all: %v)", i, w, want[i], got)
		}
	}
}

func TestSurelyBeforeNeedsEveryReading(t *testing.T) {
	tests := []struct {
		name string
		a, b string
		want bool
	}{
		{"a day and the next", "2020-01-27", "2020-01-28", true},
		{"the same day says nothing", "2020-01-27", "2020-01-27", false},
		{"a later day", "2020-01-28", "2020-01-27", false},
		{"a month and a day in it", "2019-11", "2019-11-30", false},
		{"a month and a day after it", "2019-11", "2019-12-01", true},
		{"a day and its month", "2019-11-01", "2019-11", false},
		{"a quarter and the next", "2022-Q3", "2022-Q4", true},
		{"a quarter and its last month", "2022-Q3", "2022-09", false},
		{"a year and the next", "2013", "2014", true},
		{"instants as instants, although the date of the first is later", "2020-01-28T00:30:00+02:00", "2020-01-27T23:30:00Z", true},
		{"equal instants in two zones", "2020-01-27T10:00:00+01:00", "2020-01-27T09:00:00Z", false},
		{"a minute before", "2020-01-27T09:00:00Z", "2020-01-27T09:01:00Z", true},
		{"an instant on the day itself", "2020-01-27T09:00:00Z", "2020-01-27", false},
		{"an instant and the next day", "2020-01-27T23:59:00Z", "2020-01-28", true},
		{"the unknown is before nothing", "", "2020-01-28", false},
		{"nothing is before the unknown", "2020-01-28", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parsedWhen(t, tt.a).SurelyBefore(parsedWhen(t, tt.b)); got != tt.want {
				t.Errorf("%q surely before %q = %t, want %t", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

func TestAtKeepsAZoneThatMeansTheSameToEverybody(t *testing.T) {
	instant := time.Date(2020, 6, 29, 11, 33, 0, 999, time.UTC)
	tests := []struct {
		name string
		loc  *time.Location
		want string
		zone string
		rfc  string
	}{
		{"UTC is Z", time.UTC, "2020-06-29T11:33:00Z", "Z", "2020-06-29T11:33:00Z"},
		{"a place keeps its name", loadPlace(t, "America/New_York"), "2020-06-29T07:33 America/New_York", "America/New_York", "2020-06-29T07:33:00-04:00"},
		{"half hours", loadPlace(t, "Asia/Kolkata"), "2020-06-29T17:03 Asia/Kolkata", "Asia/Kolkata", "2020-06-29T17:03:00+05:30"},
		{"an abbreviation becomes its offset", time.FixedZone("EST", -5*3600), "2020-06-29T06:33:00-05:00", "-05:00", "2020-06-29T06:33:00-05:00"},
		{"a zone that lies about its place", time.FixedZone("Europe/Berlin", 3600), "2020-06-29T12:33:00+01:00", "+01:00", "2020-06-29T12:33:00+01:00"},
		{"an invented place", time.FixedZone("Mars/Base", 3600), "2020-06-29T12:33:00+01:00", "+01:00", "2020-06-29T12:33:00+01:00"},
		{"an offset with seconds has no text and becomes UTC", time.FixedZone("LMT", 1172), "2020-06-29T11:33:00Z", "Z", "2020-06-29T11:33:00Z"},
		{"an offset beyond the earth becomes UTC", time.FixedZone("", 20*3600), "2020-06-29T11:33:00Z", "Z", "2020-06-29T11:33:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := civil.At(instant.In(tt.loc))
			if w.String() != tt.want || w.Zone() != tt.zone || w.RFC3339() != tt.rfc {
				t.Errorf("String %q, Zone %q, RFC3339 %q; want %q, %q, %q", w, w.Zone(), w.RFC3339(), tt.want, tt.zone, tt.rfc)
			}
			if got, ok := w.Instant(); !ok || !got.Equal(instant.Truncate(time.Second)) || got.Location() != time.UTC {
				t.Errorf("Instant() = %v, %t", got, ok)
			}
		})
	}
}

func TestAtInTheRepeatedHourKeepsBothReadingsApart(t *testing.T) {
	ny := loadPlace(t, "America/New_York")
	first := civil.At(time.Date(2020, 11, 1, 5, 30, 0, 0, time.UTC).In(ny))
	second := civil.At(time.Date(2020, 11, 1, 6, 30, 0, 0, time.UTC).In(ny))
	if first.String() != "2020-11-01T01:30-04:00 America/New_York" || second.String() != "2020-11-01T01:30-05:00 America/New_York" {
		t.Errorf("%q and %q", first, second)
	}
	if first == second || !first.SurelyBefore(second) {
		t.Error("the two are not told apart")
	}
}

func TestConstructorsInventNothing(t *testing.T) {
	for name, w := range map[string]civil.When{
		"the zero time":    civil.At(time.Time{}),
		"year 1899":        civil.At(time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)),
		"year 2201":        civil.At(time.Date(2201, 1, 1, 0, 0, 0, 0, time.UTC)),
		"30 February":      civil.OnDay(2020, time.February, 30),
		"29 February 2019": civil.OnDay(2019, time.February, 29),
		"month 13":         civil.OnDay(2019, 13, 1),
		"day 0":            civil.OnDay(2019, 1, 0),
		"the zero date":    civil.Date{}.When(),
	} {
		if !w.IsZero() || w != (civil.When{}) {
			t.Errorf("%s gives %q", name, w)
		}
	}
	if got := civil.OnDay(2020, time.February, 29).String(); got != "2020-02-29" {
		t.Errorf("a leap day gives %q", got)
	}
}

func TestPeriodsHaveAFirstAndALastDay(t *testing.T) {
	tests := []struct{ in, precision, first, last string }{
		{"", "", "", ""},
		{"2013", "year", "2013-01-01", "2013-12-31"},
		{"2022-Q1", "quarter", "2022-01-01", "2022-03-31"},
		{"2022-Q3", "quarter", "2022-07-01", "2022-09-30"},
		{"2022-Q4", "quarter", "2022-10-01", "2022-12-31"},
		{"2013-10", "month", "2013-10-01", "2013-10-31"},
		{"2020-02", "month", "2020-02-01", "2020-02-29"},
		{"2019-02", "month", "2019-02-01", "2019-02-28"},
		{"2020-01-27", "day", "2020-01-27", "2020-01-27"},
		{"2020-01-27T23:30:00-08:00", "minute", "2020-01-27", "2020-01-27"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			w := parsedWhen(t, tt.in)
			if w.Precision().String() != tt.precision || w.First().String() != tt.first || w.Last().String() != tt.last {
				t.Errorf("%s from %s to %s; want %s from %s to %s", w.Precision(), w.First(), w.Last(), tt.precision, tt.first, tt.last)
			}
			if _, ok := w.Instant(); ok != (tt.precision == "minute") {
				t.Errorf("has an instant: %t", ok)
			}
		})
	}
	if got := parsedWhen(t, "2013-10").Time(); !got.Equal(time.Date(2013, 10, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a month orders by %v", got)
	}
	if got := parsedWhen(t, "2020-01-27T23:30:00-08:00").Time(); !got.Equal(time.Date(2020, 1, 28, 7, 30, 0, 0, time.UTC)) {
		t.Errorf("an instant orders by %v", got)
	}
	if !(civil.When{}).Time().IsZero() {
		t.Error("the unknown has a time")
	}
}

func TestWhenInJSON(t *testing.T) {
	type row struct {
		At        civil.When      `json:"at"`
		Until     civil.When      `json:"until,omitzero"`
		Precision civil.Precision `json:"precision"`
	}
	in := row{At: parsedWhen(t, "2019-11"), Precision: civil.PrecisionMonth}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"at":"2019-11","precision":"month"}` {
		t.Fatalf("%s, %v", text, err)
	}
	var back row
	if err := json.Unmarshal(text, &back); err != nil || back != in {
		t.Errorf("%+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"at":"","precision":""}`), &back); err != nil || !back.At.IsZero() || back.Precision != civil.PrecisionNone {
		t.Errorf("the unknown = %+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"at":"27/01/2020"}`), &back); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a slash date in JSON: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"precision":"week"}`), &back); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("an unknown precision in JSON: %v", err)
	}
	if _, err := json.Marshal(civil.Precision(9)); err == nil {
		t.Error("an impossible precision was written")
	}
}

func BenchmarkWhenString(b *testing.B) {
	for _, in := range []string{"2020-01-27", "2020-06-29T07:33 America/New_York"} {
		w := parsedWhen(b, in)
		b.Run(in, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = w.String()
			}
		})
	}
}

func BenchmarkWhenCompare(b *testing.B) {
	x, y := parsedWhen(b, "2020-01-27T10:00:00Z"), parsedWhen(b, "2020-01-27T11:00:00+01:00")
	for b.Loop() {
		x.Compare(y)
	}
}
