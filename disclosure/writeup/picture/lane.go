package picture

import (
	"slices"
)

// A lane of the wide picture: marks on its line, one row or several where they would touch, and above them the labels. A label stands
// beside a pole that rises from its mark.

const (
	flagWidth  = 178.0 // of a label
	flagMost   = 260.0 // of a label in a lane that is lower so
	flagLong   = 460.0 // of a cluster in one line in such a lane
	flagPad    = 6.0   // between a pole and its label
	flagGap    = 8.0   // between labels beside each other
	lineHeight = 17.0
	rowHeight  = 2 * reach
	pillHeight = 2*reach - 1
	laneFoot   = 10.0 // below the lowest row of marks
	laneHead   = 6.0  // above the highest label
)

// flag is a label with its pole and marks. Heights are above the foot of the lane.
type flag struct {
	items []*item
	pole  float64 // x
	marks box     // y is the lowest row
	depth int     // rows of marks
	rows  int     // the lowest of them
	lines []flagLine
	width float64
	left  float64 // of the label
	right bool    // its lines end at the pole
	low   float64
	high  float64
}

type flagLine struct {
	s    string
	look style
	w    float64
}

// strip is a lane with everything placed in it.
type strip struct {
	lane   Lane
	flags  []flag
	height float64
}

// room is what a lane may use.
type room struct {
	left, right float64 // labels stay between
	width       float64 // of a label at most
	lines       int     // of a label; 0 is as many as it needs
}

// strip places the items of a lane.
func (sc *scene) strip(lane Lane, of []item, a *axis, r room) strip {
	s := strip{lane: lane, flags: sc.flags(of, a, r)}
	depth := 1
	for i := range s.flags {
		depth = max(depth, s.flags[i].settle(s.flags[:i]))
	}
	base := laneFoot + float64(depth)*rowHeight
	for i := range s.flags {
		next := r.right + 1
		if i+1 < len(s.flags) {
			next = s.flags[i+1].pole
		}
		s.flags[i].place(s.flags[:i], next, base, r)
		s.height = max(s.height, s.flags[i].high)
	}
	s.height += laneHead
	return s
}

// flags makes a flag of each item; single events of one day share one.
func (sc *scene) flags(of []item, a *axis, r room) []flag {
	var out []flag
	for i := range of {
		it := &of[i]
		if last := len(out) - 1; it.at != nil && last >= 0 {
			if f := &out[last]; f.items[0].at != nil && f.items[0].at.When.Compare(it.at.When) == 0 && f.items[0].date == it.date {
				f.items = append(f.items, it)
				continue
			}
		}
		out = append(out, flag{items: []*item{it}})
	}
	for i := range out {
		sc.shape(&out[i], a, r)
	}
	return out
}

// shape gives a flag its texts and the extent of its marks.
func (sc *scene) shape(f *flag, a *axis, r room) {
	it := f.items[0]
	date, _, _ := sc.words(it)
	from, to := a.x(it.first), a.x(it.last)
	f.depth = len(f.items)
	f.pole = from
	f.marks = box{x: from - reach, w: max(2*reach, to-from+reach), h: rowHeight}
	if it.count != "" {
		w := max(sc.width(it.count, onPill.size(), true)+12, to-from+2*reach)
		x := min(max(from-reach, a.left-reach), a.right+reach-w)
		f.marks = box{x: x, w: w, h: rowHeight}
		f.pole = x + reach
	}
	add := func(s string, look style) {
		w := sc.width(s, look.size(), look.bold())
		f.lines = append(f.lines, flagLine{s, look, w})
		f.width = max(f.width, w)
	}
	dates, _ := sc.wrap(date, small.size(), r.width, false, r.lines)
	if it.count != "" {
		if lines := sc.short(it, r, len(dates)); lines != nil {
			for _, s := range lines {
				add(s, plain)
			}
			return
		}
	}
	for _, s := range dates {
		add(s, small)
	}
	for _, it := range f.items {
		look := plain
		if it.bold() {
			look = strong
		}
		for i, s := range sc.label(it, look, r.width, r.lines, len(f.items) > 1) {
			if len(f.items) > 1 && i == 0 {
				s = bullet + s
			}
			add(s, look)
		}
	}
}

// short writes a cluster as "12 messages, May–July 2021", where that takes fewer lines than its date above its label: milestones need the room.
func (sc *scene) short(it *item, r room, dates int) []string {
	date, label, _ := sc.words(it)
	apart := sc.label(it, plain, r.width, r.lines, false)
	all, width := label+", "+date, r.width
	if r.width == flagMost && sc.width(all, plain.size(), false) <= flagLong {
		width = flagLong
	}
	if lines, whole := sc.wrap(all, plain.size(), width, false, r.lines); whole && len(lines) < dates+len(apart) {
		return lines
	}
	return nil
}

// bullet begins each label of several that share a date.
const bullet = "· "

// label breaks the label of an item into lines: the whole of it, else the brief one, else as much of that as fits.
func (sc *scene) label(it *item, look style, width float64, most int, listed bool) []string {
	_, label, brief := sc.words(it)
	if listed {
		width -= sc.width(bullet, look.size(), look.bold())
	}
	lines, whole := sc.wrap(label, look.size(), width, look.bold(), most)
	if !whole {
		lines, _ = sc.wrap(brief, look.size(), width, look.bold(), most)
	}
	return lines
}

// settle finds the lowest rows in which the marks of a flag touch no others, and returns how many rows that takes.
func (f *flag) settle(before []flag) int {
	for {
		clash := slices.ContainsFunc(before, func(o flag) bool {
			return o.rows < f.rows+f.depth && f.rows < o.rows+o.depth && o.marks.x < f.marks.x+f.marks.w+1 && f.marks.x < o.marks.x+o.marks.w+1
		})
		if !clash {
			return f.rows + f.depth
		}
		f.rows++
	}
}

// place finds the lowest place for a label: right of its pole or left of it, above the marks, and over no other label. Of two that are as low
// it takes the one that leaves the next pole free.
func (f *flag) place(before []flag, next, base float64, r room) {
	height := float64(len(f.lines))*lineHeight + 2
	var sides []float64
	if x := f.pole + flagPad; x+f.width <= r.right {
		sides = append(sides, x)
	}
	if x := f.pole - flagPad - f.width; x >= r.left {
		sides = append(sides, x)
	}
	if len(sides) == 2 && next < sides[0]+f.width+flagGap {
		slices.Reverse(sides)
	}
	if len(sides) == 0 {
		sides = append(sides, max(r.left, r.right-f.width))
	}
	f.low = -1
	for _, x := range sides {
		var others []*flag
		heights := []float64{base}
		for i := range before {
			if o := &before[i]; o.left < x+f.width+flagGap && x < o.left+o.width+flagGap {
				others = append(others, o)
				heights = append(heights, o.high+2)
			}
		}
		slices.Sort(heights)
		for _, low := range heights {
			if slices.ContainsFunc(others, func(o *flag) bool { return o.low < low+height && low < o.high }) {
				continue
			}
			if f.low < 0 || low < f.low {
				f.low, f.left, f.right = low, x, x < f.pole && x+f.width < f.pole
			}
			break
		}
	}
	f.high = f.low + height
}

// drawStrip draws a lane whose foot is at y.
func (sc *scene) drawStrip(l *layout, s *strip, y float64) {
	var labels []box
	for i := range s.flags {
		f := &s.flags[i]
		at := y - f.high + 13
		for _, line := range f.lines {
			x := f.left
			if f.right {
				x += f.width - line.w
			}
			t := l.write(sc, x, at, line.look, 0, line.s)
			labels = append(labels, t.box())
			at += lineHeight
		}
	}
	for i := range s.flags {
		f := &s.flags[i]
		row := func(n int) float64 { return y - laneFoot - (float64(f.rows+n)+0.5)*rowHeight }
		sc.drawPole(l, f.pole, y-f.high+3, row(0), labels)
		for n, it := range f.items {
			n = len(f.items) - 1 - n // the first of a day is the highest, as its label is
			switch {
			case it.count != "":
				l.pills = append(l.pills, pill{box{tenth(f.marks.x), tenth(row(n) - pillHeight/2), tenth(f.marks.w), pillHeight}, it.count, s.lane, it.rows})
				l.write(sc, f.marks.x+f.marks.w/2, row(n)+4.3, onPill, 0.5, it.count)
			default:
				if f.marks.w > 2*reach {
					l.draw(coarse, point{f.pole, row(n)}, point{f.marks.x + f.marks.w - reach, row(n)})
				}
				l.spots = append(l.spots, spot{tenth(f.pole), tenth(row(n)), it.at.Side, it.at.Planned, s.lane, it.rows[0]})
			}
		}
	}
}

// drawPole draws a pole from top to bottom, with a gap where a label stands in its way.
func (sc *scene) drawPole(l *layout, x, top, bottom float64, labels []box) {
	var cuts []box
	for _, b := range labels {
		if b.x-2 < x && x < b.x+b.w+2 {
			cuts = append(cuts, b)
		}
	}
	slices.SortFunc(cuts, func(a, b box) int { return int(a.y*10) - int(b.y*10) })
	for _, c := range cuts {
		if c.y-1 > top {
			l.draw(pole, point{x, top}, point{x, min(c.y-1, bottom)})
		}
		top = max(top, c.y+c.h+1)
	}
	if top < bottom {
		l.draw(pole, point{x, top}, point{x, bottom})
	}
}
