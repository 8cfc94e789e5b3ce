package templates

import (
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/civil"
)

// dateWords write dates in the form of a language. They hold {d}, {month} and {y}; Moment holds {day}, {hour} and {minute}.
type dateWords struct {
	Months []string `json:"months"`
	Day    string   `json:"day"`
	First  string   `json:"first"` // the first day of a month
	Month  string   `json:"month"`
	Moment string   `json:"moment"` // an instant, in UTC
}

// stamp writes a date for a message. An instant is in UTC, because the reader's zone is not known. What has another precision
// than a month or a day stands as [civil.When.String] writes it.
func (w *words) stamp(at civil.When) string {
	if t, ok := at.Instant(); ok {
		t = t.UTC()
		return strings.NewReplacer("{day}", w.day(civil.DateOf(t)), "{hour}", t.Format("15"), "{minute}", t.Format("04")).Replace(w.Dates.Moment)
	}
	switch at.Precision() {
	case civil.PrecisionDay:
		return w.day(at.First())
	case civil.PrecisionMonth:
		return w.fill(w.Dates.Month, at.First())
	default:
		return at.String()
	}
}

// day writes a civil date, "" for none.
func (w *words) day(d civil.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Day == 1:
		return w.fill(w.Dates.First, d)
	default:
		return w.fill(w.Dates.Day, d)
	}
}

func (w *words) fill(form string, d civil.Date) string {
	return strings.NewReplacer("{d}", strconv.Itoa(d.Day), "{month}", w.Dates.Months[d.Month-1], "{y}", strconv.Itoa(d.Year)).Replace(form)
}

// stampTime is [words.stamp] of an instant, "" for none.
func (w *words) stampTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.stamp(civil.At(t))
}
