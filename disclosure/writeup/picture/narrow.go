package picture

import (
	"cmp"
	"math"
	"slices"

	"daylight/disclosure/writeup/legible"
)

// The narrow picture: a vertical line with one event below the other, the band of the exposure along it, the span from the first message to
// the closure as a bracket on its left. It stays readable at 320 pixels.

const (
	narrowWidth  = 340.0
	narrowHeight = 1600.0 // at most, with more than few events
	railX        = 76.0
	textX        = 104.0
	bandX        = 56.0 // left edge of the band
	bandW        = 9.0
	bracketX     = 44.0
	highestStop  = 6*lineHeight + 8 + 30 + 26 // of a crowded picture: three lines of date and of label, the distance, and a gap
)

// stop is an item with its place on the vertical line.
type stop struct {
	*item
	lane  Lane
	y     float64 // of the mark
	date  []string
	lines []string
	look  style
	gap   float64 // where the line above is broken; 0 where it is not
}

// Narrow draws the picture for small screens, 340 pixels wide.
func (d *Drawing) Narrow() []byte {
	sc := d.scene()
	return svg(sc, sc.narrow(), "narrow")
}

func (sc *scene) narrow() *layout {
	l := &layout{width: narrowWidth}
	if len(sc.marks) == 0 {
		l.height = 48
		l.write(sc, 12, 30, plain, 0, legible.Line(sc.Words.Empty))
		return l
	}
	items := sc.items()
	most := 0
	if len(sc.marks) > few {
		most = 3
		for i := range items {
			items[i] = sc.thin(items[i], mostItems)
		}
	}
	for {
		placed, bottom := sc.stops(items, most)
		trial := &layout{width: narrowWidth}
		sc.drawNarrow(trial, placed, bottom)
		if most == 0 || trial.height <= narrowHeight {
			return trial
		}
		// Each step loses at most one stop, so this many are needed at least.
		for range max(1, int((trial.height-narrowHeight)/highestStop)) {
			if !sc.fewer(&items) {
				return trial
			}
		}
	}
}

// fewer counts the two neighbours together that lose least, in any lane; false where every lane has only one item.
func (sc *scene) fewer(items *[lanes][]item) bool {
	lane, at, least := -1, 0, 0.0
	for i := range items {
		if n, price := sc.cheapest(items[i]); n >= 0 && (lane < 0 || price < least) {
			lane, at, least = i, n, price
		}
	}
	if lane < 0 {
		return false
	}
	items[lane] = merge(items[lane], at)
	return true
}

// stops puts one item below the other. The distance grows with the days between them, but slowly: a year must not take a page.
func (sc *scene) stops(items [lanes][]item, most int) (out []stop, bottom float64) {
	for lane := range items {
		for i := range items[lane] {
			out = append(out, stop{item: &items[lane][i], lane: Lane(lane)})
		}
	}
	slices.SortStableFunc(out, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.rows[0], b.rows[0]))
	})
	quiet := sc.quiet()
	y := 22.0
	for i := range out {
		s := &out[i]
		s.look = plain
		if s.bold() {
			s.look = strong
		}
		width := narrowWidth - textX - 8
		date, _, _ := sc.words(s.item)
		s.date, _ = sc.wrap(date, small.size(), width, false, most)
		s.lines = sc.label(s.item, s.look, width, most, false)
		if i > 0 {
			days := max(0, s.first-out[i-1].first)
			y += 8 + min(30, 6*math.Log2(1+float64(days)))
			for _, q := range quiet {
				if q[0] >= out[i-1].first && q[1] <= s.first {
					s.gap = y + 2
					y += 26
				}
			}
		}
		s.y = y
		y += float64(len(s.lines)+len(s.date)) * lineHeight
	}
	return out, y
}

// height is the place of a day: that of the last item that is not after it, and between two items in proportion.
func height(placed []stop, day int) float64 {
	for i := range placed {
		s := &placed[i]
		if s.first == day {
			return s.y
		}
		if s.first > day {
			if i == 0 {
				return s.y
			}
			before := &placed[i-1]
			share := float64(day-before.first) / float64(s.first-before.first)
			return before.y + share*(s.y-before.y)
		}
	}
	last := &placed[len(placed)-1]
	return last.y + 16
}

func (sc *scene) drawNarrow(l *layout, placed []stop, bottom float64) {
	top := placed[0].y
	end := placed[len(placed)-1].y
	for _, p := range sc.parts {
		from, to := height(placed, p.from), height(placed, p.to)
		end = max(end, to)
		l.areas = append(l.areas, area{box{bandX, tenth(from), bandW, tenth(max(3, to-from))}, p.State})
	}
	from := top
	for i := range placed {
		if g := placed[i].gap; g > 0 {
			l.draw(axisLine, point{railX, from}, point{railX, g - 4})
			for _, y := range []float64{g - 4, g + 4} {
				l.draw(brokenLine, point{railX - 6, y + 3}, point{railX + 6, y - 3})
			}
			from = g + 4
		}
	}
	l.draw(axisLine, point{railX, from}, point{railX, end})
	for i := range placed {
		sc.drawStop(l, placed, i)
	}
	for _, s := range sc.lines {
		if s.Brief == "" {
			continue
		}
		from, to := height(placed, s.from), height(placed, s.to)
		l.draw(spanLine, point{bracketX + 8, from}, point{bracketX, from}, point{bracketX, to}, point{bracketX + 8, to})
		lines, _ := sc.wrap(s.Brief, beside.size(), bracketX-8, true, 4)
		y := (from+to)/2 - float64(len(lines)-1)*7.5
		for i, part := range lines {
			l.write(sc, bracketX-6, max(14, y+float64(i)*15), beside, 1, part)
		}
		break
	}
	y := max(bottom, end+12) + 10
	for _, p := range sc.parts {
		if p.Label == "" {
			continue
		}
		lines, _ := sc.wrap(p.Label, small.size(), narrowWidth-12-26-8, false, 3)
		for i, s := range lines {
			if i == 0 {
				l.areas = append(l.areas, area{box{12, tenth(y - 10), 20, 12}, p.State})
			}
			l.write(sc, 38, y, small, 0, s)
			y += lineHeight
		}
	}
	l.height = tenth(sc.legend(l, 12, y+6, narrowWidth-8) + 12)
}

// drawStop draws an item with its label.
func (sc *scene) drawStop(l *layout, placed []stop, i int) {
	s := &placed[i]
	if s.gap > 0 {
		days := 0
		for _, q := range sc.quiet() {
			if q[0] >= placed[i-1].first && q[1] <= s.first {
				days = q[1] - q[0]
			}
		}
		l.write(sc, textX, s.gap+4, small, 0, legible.Line(sc.Words.Length(days)))
	}
	if s.count != "" {
		w := sc.width(s.count, onPill.size(), true) + 10
		l.pills = append(l.pills, pill{box{railX - reach, tenth(s.y - pillHeight/2), tenth(w), pillHeight}, s.count, s.lane, s.rows})
		l.write(sc, railX-reach+w/2, s.y+4.3, onPill, 0.5, s.count)
	} else {
		l.spots = append(l.spots, spot{railX, tenth(s.y), s.at.Side, s.at.Planned, s.lane, s.rows[0]})
	}
	y := s.y + 4
	for _, line := range s.date {
		l.write(sc, textX, y, small, 0, line)
		y += lineHeight
	}
	for _, line := range s.lines {
		l.write(sc, textX, y, s.look, 0, line)
		y += lineHeight
	}
}
