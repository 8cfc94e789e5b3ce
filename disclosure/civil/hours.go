package civil

import (
	"time"
)

// Hours is a part of each day, in minutes after midnight of some zone. It may go past midnight. The zero value is none.
type Hours struct{ From, To int }

// Contains reports whether t lies within the hours in a zone.
func (h Hours) Contains(t time.Time, zone *time.Location) bool {
	if h.From == h.To {
		return false
	}
	local := t.In(zone)
	minute := local.Hour()*60 + local.Minute()
	if h.From > h.To {
		return minute >= h.From || minute < h.To
	}
	return minute >= h.From && minute < h.To
}

// Ends is when the hours around t are over, t itself outside of them.
func (h Hours) Ends(t time.Time, zone *time.Location) time.Time {
	if !h.Contains(t, zone) {
		return t
	}
	y, m, d := t.In(zone).Date()
	end := time.Date(y, m, d, 0, h.To, 0, 0, zone)
	if !end.After(t) {
		end = time.Date(y, m, d+1, 0, h.To, 0, 0, zone)
	}
	return end.UTC()
}

// Length is how long the hours last on a day on which no clock is changed.
func (h Hours) Length() time.Duration {
	minutes := h.To - h.From
	if minutes < 0 {
		minutes += 24 * 60
	}
	return time.Duration(minutes) * time.Minute
}
