package picture

import (
	"slices"

	"daylight/disclosure/civil"
)

// axis lays days along a line. Where nothing happens for long it is broken: a gap takes a width of its own, whatever its length.
type axis struct {
	length      int
	left, right float64
	perDay      float64
	gaps        []gap
}

// gap is a broken part of an axis.
type gap struct {
	from, to int // days
	x, width float64
	label    string
}

const (
	gapShare = 5  // a gap is longer than this part of the picture …
	gapDays  = 31 // … and than this: what is shorter is no silence
	gapRoom  = 64.0
	mostDay  = 48.0 // pixels for a day beside a gap
)

// quiet are the days between which nothing happens for longer than a gapShare of the picture.
func (sc *scene) quiet() [][2]int {
	if !sc.silent {
		sc.silence, sc.silent = sc.silences(), true
	}
	return sc.silence
}

func (sc *scene) silences() (out [][2]int) {
	type stay struct{ from, to int }
	var busy []stay
	for i := range sc.marks {
		busy = append(busy, stay{sc.marks[i].first, sc.marks[i].last})
	}
	for i := range sc.parts {
		busy = append(busy, stay{sc.parts[i].from, sc.parts[i].from}, stay{sc.parts[i].to, sc.parts[i].to})
	}
	for _, d := range sc.lasts {
		busy = append(busy, stay{d, d})
	}
	slices.SortFunc(busy, func(a, b stay) int { return a.from - b.from })
	end := 0
	for _, b := range busy {
		if n := b.from - end; n*gapShare > sc.length && n > gapDays {
			out = append(out, [2]int{end, b.from})
		}
		end = max(end, b.to)
	}
	return out
}

// axis lays the days of a picture between two places.
func (sc *scene) axis(left, right float64) *axis {
	a := &axis{length: sc.length, left: left, right: right}
	days, room := sc.length, right-left
	for _, q := range sc.quiet() {
		g := gap{from: q[0], to: q[1], label: sc.Words.Length(q[1] - q[0])}
		g.width = max(gapRoom, sc.width(g.label, small.size(), false)+20)
		days, room = days-(g.to-g.from), room-g.width
		a.gaps = append(a.gaps, g)
	}
	if days > 0 {
		a.perDay = max(0, room) / float64(days)
	}
	if len(a.gaps) > 0 {
		a.perDay = min(a.perDay, mostDay)
		more := (room - a.perDay*float64(days)) / float64(len(a.gaps))
		for i := range a.gaps {
			a.gaps[i].width += more
		}
	}
	for i := range a.gaps {
		a.gaps[i].x = a.x(a.gaps[i].from)
	}
	return a
}

// x is the place of a day.
func (a *axis) x(day int) float64 {
	day = min(max(day, 0), a.length)
	x, days := a.left, day
	for i := range a.gaps {
		g := &a.gaps[i]
		switch {
		case day <= g.from:
		case day >= g.to:
			x, days = x+g.width, days-(g.to-g.from)
		default:
			past := day - g.from
			x, days = x+g.width*float64(past)/float64(g.to-g.from), days-past
		}
	}
	return min(a.right, x+a.perDay*float64(days))
}

// inGap reports whether a day lies within a gap.
func (a *axis) inGap(day int) bool {
	return slices.ContainsFunc(a.gaps, func(g gap) bool { return g.from < day && day < g.to })
}

// ticks draws the axis with round dates at even distances, and each gap broken, with its length.
func (sc *scene) ticks(l *layout, a *axis, y float64) {
	sc.broken(l, a, y, axisLine)
	var taken []box
	for i := range a.gaps {
		g := &a.gaps[i]
		t := l.write(sc, g.x+g.width/2, y+21, small, 0.5, g.label)
		taken = append(taken, t.box())
	}
	place := func(d civil.Date) (label string, at, half float64) {
		label = sc.Words.Day(d, sc.length > 300)
		return label, a.x(sc.day(d)), sc.width(label, small.size(), false) / 2
	}
	for _, d := range tickDates(sc.start, sc.length, func(all []civil.Date) bool {
		used := 0.0
		for _, d := range all {
			if a.inGap(sc.day(d)) {
				continue
			}
			_, at, half := place(d)
			if used > 0 && at-half < used {
				return false
			}
			used = at + half + tickGap
		}
		return true
	}) {
		label, at, half := place(d)
		space := box{at - half - tickGap/2, y, 2*half + tickGap, 24}
		if a.inGap(sc.day(d)) || at-half < 0 || at+half > l.width || slices.ContainsFunc(taken, space.overlaps) {
			continue
		}
		l.draw(axisLine, point{at, y}, point{at, y + 6})
		l.write(sc, at, y+21, small, 0.5, label)
	}
}

// broken draws a line along the axis that is broken in each gap.
func (sc *scene) broken(l *layout, a *axis, y float64, look look) {
	from := a.left
	for i := range a.gaps {
		g := &a.gaps[i]
		middle := g.x + g.width/2
		l.draw(look, point{from, y}, point{middle - 5, y})
		for _, x := range []float64{middle - 5, middle + 5} {
			l.draw(brokenLine, point{x - 3, y + 6}, point{x + 3, y - 6})
		}
		from = middle + 5
	}
	l.draw(look, point{from, y}, point{a.x(a.length), y})
}
