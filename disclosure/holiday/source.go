package holiday

import (
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/us"

	"daylight/disclosure/civil"
)

// sources are the holidays of the library by set. The Dutch set is the one of the law on terms (Algemene
// termijnenwet), which counts Good Friday and the 5th of May every year. The British one is that of England and Wales,
// the American one that of the federal government. Assumption Day in Bavaria depends on the municipality and is left
// out.
func sources() map[string][]*cal.Holiday {
	return map[string][]*cal.Holiday{
		"DE": de.Holidays, "FR": fr.Holidays, "GB": gb.Holidays, "NL": nl.Holidays, "US": us.Holidays,
		"DE-BB": de.HolidaysBB, "DE-BE": de.HolidaysBE, "DE-BW": de.HolidaysBW, "DE-BY": de.HolidaysBY,
		"DE-HB": de.HolidaysHB, "DE-HE": de.HolidaysHE, "DE-HH": de.HolidaysHH, "DE-MV": de.HolidaysMV,
		"DE-NI": de.HolidaysNI, "DE-NW": de.HolidaysNW, "DE-RP": de.HolidaysRP, "DE-SH": de.HolidaysSH,
		"DE-SL": de.HolidaysSL, "DE-SN": de.HolidaysSN, "DE-ST": de.HolidaysST, "DE-TH": de.HolidaysTH,
	}
}

// amendment corrects the library where a day was a holiday, or was none, in some years only.
type amendment struct {
	sets     string // separated by blanks; "DE*" is Germany with all its states
	from, to int    // years, inclusive
	month    time.Month
	day      int
	drop     bool
}

// amendments of the edition 2026.
var amendments = [...]amendment{
	{sets: "DE-BE", from: firstYear, to: 2018, month: time.March, day: 8, drop: true}, // Women's Day since 2019
	{sets: "DE-MV", from: 2023, to: lastYear, month: time.March, day: 8},
	{sets: "DE-BE", from: 2020, to: 2020, month: time.May, day: 8}, // 75 and 80 years after the war
	{sets: "DE-BE", from: 2025, to: 2025, month: time.May, day: 8},
	{sets: "DE-BE", from: 2028, to: 2028, month: time.June, day: 17},
	// Reformation Day came to the north in 2018; its 500th anniversary was free everywhere.
	{sets: "DE-HB DE-HH DE-NI DE-SH", from: firstYear, to: 2016, month: time.October, day: 31, drop: true},
	{sets: "DE*", from: 2017, to: 2017, month: time.October, day: 31},
	// The Queen's day moved when the King came.
	{sets: "NL", from: firstYear, to: 2013, month: time.April, day: 27, drop: true},
	{sets: "NL", from: firstYear, to: 2013, month: time.April, day: 30},
	{sets: "GB", from: 2011, to: 2011, month: time.April, day: 29}, // royal wedding
	{sets: "GB", from: 2012, to: 2012, month: time.May, day: 28, drop: true},
	{sets: "GB", from: 2012, to: 2012, month: time.June, day: 4}, // jubilee
	{sets: "GB", from: 2012, to: 2012, month: time.June, day: 5},
	{sets: "GB", from: 2022, to: 2022, month: time.September, day: 19}, // state funeral
}

func (a *amendment) of(base string) bool {
	for name := range strings.FieldsSeq(a.sets) {
		if name == base || name == "DE*" && strings.HasPrefix(base, "DE") {
			return true
		}
	}
	return false
}

func amend(base string, of int, y *year) {
	for i := range amendments {
		a := &amendments[i]
		if !a.of(base) || of < a.from || of > a.to {
			continue
		}
		d := civil.Date{Year: of, Month: a.month, Day: a.day}
		if a.drop {
			y.drop(d)
		} else {
			y.add(d)
		}
	}
}
