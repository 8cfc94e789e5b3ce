package civil

import (
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// The forms that people and published timelines use instead, each with its own answer. They are only tried on text
// that was refused already, and on no more than [maxWhenLen] bytes.
var (
	yearLastForm    = pattern.New(`^(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})(?:[ T,].*)?$`)
	yearFirstForm   = pattern.New(`^(\d{4})(?:[./-](\d{1,2})[./-](\d{1,2})|(\d\d)(\d\d))$`)
	noYearForm      = pattern.New(`^\d{1,2}[./-]\d{1,2}(?:[./-]\d{0,2})?$`)
	monthYearForm   = pattern.New(`^(\d{1,2})[./-](\d{4})$`)
	yearMonthForm   = pattern.New(`^(\d{4})[./-](\d{1,2})$`)
	quarterForm     = pattern.New(`^(?:(\d{4})[-/ ]?[qQ]([1-4])|[qQ]([1-4])[-/ ]?(\d{4}))$`)
	unfilledForm    = pattern.New(`^(\d{4})(?:-(\d\d))?(?:-(?:[?_*]+|[xX]+|[dD]+|[mM]+))+$`)
	blankClockForm  = pattern.New(`^(\d{4}-\d\d-\d\d) +(\d\d:\d\d.*)$`)
	placeholderForm = pattern.New(`(?i)^(?:y{2,4}[-./]m{1,2}[-./]d{1,2}|d{1,2}[-./]m{1,2}[-./]y{2,4}|tb[acd]|todo|n/?a|\?+)(?:\W.*)?$`)
)

// adviseWhen explains why s is no date and what to write instead. Every date that it proposes is one that
// [ParseWhen] accepts.
func adviseWhen(s string) error {
	if t := strings.TrimSpace(s); t != s && acceptable(t) {
		return fault.Errorf(fault.Invalid, "%q has blanks around the date: write %s", s, t)
	}
	if placeholderForm.MatchString(s) {
		return fault.Errorf(fault.Invalid, "%q is a placeholder: write what is known, as in %s, or leave the date out", s, whenForms)
	}
	if m := unfilledForm.FindStringSubmatch(s); m != nil {
		known := m[1]
		if m[2] != "" {
			known += "-" + m[2]
		}
		if acceptable(known) {
			return fault.Errorf(fault.Invalid, "%q is not filled in: write %s if no more is known", s, known)
		}
	}
	if err := adviseOrder(s); err != nil {
		return err
	}
	if noYearForm.MatchString(s) {
		return fault.Errorf(fault.Invalid, "%q is ambiguous and has no full year: write the date as 2020-01-27 (year-month-day)", s)
	}
	if known := rewritten(s); known != "" {
		return fault.Errorf(fault.Invalid, "%q is not in the form of a date here: write %s", s, known)
	}
	if w, rest := leadingDay(s); !w.IsZero() {
		return fault.Errorf(fault.Invalid, "%q has %q after the date: write %s alone, or with a time as in %sT07:33Z", s, rest, w, w)
	}
	return fault.Errorf(fault.Invalid, "%q is not a date: write %s", s, whenForms)
}

// adviseOrder answers for three numbers whose order a reader cannot know. Of the slash dates in one corpus of
// published timelines a third could be read both ways, and of the rest most had the month first, but not all.
func adviseOrder(s string) error {
	if m := yearLastForm.FindStringSubmatch(s); m != nil {
		dayFirst, monthFirst := dateText(m[3], m[2], m[1]), dateText(m[3], m[1], m[2])
		switch {
		case dayFirst != "" && monthFirst != "" && dayFirst != monthFirst:
			return fault.Errorf(fault.Invalid, "%q is ambiguous: write the date as %s or %s (year-month-day)", s, dayFirst, monthFirst)
		case dayFirst != "" || monthFirst != "":
			return fault.Errorf(fault.Invalid, "%q is ambiguous: write the date as %s (year-month-day)", s, max(dayFirst, monthFirst))
		}
		return fault.Errorf(fault.Invalid, "%q does not exist in any order: write the date as 2020-01-27 (year-month-day)", s)
	}
	if m := yearFirstForm.FindStringSubmatch(s); m != nil {
		if known := dateText(m[1], m[2]+m[4], m[3]+m[5]); known != "" {
			return fault.Errorf(fault.Invalid, "%q is not in the form of a date here: write the date as %s (year-month-day)", s, known)
		}
	}
	return nil
}

// rewritten returns s in an accepted form, if it is one of the forms with a single reading, else "".
func rewritten(s string) string {
	var known string
	switch {
	case quarterForm.MatchString(s):
		m := quarterForm.FindStringSubmatch(s)
		known = m[1] + m[4] + "-Q" + m[2] + m[3]
	case monthYearForm.MatchString(s):
		m := monthYearForm.FindStringSubmatch(s)
		known = m[2] + "-" + twoDigits(m[1])
	case yearMonthForm.MatchString(s):
		m := yearMonthForm.FindStringSubmatch(s)
		known = m[1] + "-" + twoDigits(m[2])
	case blankClockForm.MatchString(s):
		m := blankClockForm.FindStringSubmatch(s)
		known = m[1] + "T" + m[2]
		if !acceptable(known) {
			known = m[1] + "T" + strings.ReplaceAll(m[2], " ", "") // "10:00 +01:00"
		}
		if !acceptable(known) {
			if known = m[1] + "T" + m[2] + "Z"; acceptable(known) {
				return known + " if the time is in UTC, else its offset in place of the Z"
			}
		}
	default:
		known = spelledOut(s)
	}
	if !acceptable(known) {
		return ""
	}
	return known
}

// spelledOut reads English month names, which have one reading only.
func spelledOut(s string) string {
	s = strings.ReplaceAll(s, ".", "")
	for _, layout := range []string{
		"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006", "2-Jan-2006",
		"Monday, January 2, 2006", "Mon, 2 Jan 2006", time.RFC1123Z, time.RFC1123,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return DateOf(t).String()
		}
	}
	for _, layout := range []string{"January 2006", "Jan 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("2006-01")
		}
	}
	return ""
}

// leadingDay splits s into a civil day and what follows it.
func leadingDay(s string) (When, string) {
	const n = len("2006-01-02")
	if len(s) <= n {
		return When{}, ""
	}
	w, ok := scanPeriod(s[:n])
	if !ok || !w.date.Valid() {
		return When{}, ""
	}
	return w, s[n:]
}

// dateText joins three numbers to a date, "" if the calendar has none such.
func dateText(year, month, day string) string {
	known := year + "-" + twoDigits(month) + "-" + twoDigits(day)
	if !acceptable(known) {
		return ""
	}
	return known
}

// acceptable reports whether [ParseWhen] would read s, without asking for advice.
func acceptable(s string) bool {
	if isInstantForm(s) {
		_, err := parseInstant(s)
		return err == nil
	}
	w, ok := scanPeriod(s)
	return ok && w.date.Valid()
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
