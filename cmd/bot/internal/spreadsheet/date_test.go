package spreadsheet

import (
	"strings"
	"testing"

	"daylight/disclosure/civil"
)

func TestDatesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ day, clock, zone, want string }{
		{"2020-01-27", "", "", "2020-01-27"},
		{" 2020-1-7 ", "", "", "2020-01-07"},
		{"2020/01/27", "", "", "2020-01-27"},
		{"20200127", "", "", "2020-01-27"},
		{"27.01.2020", "", "", "2020-01-27"},
		{"3. 4. 2020", "", "", "2020-04-03"},
		{"27/01/2020", "", "", "2020-01-27"},
		{"01/27/2020", "", "", "2020-01-27"},
		{"04/04/2020", "", "", "2020-04-04"},
		{"27 Jan 2020", "", "", "2020-01-27"},
		{"27-Jan-2020", "", "", "2020-01-27"},
		{"27. Januar 2020", "", "", "2020-01-27"},
		{"Montag, 27. Januar 2020", "", "", "2020-01-27"},
		{"January 27th, 2020", "", "", "2020-01-27"},
		{"Mon, Jan 27 2020", "", "", "2020-01-27"},
		{"1er février 2020", "", "", "2020-02-01"},
		{"3. März 2020", "", "", "2020-03-03"},
		{"Sept. 2020", "", "", "2020-09"},
		{"juil. 2020", "", "", "2020-07"},
		{"Januar 2020", "", "", "2020-01"},
		{"01/2020", "", "", "2020-01"},
		{"2020.01", "", "", "2020-01"},
		{"Q1 2020", "", "", "2020-Q1"},
		{"2020 Q3", "", "", "2020-Q3"},
		{"2. Quartal 2020", "", "", "2020-Q2"},
		{"2020", "", "", "2020"},
		{"2020-01-27 00:00:00", "", "", "2020-01-27"},
		{"27.01.2020 00:00", "", "", "2020-01-27"},
		{"27.01.2020", "", "Europe/Paris", "2020-01-27"},
		{"27.01.2020", "10:30", "Europe/Paris", "2020-01-27T10:30 Europe/Paris"},
		{"27 Jan 2020", "7:33 pm", "UTC", "2020-01-27T19:33:00Z"},
		{"27 Jan 2020", "12:05 AM", "+02:00", "2020-01-27T00:05:00+02:00"},
		{"27.01.2020 10:30 Uhr", "", "Europe/Berlin", "2020-01-27T10:30 Europe/Berlin"},
		{"2020-01-27T10:30:00+01:00", "", "", "2020-01-27T10:30:00+01:00"},
	} {
		got, err := dates{}.read(v.day, v.clock, v.zone)
		if err != nil || got != v.want {
			t.Errorf("%q %q %q is %q (%v), want %q", v.day, v.clock, v.zone, got, err, v.want)
		}
	}
}

func TestADateThatCannotBeToldIsRefusedWithWhatToWrite(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ day, clock, zone, want string }{
		{"03/04/2020", "", "", "can be 2020-04-03 or 2020-03-04"},
		{"3-4-2020", "", "", "can be 2020-04-03 or 2020-03-04"},
		{"31/31/2020", "", "", "does not exist in any order"},
		{"27.01.20", "", "", "a year of two digits"},
		{"43857", "", "", "the number by which a spreadsheet stores a day"},
		{"31.02.2020", "", "", "February 2020 has 29 days"},
		{"early May 2020", "", "", "is not a date"},
		{"jui 2020", "", "", "is not a date"},
		{"=DATE(2020;1;27)", "", "", "is not a date"},
		{"2020-01-27", "10:30", "", "has no zone"},
		{"2020-01-27", "25:00", "UTC", "no such time"},
		{"2020-01-27", "13:00 pm", "UTC", "is not a time"},
		{"2020-01-27", "10:30", "CET", "is not a zone"},
		{"2020-01", "10:30", "UTC", "leave the time out"},
		{"2020-01-27 10:30", "11:30", "UTC", "has a time already"},
		{"2020-01-27T10:30:00Z", "11:30", "UTC", "has a time already"},
	} {
		got, err := dates{}.read(v.day, v.clock, v.zone)
		if err == nil || !strings.Contains(err.Error(), v.want) {
			t.Errorf("%q %q %q is %q (%v), want a refusal with %q", v.day, v.clock, v.zone, got, err, v.want)
		}
	}
}

func TestTheOrderThatAPersonNamesDecidesAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		order     Order
		day, want string
	}{
		{DayFirst, "03/04/2020", "2020-04-03"},
		{MonthFirst, "03/04/2020", "2020-03-04"},
		{DayFirst, "27/01/2020", "2020-01-27"},
		{DayFirst, "01/27/2020", ""}, // the sheet is not what was said of it
		{MonthFirst, "27/01/2020", ""},
		{MonthFirst, "03.04.2020", "2020-04-03"}, // with dots the day comes first everywhere
	} {
		got, err := dates{order: v.order}.read(v.day, "", "")
		if got != v.want || (err == nil) != (v.want != "") {
			t.Errorf("%s %q is %q (%v), want %q", v.order, v.day, got, err, v.want)
		}
	}
	if got, err := (dates{zone: "Europe/Berlin"}).read("2020-01-27", "10:30", ""); err != nil || got != "2020-01-27T10:30 Europe/Berlin" {
		t.Errorf("a time without a zone is %q, %v", got, err)
	}
}

// FuzzDate: whatever is read is a date of Daylight, and reads as itself.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"27.01.2020", "Jan 27, 2020", "Q1 2020", "03/04/2020", "2020-01-27 10:30 UTC", "٢٠٢٠", "1er février 2020"} {
		f.Add(s, "10:30", "Europe/Paris")
	}
	f.Fuzz(func(t *testing.T, day, clock, zone string) {
		got, err := dates{}.read(day, clock, zone)
		if err != nil || got == "" {
			return
		}
		w, err := civil.ParseWhen(got)
		if err != nil || w.String() != got {
			t.Errorf("%q %q %q is %q: %v", day, clock, zone, got, err)
		}
	})
}
