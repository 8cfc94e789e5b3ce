package picture

import (
	"testing"
	"time"

	"daylight/disclosure/civil"
)

// TestTicksAreEvenAndRound: from the first to the last tick the distances are one number of days or of months, by the length of the axis.
func TestTicksAreEvenAndRound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule         string
		length       int
		days, months int // between two ticks
	}{
		{"a day", 0, 0, 0},
		{"a week", 7, 1, 0},
		{"two weeks", 14, 7, 0},
		{"a month", 30, 7, 0},
		{"ten weeks", 70, 7, 0},
		{"four months", 120, 0, 1},
		{"half a year", 180, 0, 1},
		{"ten months", 300, 0, 1},
		{"a year", 366, 0, 3},
		{"a year and a half", 550, 0, 3},
		{"two years and a half", 900, 0, 6},
		{"four years", 1461, 0, 6},
		{"six years", 2192, 0, 12},
		{"eleven years", 4000, 0, 24},
		{"a century", 36525, 0, 240},
	} {
		for _, start := range []civil.Date{{Year: 2020, Month: time.January, Day: 24}, {Year: 2019, Month: time.November, Day: 30}, {Year: 2020, Month: time.February, Day: 29}} {
			sc := scene{start: start, length: c.length}
			ticks := tickDates(start, c.length, func(all []civil.Date) bool { // labels as wide as "1er sept. 2020"
				width := 86.0
				if c.length <= 300 {
					width = 48
				}
				return len(all) < 2 || (wideWidth-2*wideMargin)/float64(c.length)*float64(sc.day(all[1])-sc.day(all[0])) > width+tickGap
			})
			if len(ticks) < min(1+c.length/20, 3) {
				t.Errorf("%s from %s has the ticks %v", c.rule, start, ticks)
			}
			for i, d := range ticks {
				switch {
				case d.Before(start) || start.AddDays(c.length).Before(d):
					t.Errorf("%s from %s: %s lies outside of the axis", c.rule, start, d)
				case c.months > 0 && (d.Day != 1 || (int(d.Month)-1)%min(c.months, 12) != 0 || c.months > 12 && d.Year%(c.months/12) != 0):
					t.Errorf("%s from %s: %s is no round date", c.rule, start, d)
				case i == 0:
				case c.months > 0 && (d.Year*12+int(d.Month))-(ticks[i-1].Year*12+int(ticks[i-1].Month)) != c.months,
					c.months == 0 && civil.DaysBetween(ticks[i-1], d) != c.days:
					t.Errorf("%s from %s: the step from %s to %s is not %d days or %d months", c.rule, start, ticks[i-1], d, c.days, c.months)
				}
			}
		}
	}
}

func TestTheAxisOfAPictureIsNotCrowded(t *testing.T) {
	t.Parallel()
	for _, length := range []int{1, 13, 14, 31, 70, 99, 200, 299, 301, 366, 500, 731, 1000, 1461, 1700, 2192, 5000, 40000} {
		sc := plan{n: 6, days: length}.drawing().scene()
		a := sc.axis(120, 940)
		a.gaps, a.perDay = nil, 820/float64(sc.length) // as a whole line; gaps leave room for fewer labels
		l := &layout{width: wideWidth}
		sc.ticks(l, a, 100)
		for i := range l.texts {
			if b := l.texts[i].box(); i > 0 && l.texts[i-1].x+l.texts[i-1].w+tickGap > b.x+0.1 || b.x < 0 || b.x+b.w > wideWidth {
				t.Errorf("%d days: the label %s is too close to another or to the edge", length, l.texts[i].s)
			}
		}
		if len(l.texts) > mostTicks+1 || sc.length > 14 && len(l.texts) < 2 {
			t.Errorf("%d days have %d labels", length, len(l.texts))
		}
	}
}
