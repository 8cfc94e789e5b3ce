package picture

import (
	"cmp"
	"slices"
)

// The band says how the exposure stood, and the spans below it how long what took.

const (
	bandHeight = 20.0
	spanHeight = 24.0
)

// bandLabel is a label of the band that stands below it.
type bandLabel struct {
	part part
	x, w float64
	row  int
}

// bandLabels places below the band what was open and finds no room on it; the legend names the other states. Where rows run out the longest
// stretches keep their labels.
func (sc *scene) bandLabels(a *axis, left, right float64, most int) (below []bandLabel, rows int) {
	var out []bandLabel
	for _, p := range sc.parts {
		if p.Label == "" || p.State != Open || sc.onBand(a, p) {
			continue
		}
		w := sc.width(p.Label, beside.size(), true)
		out = append(out, bandLabel{part: p, x: max(left, min(a.x(p.from), right-w)), w: w})
	}
	slices.SortStableFunc(out, func(x, y bandLabel) int {
		return cmp.Or(cmp.Compare(y.part.to-y.part.from, x.part.to-x.part.from), cmp.Compare(x.part.from, y.part.from))
	})
	for _, b := range out {
		for b.row = 0; b.row < most; b.row++ {
			if !slices.ContainsFunc(below, func(o bandLabel) bool { return o.row == b.row && o.x < b.x+b.w+flagGap && b.x < o.x+o.w+flagGap }) {
				below = append(below, b)
				rows = max(rows, b.row+1)
				break
			}
		}
	}
	return below, rows
}

// onBand reports whether the label of a stretch fits on it.
func (sc *scene) onBand(a *axis, p part) bool {
	return a.x(p.to)-a.x(p.from) >= sc.width(p.Label, onBar.size(), true)+16
}

// drawBand draws the band with its top at y and returns where it ends.
func (sc *scene) drawBand(l *layout, a *axis, left, right, y float64, most int) float64 {
	if len(sc.parts) == 0 {
		return y
	}
	below, rows := sc.bandLabels(a, left, right, most)
	for _, p := range sc.parts {
		from, to := a.x(p.from), a.x(p.to)
		whole := box{tenth(from), tenth(y), tenth(max(3, to-from)), bandHeight}
		if p.Label == "" || !sc.onBand(a, p) {
			l.areas = append(l.areas, area{whole, p.State})
			continue
		}
		look := beside
		if p.State == Open {
			look = onBar
		}
		t := l.write(sc, (from+to)/2, y+bandHeight-5.5, look, 0.5, p.Label)
		if p.State != Unknown && p.State != Said {
			l.areas = append(l.areas, area{whole, p.State})
			continue
		}
		// Nothing is drawn behind the words but paper.
		end := tenth(t.x + t.w + 6)
		l.areas = append(l.areas, area{box{whole.x, whole.y, tenth(t.x - 6 - whole.x), bandHeight}, p.State},
			area{box{end, whole.y, tenth(whole.x + whole.w - end), bandHeight}, p.State})
	}
	for i := range a.gaps {
		middle := a.gaps[i].x + a.gaps[i].width/2
		for _, x := range []float64{middle - 5, middle + 5} {
			if !slices.ContainsFunc(l.texts, func(t text) bool { return t.box().overlaps(box{x - 6, y - 3, 12, bandHeight + 6}) }) {
				l.draw(brokenLine, point{x - 4, y + bandHeight + 3}, point{x + 4, y - 3})
			}
		}
	}
	y += bandHeight
	for _, b := range below {
		at := y + 16 + float64(b.row)*lineHeight
		l.write(sc, b.x, at, beside, 0, b.part.Label)
		// A short line leads from the label to its stretch, where none of another stands between.
		if middle := min(max((a.x(b.part.from)+a.x(b.part.to))/2, b.x+2), b.x+b.w-2); b.row == 0 {
			l.draw(pole, point{middle, y}, point{middle, y + 5})
		}
	}
	return y + float64(rows)*lineHeight + 6
}

// drawSpans draws each span in a row of its own and returns where they end.
func (sc *scene) drawSpans(l *layout, a *axis, left, right, y float64) float64 {
	for _, s := range sc.lines {
		from, to, w := a.x(s.from), a.x(s.to), sc.width(s.Label, beside.size(), true)
		x, line := to+8, y+spanHeight/2
		switch {
		case to+8+w <= right:
		case from-8-w >= left:
			x = from - 8 - w
		default:
			l.write(sc, max(left, min(from, right-w)), y+13, beside, 0, s.Label)
			y, line, x = y+lineHeight, y+lineHeight+6, -1
		}
		l.draw(spanLine, point{from, line - 5}, point{from, line + 5})
		l.draw(spanLine, point{from, line}, point{to, line})
		l.draw(spanLine, point{to, line - 5}, point{to, line + 5})
		if x >= 0 {
			l.write(sc, x, line+4.5, beside, 0, s.Label)
		}
		y += spanHeight
	}
	return y
}
