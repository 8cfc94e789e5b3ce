package holiday

import (
	"time"

	"daylight/disclosure/civil"
)

// israel adds the days of a Gregorian year on which nobody works in Israel: the festivals of the law on working hours
// and Independence Day. The days between and the eves are working days.
//
// The Hebrew calendar is arithmetic since the fourth century. The months from Nisan to Elul have fixed lengths, so
// everything in spring is reckoned back from the New Year that follows.
func israel(of int, add func(civil.Date)) {
	keep := func(d civil.Date) {
		if d.Year == of {
			add(d)
		}
	}
	for hebrew := of + 3760; hebrew <= of+3761; hebrew++ {
		newYear := tishri(hebrew)
		keep(newYear)               // Rosh Hashanah
		keep(newYear.AddDays(1))    // its second day
		keep(newYear.AddDays(9))    // Yom Kippur
		keep(newYear.AddDays(14))   // Sukkot
		keep(newYear.AddDays(21))   // Shemini Atzeret, Simchat Torah
		keep(newYear.AddDays(-163)) // Pesach
		keep(newYear.AddDays(-157)) // its seventh day
		keep(newYear.AddDays(-113)) // Shavuot
		keep(independence(newYear.AddDays(-143), of))
	}
}

// independence moves the 5th of Iyar so that neither it nor the memorial day before it touches the Sabbath.
func independence(d civil.Date, of int) civil.Date {
	switch d.Weekday() {
	case time.Friday:
		return d.AddDays(-1)
	case time.Saturday:
		return d.AddDays(-2)
	case time.Monday:
		if of >= 2004 {
			return d.AddDays(1)
		}
	default:
	}
	return d
}

// tishri is the first day of a Hebrew year.
func tishri(year int) civil.Date {
	before, day, after := molad(year-1), molad(year), molad(year+1)
	switch {
	case after-day == 356:
		day += 2
	case day-before == 382:
		day++
	}
	// Day 0 is the 6th of October 3761 BC of the Julian calendar, 2,092,590 days before 1970-01-01.
	return civil.Date{Year: 1970, Month: time.January, Day: 1}.AddDays(day - 2092590)
}

// molad is the day, since the epoch, on which a year would begin by its new moon, moved off Sundays, Wednesdays and
// Fridays. A month has 29 days and 13,753 of 25,920 parts.
func molad(year int) int {
	months := (235*year - 234) / 19
	parts := 12084 + 13753*months
	day := 29*months + parts/25920
	if 3*(day+1)%7 < 3 {
		day++
	}
	return day
}
