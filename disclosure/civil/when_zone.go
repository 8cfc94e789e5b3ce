package civil

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// parseOffset reads Z or ±HH:MM as seconds east of UTC.
func parseOffset(s string) (int, bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	h, ok := digits(s, 1, 2)
	m, ok2 := digits(s, 4, 2)
	if !ok || !ok2 || len(s) != len("+02:00") || s[3] != ':' || m > 59 {
		return 0, false
	}
	offset := h*3600 + m*60
	switch s[0] {
	case '+':
	case '-':
		offset = -offset
	default:
		return 0, false
	}
	return offset, writableOffset(offset)
}

// formatOffset is the inverse of parseOffset.
func formatOffset(offset int) string {
	if offset == 0 {
		return "Z"
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%c%02d:%02d", sign, offset/3600, offset/60%60)
}

// writableOffset reports whether an offset has an RFC 3339 form and lies where the zones of the earth are (UTC-14 to
// UTC+14; none since 1900 was outside). Anything else is a slip of the pen.
func writableOffset(offset int) bool {
	return offset%60 == 0 && offset >= -14*3600 && offset <= 14*3600
}

// isPlace reports whether s has the form Area/Location of the IANA zone database. Names without a slash are left out
// on purpose: they are abbreviations (EST, CET), or mean the reader's own zone (Local, localtime). So is whatever else
// lies in a zone directory (right/…, which counts leap seconds, zone.tab), and whatever would lead out of it.
func isPlace(s string) bool {
	if !strings.Contains(s, "/") || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '/', c == '_', c == '-', c == '+':
		default:
			return false
		}
	}
	return true
}

// readingsOf returns the offsets at which a wall clock in loc showed the given second of a date: none in the hour that
// the clocks skip, two in the hour that they repeat (the earlier instant first), else one.
func readingsOf(d Date, second int, loc *time.Location) []int {
	wall := time.Date(d.Year, d.Month, d.Day, 0, 0, second, 0, time.UTC)
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, second, 0, loc)
	near := []time.Time{t}
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		near = append(near, start.Add(-time.Second))
	}
	if !end.IsZero() {
		near = append(near, end)
	}
	var readings []int
	for _, n := range near {
		_, offset := n.Zone()
		_, there := wall.Add(-time.Duration(offset) * time.Second).In(loc).Zone()
		if there == offset && !slices.Contains(readings, offset) {
			readings = append(readings, offset)
		}
	}
	slices.SortFunc(readings, func(a, b int) int { return b - a })
	return readings
}

// gap returns the last minute before and the first time after the hole in which the wall clock of w lies.
func (w When) gap(loc *time.Location) (before, after string) {
	const layout = "2006-01-02T15:04"
	// time.Date answers with an instant next to a hole; which side is not promised.
	t := time.Date(w.date.Year, w.date.Month, w.date.Day, 0, 0, w.second, 0, loc)
	change, end := t.ZoneBounds()
	if wall := t.Format("2006-01-02T15:04:05"); wall < w.RFC3339()[:19] {
		change = end
	}
	return change.Add(-time.Minute).Format(layout) + " " + loc.String(), change.Format(layout) + " " + loc.String()
}
