package writeup

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
)

// date writes a date with the long name of its month, as exactly as its source states it. Never 05/02.
func (t *texts) date(w civil.When) string {
	if w.Precision() == civil.PrecisionMinute {
		clock, zone := clockOf(w)
		return t.get("date.minute", "date", t.day(w), "time", clock, "zone", zone)
	}
	return t.day(w)
}

// stamp is [texts.date] inside a sentence, for an instant in UTC.
func (t *texts) stamp(w civil.When) string {
	at, ok := w.Instant()
	if !ok {
		return t.date(w)
	}
	w = civil.At(at)
	clock, zone := clockOf(w)
	return t.get("stamp", "date", t.day(w), "time", clock, "zone", zone)
}

// day writes a date without its hour.
func (t *texts) day(w civil.When) string {
	d := w.First()
	year := strconv.Itoa(d.Year)
	switch w.Precision() {
	case civil.PrecisionYear:
		return t.get("date.year", "y", year)
	case civil.PrecisionQuarter:
		q := strconv.Itoa((int(d.Month) + 2) / 3)
		return t.get("date.quarter."+q, "q", q, "y", year)
	case civil.PrecisionMonth:
		return t.get("date.month", "month", t.month(d), "y", year)
	case civil.PrecisionDay, civil.PrecisionMinute:
		return t.civil(d)
	case civil.PrecisionNone:
		return ""
	default:
		return ""
	}
}

// civil writes a day: 27 January 2020, 27. Januar 2020, 27 janvier 2020, 1er février 2020.
func (t *texts) civil(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	key := "date.day"
	if d.Day == 1 {
		key = "date.first"
	}
	return t.get(key, "d", strconv.Itoa(d.Day), "month", t.month(d), "y", strconv.Itoa(d.Year))
}

// on writes a date with its preposition: "on 27 January 2020", "im Oktober 2013". It has no hour.
func (t *texts) on(w civil.When) string {
	key := "on.day"
	switch w.Precision() {
	case civil.PrecisionYear:
		key = "on.year"
	case civil.PrecisionQuarter:
		key = "on.quarter"
	case civil.PrecisionMonth:
		key = "on.month"
	case civil.PrecisionNone, civil.PrecisionDay, civil.PrecisionMinute:
	}
	return t.get(key, "date", t.day(w))
}

// short writes a day for the axis of a picture.
func (t *texts) short(d civil.Date, year bool) string {
	key := "date.short"
	switch {
	case year:
		key = "date.shortyear"
	case d.Day == 1:
		key = "date.short1"
	}
	return t.get(key, "d", strconv.Itoa(d.Day), "month", t.MonthsShort[month(d)], "y", strconv.Itoa(d.Year))
}

func (t *texts) month(d civil.Date) string { return t.Months[month(d)] }

// month is the index of a month, whatever a Date that nobody validated holds.
func month(d civil.Date) int { return min(max(int(d.Month)-1, 0), 11) }

// clockOf returns hour, minute and zone of an instant as its source states them.
func clockOf(w civil.When) (clock, zone string) {
	text := w.RFC3339()
	if i := strings.IndexByte(text, 'T'); i > 0 && len(text) >= i+6 {
		clock = text[i+1 : i+6]
	}
	switch zone = w.Zone(); {
	case zone == "Z":
		zone = "UTC"
	case strings.HasPrefix(zone, "+") || strings.HasPrefix(zone, "-"):
		zone = "UTC" + zone
	}
	return clock, zone
}

// datetime returns the machine-readable form for the datetime attribute of HTML, which knows no quarters.
func datetime(w civil.When) string {
	if w.Precision() == civil.PrecisionQuarter {
		return ""
	}
	return w.RFC3339()
}

// span writes the date of a row together with the end of its span.
func (t *texts) span(at civil.When, until *string) string {
	switch {
	case until == nil:
		return t.date(at)
	case *until == timeline.UntilOpen:
		return t.get("span.open", "from", t.date(at))
	}
	end, err := civil.ParseWhen(*until)
	if err != nil {
		return t.date(at)
	}
	return t.get("span", "from", t.date(at), "to", t.date(end))
}

// interval writes when an asset was closed: our probes only know that it was after one and not after another.
func (t *texts) interval(c disclosure.Closure) string {
	if !c.LastOpen.IsZero() && c.Verified && c.At.Precision() == civil.PrecisionMinute {
		return t.get("interval", "from", t.stamp(civil.At(c.LastOpen.UTC())), "to", t.stamp(c.At))
	}
	return ""
}

// whenOf reads the date of a row, also of one that came out of JSON.
func whenOf(r timeline.Row) civil.When {
	if !r.When.IsZero() {
		return r.When
	}
	return readWhen(r.At)
}

func readWhen(text string) civil.When {
	w, err := civil.ParseWhen(text)
	if err != nil {
		return civil.When{}
	}
	return w
}

// isoDate is the date of a page for machines.
func isoDate(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, max(int(d.Month), int(time.January)), d.Day)
}
