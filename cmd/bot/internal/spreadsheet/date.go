package spreadsheet

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// Order says which number of 03/04/2020 is the day. Nothing in a sheet tells for sure, so a person says it.
type Order string

// The orders of dates with slashes.
const (
	Unordered  Order = "" // a date that can be read in two ways is a mistake
	DayFirst   Order = "day-first"
	MonthFirst Order = "month-first"
)

// Orders are the orders that a person can name.
func Orders() []Order { return []Order{DayFirst, MonthFirst} }

// The forms in which people write dates. Weekdays and ordinals say nothing more.
var (
	dottedForm  = pattern.New(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$`)
	slashForm   = pattern.New(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$`)
	yearForm    = pattern.New(`^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$`)
	compactForm = pattern.New(`^(\d{4})(\d\d)(\d\d)$`)
	monthForm   = pattern.New(`^(\d{1,2})[/.-](\d{4})$`)
	monthLast   = pattern.New(`^(\d{4})[/.-](\d{1,2})$`)
	quarterForm = pattern.New(`(?i)^q([1-4])[ /.-]?(\d{4})$`)
	quarterLast = pattern.New(`(?i)^(\d{4})[ /.-]?q([1-4])$`)
	quarterWord = pattern.New(`(?i)^([1-4])(?:\.|st|nd|rd|th)? ?(?:quartal|quarter)(?: of)? (\d{4})$`)
	shortYear   = pattern.New(`^\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2}$`)
	serialForm  = pattern.New(`^\d{5}(?:[.,]\d+)?$`)
	dayNamed    = pattern.New(`^(?:\pL+\.?,? )?(\d{1,2})(?:\.|st|nd|rd|th|er)?[ -]?(?:of )?(\pL{3,})\.?,?[ -](\d{4})$`)
	nameDay     = pattern.New(`^(?:\pL+\.?, )?(\pL{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`)
	monthNamed  = pattern.New(`^(\pL{3,})\.?,?[ -](\d{4})$`)
	withClock   = pattern.New(`^(\S.*?)(?:, ?|T| )(\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: Uhr)?)(?: ?(Z|UTC|GMT|[+-]\d\d:\d\d|[A-Z][A-Za-z_]+/[A-Za-z_/]+))?$`)
	clockForm   = pattern.New(`^(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(?:Uhr|h))?$`)
	midnight    = pattern.New(`^0{1,2}:00(?::00(?:\.0+)?)?$`)
	offsetForm  = pattern.New(`^[+-]\d\d:\d\d$`)
)

// monthOf is the number of a month by its name in English, German or French, or by its first three or four letters; 0 where it
// is none or could be two.
func monthOf(word string) int {
	word = strings.ToLower(word)
	found := 0
	for i, names := range [12][]string{
		{"january", "januar", "jänner", "janvier"},
		{"february", "februar", "feber", "février"},
		{"march", "märz", "maerz", "mars", "mrz"},
		{"april", "avril"},
		{"may", "mai"},
		{"june", "juni", "juin"},
		{"july", "juli", "juillet"},
		{"august", "août"},
		{"september", "septembre"},
		{"october", "oktober", "octobre"},
		{"november", "novembre"},
		{"december", "dezember", "décembre"},
	} {
		for _, name := range names {
			if word != name && (utf8.RuneCountInString(word) > 4 || !strings.HasPrefix(name, word)) {
				continue
			}
			if found != 0 && found != i+1 {
				return 0
			}
			found = i + 1
		}
	}
	return found
}

// dates reads dates of a sheet.
type dates struct {
	order Order
	zone  string // of times without one, "" if nobody says so
}

// read joins date, time and zone of a row to a text that [civil.ParseWhen] reads. The error says what to write instead.
func (d dates) read(day, clock, zone string) (string, error) {
	day, clock, zone = blanks(day), blanks(clock), blanks(zone)
	if w, err := civil.ParseWhen(day); err == nil && w.Precision() == civil.PrecisionMinute {
		if clock != "" {
			return "", fmt.Errorf("%q has a time already: leave the column with the time empty", day)
		}
		return w.String(), nil
	}
	if m := withClock.FindStringSubmatch(day); m != nil {
		switch {
		case midnight.MatchString(m[2]) && m[3] == "":
			// So a spreadsheet writes a day without any time.
		case clock != "":
			return "", fmt.Errorf("%q has a time already: leave the column with the time empty", day)
		default:
			clock = strings.TrimSuffix(m[2], " Uhr")
			if m[3] != "" {
				zone = m[3]
			}
		}
		day = m[1]
	}
	known, err := d.day(day)
	if err != nil || clock == "" {
		return known, err
	}
	return d.instant(known, clock, zone)
}

// instant adds a time to a day.
func (d dates) instant(day, clock, zone string) (string, error) {
	if w, _ := civil.ParseWhen(day); w.Precision() != civil.PrecisionDay {
		return "", fmt.Errorf("%q has the time %s and no day: leave the time out", day, clock)
	}
	m := clockForm.FindStringSubmatch(clock)
	if m == nil {
		return "", fmt.Errorf("%q is not a time: write it as 07:33 (24 hours)", clock)
	}
	hour, _ := strconv.Atoi(m[1])
	switch half := strings.ToLower(m[4]); {
	case half != "" && (hour < 1 || hour > 12):
		return "", fmt.Errorf("%q is not a time: write it as 07:33 (24 hours)", clock)
	case half == "p" && hour < 12:
		hour += 12
	case half == "a" && hour == 12:
		hour = 0
	}
	if zone == "" {
		zone = d.zone
	}
	out := fmt.Sprintf("%sT%02d:%s", day, hour, m[2])
	if m[3] != "" {
		out += ":" + m[3]
	}
	switch {
	case zone == "":
		return "", fmt.Errorf("%s at %s has no zone: add a column zone with a place such as Europe/Paris, or say --zone for the whole sheet", day, clock)
	case zone == "Z" || zone == "UTC" || zone == "GMT":
		out += "Z"
	case offsetForm.MatchString(zone):
		out += zone
	default:
		out += " " + zone
	}
	w, err := civil.ParseWhen(out)
	if err != nil {
		return "", errors.New(messageOf(err))
	}
	return w.String(), nil
}

// day reads a day or a longer period.
func (d dates) day(s string) (string, error) {
	if w, err := civil.ParseWhen(s); err == nil {
		return w.String(), nil
	}
	switch {
	case shortYear.MatchString(s):
		return "", fmt.Errorf("%q has a year of two digits: write all four, as in 2020-01-27", s)
	case serialForm.MatchString(s):
		return "", fmt.Errorf("%q is the number by which a spreadsheet stores a day: give the column the format YYYY-MM-DD and save it again", s)
	}
	if m := slashForm.FindStringSubmatch(s); m != nil {
		return d.slash(s, m[1], m[2], m[3])
	}
	out := numbered(s)
	if out == "" {
		out = named(s)
	}
	if out == "" {
		out = s
	}
	w, err := civil.ParseWhen(out)
	if err != nil {
		return "", errors.New(messageOf(err))
	}
	return w.String(), nil
}

// slash reads a date of which only a person knows whether the day or the month comes first, unless one of them is no month.
func (d dates) slash(s, one, two, year string) (string, error) {
	dayFirst, monthFirst := joined(year, two, one), joined(year, one, two)
	a, errA := civil.ParseWhen(dayFirst)
	b, errB := civil.ParseWhen(monthFirst)
	switch {
	case errA != nil && errB != nil:
		return "", fmt.Errorf("%q does not exist in any order: write the date as 2020-01-27 (year-month-day)", s)
	case d.order == DayFirst && errA != nil || d.order == MonthFirst && errB != nil:
		return "", fmt.Errorf("%q is no date in the order %s, which was named for the whole sheet: write it as year-month-day", s, d.order)
	case d.order == DayFirst || d.order == Unordered && errB != nil || a == b:
		return a.String(), nil //nolint:nilerr // the other order is none
	case d.order == MonthFirst || errA != nil:
		return b.String(), nil //nolint:nilerr // as above
	}
	return "", fmt.Errorf("%q can be %s or %s: write it as one of the two (year-month-day), or say for the whole sheet --dates %s or --dates %s",
		s, a, b, DayFirst, MonthFirst)
}

// numbered reads forms of digits that have one reading, "" if s is none.
func numbered(s string) string {
	for _, f := range []struct {
		form             *pattern.Pattern
		year, month, day int // which group
	}{
		{dottedForm, 3, 2, 1}, {yearForm, 1, 2, 3}, {compactForm, 1, 2, 3}, {monthForm, 2, 1, 0}, {monthLast, 1, 2, 0},
	} {
		if m := f.form.FindStringSubmatch(s); m != nil {
			day := ""
			if f.day > 0 {
				day = m[f.day]
			}
			return joined(m[f.year], m[f.month], day)
		}
	}
	if m := quarterForm.FindStringSubmatch(s); m != nil {
		return m[2] + "-Q" + m[1]
	}
	if m := quarterLast.FindStringSubmatch(s); m != nil {
		return m[1] + "-Q" + m[2]
	}
	if m := quarterWord.FindStringSubmatch(s); m != nil {
		return m[2] + "-Q" + m[1]
	}
	return ""
}

// named reads forms with the name of a month, "" if s is none.
func named(s string) string {
	for _, f := range []struct {
		form             *pattern.Pattern
		day, month, year int
	}{
		{dayNamed, 1, 2, 3}, {nameDay, 2, 1, 3}, {monthNamed, 0, 1, 2},
	} {
		m := f.form.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		month := monthOf(m[f.month])
		if month == 0 {
			continue
		}
		day := ""
		if f.day > 0 {
			day = m[f.day]
		}
		return joined(m[f.year], strconv.Itoa(month), day)
	}
	return ""
}

// joined writes year, month and, where there is one, day.
func joined(year, month, day string) string {
	out := year + "-" + two(month)
	if day != "" {
		out += "-" + two(day)
	}
	return out
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// blanks makes every run of blanks one, also those that do not break.
func blanks(s string) string { return strings.Join(strings.Fields(s), " ") }

// messageOf returns the part of an error that a person may read.
func messageOf(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Message
	}
	return err.Error()
}
