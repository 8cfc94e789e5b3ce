package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/writeup/legible"
)

// canvas writes SVG. Numbers are whole or have one decimal, so that no floating-point digits depend on a machine.
type canvas struct {
	b  bytes.Buffer
	id string
}

func (c *canvas) put(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// svg writes a layout. The id tells the pictures of a page apart.
func svg(sc *scene, l *layout, id string) []byte {
	c := canvas{id: id}
	c.open(sc, l)
	for i := range l.areas {
		c.area(&l.areas[i])
	}
	for i := range l.strokes {
		c.stroke(&l.strokes[i])
	}
	for i := range l.pills {
		p := &l.pills[i]
		c.put(`<rect class="tl-pill" x="%s" y="%s" width="%s" height="%s" rx="6.5"/>`+"\n", num(p.x), num(p.y), num(p.w), num(p.h))
	}
	for i := range l.spots {
		s := &l.spots[i]
		c.dot(s.x, s.y, s.side, s.planned)
	}
	for i := range l.texts {
		t := &l.texts[i]
		class := [styles]string{plain: "label", strong: "strong", small: "small", beside: "beside", onBar: "on", onPill: "count"}[t.look]
		c.put(`<text x="%s" y="%s" class="tl-%s" textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", num(t.x), num(t.y), class, num(t.w), escape(t.s))
	}
	c.put("</svg>\n")
	return c.b.Bytes()
}

// open starts a picture of a size.
func (c *canvas) open(sc *scene, l *layout) {
	c.put(`<svg xmlns="http://www.w3.org/2000/svg" class="tl tl-%s" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="tl-%s-title tl-%s-desc">`+"\n",
		c.id, num(l.width), num(l.height), num(l.width), num(l.height), c.id, c.id)
	c.put(`<title id="tl-%s-title">%s</title>`+"\n", c.id, escape(sc.Title))
	c.put(`<desc id="tl-%s-desc">%s</desc>`+"\n", c.id, escape(sc.Desc))
	c.put("<style>%s</style>\n", sheet())
	c.put(`<defs><pattern id="tl-%s-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="tl-hatch" width="1.5" height="6"/></pattern></defs>`+"\n", c.id)
}

// dot draws the mark of an event: a disc for us, a ring for others, a diamond for the exposure itself; what is planned is hollow. What has no
// side has no form: nothing is put on anybody by a missing word.
func (c *canvas) dot(x, y float64, s disclosure.Side, planned bool) {
	also := ""
	if planned {
		also = " tl-planned"
	}
	switch s {
	case disclosure.SideState:
		c.put(`<path class="tl-state%s" d="M%s %sl7 7l-7 7l-7 -7z"/>`+"\n", also, num(x), num(y-7))
	case disclosure.SideThem:
		c.put(`<circle class="tl-them%s" cx="%s" cy="%s" r="4.7"/>`+"\n", also, num(x), num(y))
	case disclosure.SideUs:
		c.put(`<circle class="tl-us%s" cx="%s" cy="%s" r="5.5"/>`+"\n", also, num(x), num(y))
	}
}

// area fills a stretch by its state: full where it is open, framed where it is closed, hatched where nobody knows.
func (c *canvas) area(a *area) {
	if a.w <= 0 {
		return
	}
	if a.state == Unknown {
		c.put(`<rect class="tl-unknown" x="%s" y="%s" width="%s" height="%s" fill="url(#tl-%s-hatch)"/>`+"\n", num(a.x), num(a.y), num(a.w), num(a.h), c.id)
		return
	}
	class, in := "bar", 0.0
	if a.state != Open { // the frame stays inside
		class, in = "shut", 1
		if a.state == Said {
			class = "said"
		}
	}
	c.put(`<rect class="tl-%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n", class, num(a.x+in), num(a.y+in), num(max(1, a.w-2*in)), num(a.h-2*in))
}

func (c *canvas) stroke(s *stroke) {
	class := [...]string{pole: "pole", axisLine: "axis", rule: "pole", coarse: "coarse", spanLine: "span", edge: "axis", brokenLine: "broken"}[s.look]
	c.put(`<path class="tl-%s" fill="none" d="M`, class)
	for i, p := range s.points {
		if i > 0 {
			c.put("L")
		}
		c.put("%s %s", num(p.x), num(p.y))
	}
	c.put("\"/>\n")
}

// File returns a picture as a file of its own, with the declaration that a picture within a page must not have.
func File(svg []byte) []byte {
	return append([]byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"), svg...)
}

// escape makes text safe for XML.
func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(legible.Line(s))); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}

// num writes a coordinate.
func num(f float64) string { return strconv.FormatFloat(tenth(f), 'f', -1, 64) }
