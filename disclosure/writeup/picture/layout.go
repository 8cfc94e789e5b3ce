package picture

import (
	"math"

	"daylight/disclosure"
)

// layout is a picture with coordinates and nothing else: pure data, from which SVG and pixels are written. Things are drawn in the order of
// its fields.
type layout struct {
	width, height float64
	areas         []area
	strokes       []stroke
	pills         []pill
	spots         []spot
	texts         []text
}

// box is a place. It reaches from x and y to the right and down.
type box struct{ x, y, w, h float64 }

func (b box) overlaps(o box) bool {
	const touch = 0.01
	return b.x+b.w > o.x+touch && o.x+o.w > b.x+touch && b.y+b.h > o.y+touch && o.y+o.h > b.y+touch
}

// area is a rectangle that is filled by what it means.
type area struct {
	box
	state State
}

// stroke is a line through points.
type stroke struct {
	points []point
	look   look
}

type point struct{ x, y float64 }

// look is how a stroke is drawn.
type look uint8

const (
	pole look = iota
	axisLine
	rule
	coarse
	spanLine
	edge // of an area
	brokenLine
)

// spot is the mark of one event.
type spot struct {
	x, y    float64
	side    disclosure.Side
	planned bool
	lane    Lane
	row     int // of scene.marks; -1 in a legend
}

// reach is half of the size of a mark.
const reach = 7.0

func (s *spot) box() box { return box{s.x - reach, s.y - reach, 2 * reach, 2 * reach} }

// pill is the mark of several events, with their number in it.
type pill struct {
	box
	count string
	lane  Lane
	rows  []int // of scene.marks; nil in a legend
}

// text is a line of text whose baseline begins at x and y.
type text struct {
	x, y, w float64
	s       string
	look    style
}

// style is how a text is drawn.
type style uint8

const (
	plain style = iota
	strong
	small // a date, a tick, a word of the legend
	beside
	onBar
	onPill
	styles
)

// size is the height of the letters of a style.
func (s style) size() float64 {
	return [styles]float64{plain: 14, strong: 14, small: 12, beside: 13, onBar: 13, onPill: 12}[s]
}

func (s style) bold() bool { return s == strong || s == beside || s == onBar || s == onPill }

func (t *text) box() box {
	return box{t.x, t.y - 0.8*t.look.size(), t.w, 1.03 * t.look.size()}
}

// write puts a line of text; anchor is which share of it lies left of x.
func (l *layout) write(sc *scene, x, y float64, look style, anchor float64, s string) text {
	if s == "" {
		return text{}
	}
	w := sc.width(s, look.size(), look.bold())
	t := text{x: tenth(x - w*anchor), y: tenth(y), w: tenth(w), s: s, look: look}
	l.texts = append(l.texts, t)
	return t
}

// draw puts a line through points.
func (l *layout) draw(look look, points ...point) {
	for i := range points {
		points[i] = point{tenth(points[i].x), tenth(points[i].y)}
	}
	l.strokes = append(l.strokes, stroke{points, look})
}

// tenth rounds a coordinate, so that no digits depend on a machine.
func tenth(f float64) float64 { return math.Round(f*10) / 10 }
