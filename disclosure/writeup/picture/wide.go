package picture

import (
	"cmp"
	"math"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/writeup/legible"
)

// The wide picture: a lane for each with whom something happened, below them the band of the exposure and the spans, then the axis.

const (
	wideWidth  = 960.0
	wideHeight = 700.0 // at most, with more than few events
	wideMargin = 16.0
	nameWidth  = 92.0 // of a lane
	mostItems  = 40   // of a lane, before it is laid out
)

// frame is the size that a wide layout has to keep.
type frame struct {
	width, height float64
	card          bool // it keeps the height with few events too, and all events share one lane without a name
}

// Wide draws the picture for a page, 960 pixels wide.
func (d *Drawing) Wide() []byte {
	sc := d.scene()
	return svg(sc, sc.wide(frame{width: wideWidth, height: wideHeight}), "wide")
}

// wide lays out the wide picture.
func (sc *scene) wide(f frame) *layout {
	l := &layout{width: f.width}
	if len(sc.marks) == 0 {
		l.height = 48
		l.write(sc, wideMargin, 30, plain, 0, legible.Line(sc.Words.Empty))
		return l
	}
	left, right := wideMargin+nameWidth+14, f.width-wideMargin
	if f.card {
		left = wideMargin
	}
	a := sc.axis(left+reach, right-reach)
	r := room{left: left, right: right, width: flagWidth}
	items := sc.items()
	crowded := len(sc.marks) > few
	if f.card {
		items = together(items)
	}
	if crowded || f.card {
		r.lines = 2
		for i := range items {
			items[i] = sc.thin(items[i], mostItems)
		}
	}
	foot := sc.foot(a, left, right, crowded || f.card) // what is below the lanes does not depend on them
	strips := sc.strips(items, a, r, crowded || f.card, f.height-foot)
	y := 0.0
	for i := range strips {
		s := &strips[i]
		y += s.height
		sc.broken(l, a, y-laneFoot/2, rule)
		sc.drawStrip(l, s, y)
		if !f.card {
			sc.name(l, s.lane, y-s.height, s.height)
		}
		y += 2
	}
	y = sc.below(l, a, left, right, y)
	l.height = tenth(y)
	return l
}

// together puts the items of all lanes into the first, in their order.
func together(items [lanes][]item) (out [lanes][]item) {
	for _, of := range items {
		out[0] = append(out[0], of...)
	}
	slices.SortFunc(out[0], func(a, b item) int { return cmp.Compare(a.rows[0], b.rows[0]) })
	return out
}

// strips places the lanes. Where they are bound to a height, as many events as fit into it keep a label of their own.
func (sc *scene) strips(items [lanes][]item, a *axis, r room, bound bool, height float64) []strip {
	if !bound {
		var out []strip
		for lane := range items {
			if len(items[lane]) > 0 {
				out = append(out, sc.strip(Lane(lane), items[lane], a, r))
			}
		}
		return out
	}
	for ; ; r.lines-- {
		least := 0.0
		for lane := range items {
			if n := len(items[lane]); n > 0 {
				least += sc.lowest(Lane(lane), sc.fewest(items[lane]), a, r).height + 2
			}
		}
		var ways [][]strip
		sum := 0.0
		for lane := range items {
			if len(items[lane]) > 0 {
				w := sc.ways(Lane(lane), items[lane], a, r, height-least)
				ways, sum = append(ways, w), sum+w[0].height+2
			}
		}
		if sum <= height || r.lines <= 1 {
			return widest(ways, height-sum)
		}
	}
}

// tooHigh is how many strips in a row that have no room end the search for more labels: with one label more a lane is seldom lower.
const tooHigh = 3

// ways are the strips that a lane can have, from the lowest to the highest: each has more labels than the one before it. What is higher than
// the lowest by more than spare is not looked for.
func (sc *scene) ways(lane Lane, of []item, a *axis, r room, spare float64) (out []strip) {
	thinned := [][]item{slices.Clone(of)}
	for last := thinned[0]; sc.thinner(last); last = thinned[len(thinned)-1] {
		thinned = append(thinned, sc.thin(slices.Clone(last), len(last)-1))
	}
	over := 0
	for _, items := range slices.Backward(thinned) {
		s := sc.lowest(lane, items, a, r)
		for len(out) > 0 && out[len(out)-1].height >= s.height {
			out = out[:len(out)-1]
		}
		out = append(out, s)
		if over++; s.height <= out[0].height+spare {
			over = 0
		} else if over == tooHigh {
			break
		}
	}
	return out
}

// apart is up to how many items stay in a lane where only planned and past events are left to be counted together: a plan is no fact.
const apart = 4

// thinner reports whether a lane may count two more items together.
func (sc *scene) thinner(of []item) bool {
	at, price := sc.cheapest(of)
	return at >= 0 && (price < mixedPrice || len(of) > apart)
}

// fewest counts together what may be.
func (sc *scene) fewest(of []item) []item {
	of = slices.Clone(of)
	for sc.thinner(of) {
		of = sc.thin(of, len(of)-1)
	}
	return of
}

// lowest is a strip with narrow labels, or with wide ones where it is lower so.
func (sc *scene) lowest(lane Lane, of []item, a *axis, r room) strip {
	s := sc.strip(lane, of, a, r)
	r.width = flagMost
	if w := sc.strip(lane, of, a, r); w.height < s.height {
		return w
	}
	return s
}

// widest picks a strip of each lane so that together they show most and are at most spare higher than the lowest ones: milestones first, and each
// label for itself.
func widest(ways [][]strip, spare float64) (out []strip) {
	type choice struct {
		shows float64
		of    []int // which way of each lane
	}
	best := make([]choice, max(0, int(spare))+1) // by how many pixels may be taken at most
	for _, w := range ways {
		shows := make([]float64, len(w))
		for i := range w {
			shows[i] = w[i].shows()
		}
		next := make([]choice, len(best))
		for room := range best {
			at, most := 0, -1.0
			for i := range w {
				took := int(math.Ceil(w[i].height - w[0].height))
				if took > room {
					break
				}
				if sum := best[room-took].shows + shows[i]; sum > most {
					at, most = i, sum
				}
			}
			took := int(math.Ceil(w[at].height - w[0].height))
			next[room] = choice{most, append(slices.Clip(best[room-took].of), at)}
		}
		best = next
	}
	for lane, at := range best[len(best)-1].of {
		out = append(out, ways[lane][at])
	}
	return out
}

// shows weighs what a strip labels. Each further label of a lane counts for less, so that no lane is silent for the sake of another.
func (s *strip) shows() (sum float64) {
	var each []float64
	for i := range s.flags {
		for _, it := range s.flags[i].items {
			each = append(each, 1+it.keep)
		}
	}
	slices.Sort(each)
	slices.Reverse(each)
	for i, keep := range each {
		sum += keep / (1 + float64(i)/2)
	}
	return sum
}

// name writes the name of a lane beside it.
func (sc *scene) name(l *layout, lane Lane, top, height float64) {
	lines, _ := sc.wrap(legible.Line(sc.Words.Lane(lane)), beside.size(), nameWidth, true, 1+max(0, int((height-laneFoot-12)/lineHeight)))
	y := top + height - laneFoot - float64(len(lines)-1)*lineHeight
	for _, s := range lines {
		l.write(sc, wideMargin, y, beside, 0, s)
		y += lineHeight
	}
}

// foot is how high what is below the lanes becomes.
func (sc *scene) foot(a *axis, left, right float64, clusters bool) float64 {
	l := &layout{width: right + wideMargin}
	if clusters { // the legend names them
		l.pills = append(l.pills, pill{rows: []int{}})
	}
	return sc.below(l, a, left, right, 0)
}

// mostBelow is how many rows of labels stand below the band.
const mostBelow = 4

// below draws band, spans, axis and legend, and returns where the picture ends.
func (sc *scene) below(l *layout, a *axis, left, right, y float64) float64 {
	y = sc.drawBand(l, a, left, right, y+4, mostBelow)
	y = sc.drawSpans(l, a, left, right, y)
	sc.ticks(l, a, y+8)
	return sc.legend(l, wideMargin, y+54, right) + 10
}

// legend names the marks and states that occur, in rows from x on, and returns the baseline of the last one.
func (sc *scene) legend(l *layout, x, y, right float64) float64 {
	at := x
	put := func(label string, draw func(x, y float64)) {
		label = legible.Line(label)
		w := sc.width(label, small.size(), false)
		if at > x && at+26+w > right {
			at, y = x, y+20
		}
		draw(at, y-4)
		l.write(sc, at+26, y, small, 0, label)
		at += 26 + w + 20
	}
	sides, hollow := map[disclosure.Side]bool{}, false
	for i := range sc.marks {
		sides[sc.marks[i].Side] = true
		hollow = hollow || sc.marks[i].Planned
	}
	for _, e := range []struct {
		side  disclosure.Side
		label string
	}{{disclosure.SideUs, sc.Words.Us}, {disclosure.SideThem, sc.Words.Them}, {disclosure.SideState, sc.Words.State}} {
		if sides[e.side] {
			put(e.label, func(x, y float64) { l.spots = append(l.spots, spot{tenth(x + 11), tenth(y), e.side, false, 0, -1}) })
		}
	}
	if hollow {
		put(sc.Words.Planned, func(x, y float64) {
			l.spots = append(l.spots, spot{tenth(x + 11), tenth(y), disclosure.SideUs, true, 0, -1})
		})
	}
	for i := range l.pills {
		if l.pills[i].rows != nil {
			put(sc.Words.Together, func(x, y float64) {
				l.pills = append(l.pills, pill{box{tenth(x), tenth(y - pillHeight/2), 22, pillHeight}, "n", 0, nil})
				l.write(sc, x+11, y+4.3, onPill, 0.5, "n")
			})
			break
		}
	}
	states := map[State]bool{}
	for _, p := range sc.parts {
		states[p.State] = true
	}
	for _, e := range []struct {
		state State
		label string
	}{{Open, sc.Words.Open}, {Closed, sc.Words.Closed}, {Said, sc.Words.Said}, {Unknown, sc.Words.Unknown}} {
		if states[e.state] {
			put(e.label, func(x, y float64) { l.areas = append(l.areas, area{box{tenth(x), tenth(y - 6), 20, 12}, e.state}) })
		}
	}
	return y
}
