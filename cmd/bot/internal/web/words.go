package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// date is a date as a reader and as a program sees it. Clock is set for instants. Machine is the datetime attribute of
// a time element, "" where HTML has no form for it: a quarter.
type date struct{ Text, Clock, Machine string }

// full is the date with its clock, within a sentence.
func (d date) full() string { return joined(", ", d.Text, d.Clock) }

// day is the date without its clock.
func (d date) day() date { return date{Text: d.Text, Machine: d.Machine} }

// dateOf writes a date as exactly as its source states it, with the month as a word.
func dateOf(w civil.When) date {
	d := w.First()
	month := ""
	if !w.IsZero() {
		month = d.Month.String()[:3]
	}
	switch w.Precision() {
	case civil.PrecisionYear:
		return date{Text: w.String(), Machine: w.String()}
	case civil.PrecisionQuarter:
		return date{Text: fmt.Sprintf("Q%d %d", (int(d.Month)+2)/3, d.Year)}
	case civil.PrecisionMonth:
		return date{Text: fmt.Sprintf("%s %d", month, d.Year), Machine: w.String()}
	case civil.PrecisionDay:
		return date{Text: fmt.Sprintf("%d %s %d", d.Day, month, d.Year), Machine: w.String()}
	case civil.PrecisionMinute:
		machine := w.RFC3339()
		clock, zone := "", w.Zone()
		if _, after, ok := strings.Cut(machine, "T"); ok && len(after) >= len("15:04") {
			clock = after[:len("15:04")]
		}
		if zone == "Z" {
			zone = "UTC"
		}
		return date{Text: fmt.Sprintf("%d %s %d", d.Day, month, d.Year), Clock: clock + " " + zone, Machine: machine}
	case civil.PrecisionNone:
		return date{}
	default:
		return date{}
	}
}

// moment writes an instant of ours in UTC.
func moment(t time.Time) date {
	if t.IsZero() {
		return date{}
	}
	return dateOf(civil.At(t.UTC()))
}

// day writes the UTC day of an instant of ours.
func day(t time.Time) date { return dateOf(civil.DateOf(t.UTC()).When()) }

// due is a deadline and how far off it is. Text is "" if no clock runs.
type due struct {
	Text string // in 3 days, today, 2 days over
	What string
	On   date
	Over bool
}

// dueOn says how far off a day is, seen from today, in civil days.
func dueOn(on, today civil.Date, what string) due {
	if on.IsZero() || today.IsZero() {
		return due{}
	}
	d := due{What: words(what), On: dateOf(on.When())}
	switch n := civil.DaysBetween(today, on); {
	case n == 0:
		d.Text = "today"
	case n == 1:
		d.Text = "tomorrow"
	case n > 0:
		d.Text = "in " + days(n)
	default:
		d.Text, d.Over = days(-n)+" over", true
	}
	return d
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

// words makes words of a stable name: claims_fixed gives "claims fixed".
func words(name any) string { return strings.ReplaceAll(fmt.Sprint(name), "_", " ") }

// who names a party: "Vendor", or "AWS (provider)" where it has a name.
func who(role disclosure.Role, name string) string {
	switch {
	case name == "":
		return capital(words(role))
	case role == "":
		return name
	default:
		return name + " (" + words(role) + ")"
	}
}

// capital makes the first letter of an ASCII word a capital.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// number writes 900,000.
func number(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
