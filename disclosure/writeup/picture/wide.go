package picture

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// The wide picture: flags above a horizontal axis, the spans as bars below it.

const (
	wideWidth  = 960.0
	wideMargin = 16.0
	flagWidth  = 178.0 // of a label
	flagPad    = 7.0   // between the pole of a flag and its label
	lineHeight = 17.0
	barHeight  = 24.0
	laneHeight = 34.0
)

// flag is a mark with its place. Its pole stands at x on the axis; its label begins beside the pole and takes the
// heights from low to high above the axis.
type flag struct {
	mark
	x, low, high, width float64
	lines               []string
}

// flags places the labels so that nothing overlaps, however close the dates are. From right to left, a label goes
// just above all poles and labels that stand within its width. So a pole never passes through a label: what begins to
// its left is higher than its top.
func flags(marks []mark, x func(day int) float64, oneLine bool) []flag {
	out := make([]flag, len(marks))
	for i, m := range marks {
		f := flag{mark: m, x: x(m.first)}
		most := 3
		if oneLine {
			most = 1
		}
		f.lines = wrapLabel(m.Label, 14, flagWidth, m.bold(), most)
		f.width = textWidth(m.Date, 12, false)
		for _, l := range f.lines {
			f.width = max(f.width, textWidth(l, 14, m.bold()))
		}
		out[i] = f
	}
	// Among flags at the same place the later one is lower.
	for i := len(out) - 1; i >= 0; i-- {
		f := &out[i]
		f.low = 14
		for j := i + 1; j < len(out); j++ {
			if out[j].x <= f.x+f.width+flagPad*2 {
				f.low = max(f.low, out[j].high+4)
			}
		}
		f.high = f.low + float64(len(f.lines)+1)*lineHeight
	}
	return out
}

// scale maps days to the axis. The axis ends early enough for the last labels to fit.
func (sc *scene) scale() func(day int) float64 {
	span := wideWidth - 2*wideMargin
	for _, m := range sc.marks {
		width := textWidth(m.Date, 12, false)
		for _, l := range wrapLabel(m.Label, 14, flagWidth, m.bold(), 3) {
			width = max(width, textWidth(l, 14, m.bold()))
		}
		if share := float64(m.first) / float64(sc.length); share > 0.1 {
			span = min(span, (wideWidth-2*wideMargin-width-flagPad*2)/share)
		}
	}
	return func(day int) float64 {
		return wideMargin + span*float64(min(max(day, 0), sc.length))/float64(sc.length)
	}
}

// Wide draws the picture for a page, 960 pixels wide.
func (d *Drawing) Wide() []byte {
	sc := d.scene("wide")
	var c canvas
	if len(sc.marks) == 0 {
		c.open(sc, wideWidth, 48)
		c.text(wideMargin, 30, "tl-label", "", sc.Words.Empty)
		return c.close()
	}
	x := sc.scale()
	placed := flags(sc.marks, x, len(sc.marks) > 14)
	top := 0.0
	lanes := 0
	for _, f := range placed {
		top = max(top, f.high)
	}
	for _, b := range sc.bars {
		lanes = max(lanes, b.lane+1)
	}
	axis := top + 14
	bars := axis + 34
	height := bars + float64(lanes)*laneHeight + 26
	c.open(sc, wideWidth, height)
	for _, f := range placed {
		c.put(`<line class="tl-pole" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", num(f.x), num(axis-f.high), num(f.x), num(axis))
	}
	sc.ticks(&c, x, axis)
	for _, f := range placed {
		y := axis - f.high + 12
		c.text(f.x+flagPad, y, "tl-date", "", f.Date)
		for _, l := range f.lines {
			y += lineHeight
			c.text(f.x+flagPad, y, labelClass(f.mark), "", l)
		}
	}
	for _, f := range placed {
		if f.last > f.first {
			c.put(`<line class="tl-coarse" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", num(f.x), num(axis), num(x(f.last)), num(axis))
		}
		c.dot(f.x, axis, f.Side, f.Planned)
	}
	drawBars(&c, sc, x, bars)
	sc.legend(&c, wideMargin, height-8, 0)
	return c.close()
}

func labelClass(m mark) string {
	if m.bold() {
		return "tl-strong"
	}
	return "tl-label"
}

// drawBars draws the spans, each in its lane, with its label on it or beside it.
func drawBars(c *canvas, sc *scene, x func(int) float64, top float64) {
	free := map[int]float64{} // right end of what a lane holds
	var on []func()           // labels that stand on a bar, drawn after it
	for i, b := range sc.bars {
		left, right := x(b.from), x(b.to)
		y := top + float64(b.lane)*laneHeight
		width := textWidth(b.Label, 13, true)
		next := wideWidth
		for _, o := range sc.bars[i+1:] {
			if o.lane == b.lane {
				next = x(o.from)
				break
			}
		}
		// Where there is no room beside a span, its label stands above it and the span moves down in its lane.
		line, above := y+barHeight/2, false
		switch {
		case b.Exposure && width+16 <= right-left:
			on = append(on, func() { c.text(left+10, y+16.5, "tl-on", "", b.Label) })
		case right+12+extra(b)+width <= next:
			c.text(right+12+extra(b), y+16.5, "tl-beside", "", b.Label)
			free[b.lane] = right + 12 + extra(b) + width
		case left-10-width >= free[b.lane]:
			c.text(left-10, y+16.5, "tl-beside", "end", b.Label)
		case !b.Exposure:
			above = true
			line = y + barHeight - 3
			c.text(min(left+6, wideWidth-width), y+11, "tl-beside", "", b.Label)
		}
		free[b.lane] = max(free[b.lane], right)
		drawBar(c, sc.id, b, left, right, y, line, above)
	}
	for _, label := range on {
		label()
	}
}

// drawBar draws one span: the exposure as a hatched bar, every other one as a line between two ends.
func drawBar(c *canvas, id string, b bar, left, right, y, line float64, above bool) {
	if b.Exposure {
		width := max(3, right-left)
		c.put(`<rect class="tl-bar" x="%s" y="%s" width="%s" height="%s" rx="2"/>`, num(left), num(y), num(width), num(barHeight))
		c.put(`<rect x="%s" y="%s" width="%s" height="%s" rx="2" fill="url(#tl-%s-hatch)"/>`+"\n", num(left), num(y), num(width), num(barHeight), id)
		if b.Open {
			c.put(`<path class="tl-bar" d="M%s %sl10 %sl-10 %sz"/>`+"\n", num(right), num(y), num(barHeight/2), num(barHeight/2))
		}
		return
	}
	half := barHeight/2 - 4
	if above {
		half = 4
	}
	c.put(`<path class="tl-span" d="M%s %sv%sM%s %sH%sM%s %sv%s"/>`+"\n",
		num(left), num(line-half), num(2*half), num(left), num(line), num(right), num(right), num(line-half), num(2*half))
}

// extra leaves room for the arrow of an open bar.
func extra(b bar) float64 {
	if b.Open {
		return 8
	}
	return 0
}

// ticks draws the axis with round dates at even distances. A label that the edge of the picture would cut is left out.
func (sc *scene) ticks(c *canvas, x func(int) float64, axis float64) {
	c.put(`<line class="tl-axis" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", num(x(0)), num(axis), num(x(sc.length)), num(axis))
	place := func(d civil.Date) (label string, at, half float64) {
		label = sc.Words.Day(d, sc.length > 300)
		return label, x(sc.day(d)), textWidth(label, 12, false) / 2
	}
	for _, d := range tickDates(sc.start, sc.length, func(all []civil.Date) bool {
		used := 0.0
		for _, d := range all {
			_, at, half := place(d)
			if used > 0 && at-half < used {
				return false
			}
			used = at + half + tickGap
		}
		return true
	}) {
		label, at, half := place(d)
		if at-half < 0 || at+half > wideWidth {
			continue
		}
		c.put(`<line class="tl-axis" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", num(at), num(axis), num(at), num(axis+6))
		c.text(at, axis+21, "tl-small", "middle", label)
	}
}

// legend names the marks. It goes down the page when step is not 0.
func (sc *scene) legend(c *canvas, x, y, step float64) {
	for _, e := range []struct {
		side  disclosure.Side
		label string
	}{{disclosure.SideUs, sc.Words.Us}, {disclosure.SideThem, sc.Words.Them}, {disclosure.SideState, sc.Words.State}} {
		c.dot(x+7, y-4, e.side, false)
		c.text(x+20, y, "tl-small", "", e.label)
		if step > 0 {
			y += step
		} else {
			x += 20 + textWidth(e.label, 12, false) + 24
		}
	}
	if sc.more > 0 {
		c.text(x, y, "tl-small", "", sc.Words.More(sc.more))
	}
}
