package picture

import (
	"math"

	"daylight/disclosure"
)

// The narrow picture: a vertical line with one event below the other, the exposure as a bar along it, the span from
// the first message to the closure as a bracket on its left. It stays readable at 320 pixels.

const (
	narrowWidth = 340.0
	railX       = 78.0
	textX       = 98.0
	bracketX    = 50.0
)

// stop is a mark with its place on the vertical line.
type stop struct {
	mark
	y     float64 // of the mark
	lines []string
}

// stops puts one event below the other. The distance grows with the days between them, but slowly: a year must not
// take a page.
func stops(marks []mark) (out []stop, bottom float64) {
	y, before := 22.0, 0 // the day of the mark above
	for i, m := range marks {
		if i > 0 {
			y += 12 + min(44, 11*math.Log2(1+float64(max(0, m.first-before))))
		}
		before = m.first
		s := stop{mark: m, y: y, lines: wrapLabel(m.Label, 14, narrowWidth-textX-8, m.bold(), 3)}
		y += float64(len(s.lines)+1) * lineHeight
		out = append(out, s)
	}
	return out, y
}

// at returns the height of a day: that of the first mark on it or, for closing, of the mark that closes; between two
// marks in proportion.
func heightOf(placed []stop, day int, closing bool) float64 {
	for _, s := range placed {
		if s.first == day && (!closing || s.Side == disclosure.SideState) {
			return s.y
		}
	}
	for i, s := range placed {
		if s.first == day {
			return s.y
		}
		if s.first > day {
			if i == 0 {
				return s.y
			}
			before := placed[i-1]
			share := float64(day-before.first) / float64(s.first-before.first)
			return before.y + share*(s.y-before.y)
		}
	}
	return placed[len(placed)-1].y + 40
}

// Narrow draws the picture for small screens, 340 pixels wide.
func (d *Drawing) Narrow() []byte {
	sc := d.scene("narrow")
	var c canvas
	if len(sc.marks) == 0 {
		c.open(sc, narrowWidth, 48)
		c.text(12, 30, "tl-label", "", sc.Words.Empty)
		return c.close()
	}
	placed, bottom := stops(sc.marks)
	for _, b := range sc.bars {
		bottom = max(bottom, heightOf(placed, b.to, true)+24)
	}
	legend := bottom + 26
	rows := 3.0
	if sc.more > 0 {
		rows++
	}
	c.open(sc, narrowWidth, legend+rows*20)
	c.put(`<line class="tl-axis" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", num(railX), num(placed[0].y), num(railX), num(placed[len(placed)-1].y))
	for _, b := range sc.bars {
		from, to := heightOf(placed, b.from, false), heightOf(placed, b.to, true)
		switch {
		case b.Exposure:
			c.put(`<rect class="tl-bar" x="%s" y="%s" width="12" height="%s"/>`, num(railX-6), num(from), num(max(3, to-from)))
			c.put(`<rect x="%s" y="%s" width="12" height="%s" fill="url(#tl-%s-hatch)"/>`+"\n", num(railX-6), num(from), num(max(3, to-from)), sc.id)
			if b.Open {
				c.put(`<path class="tl-bar" d="M%s %sl6 9l6 -9z"/>`+"\n", num(railX-6), num(to))
			}
		case b.Brief != "":
			c.put(`<path class="tl-span" d="M%s %sh-8V%sh8"/>`+"\n", num(bracketX+8), num(from), num(to))
			bracket(&c, b.Brief, (from+to)/2)
		}
	}
	for _, p := range placed {
		c.dot(railX, p.y, p.Side, p.Planned)
		y := p.y + 4
		c.text(textX, y, "tl-date", "", p.Date)
		for _, l := range p.lines {
			y += lineHeight
			c.text(textX, y, labelClass(p.mark), "", l)
		}
	}
	sc.legend(&c, 12, legend, 20)
	return c.close()
}

// bracket writes how long it took: the number, and below it the word.
func bracket(c *canvas, brief string, y float64) {
	for i, part := range wrapLabel(brief, 13, bracketX-8, true, 4) {
		c.text(bracketX-6, y+float64(i)*15, "tl-beside", "end", part)
	}
}
