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
type canvas struct{ b bytes.Buffer }

func (c *canvas) put(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// text writes a line of text.
func (c *canvas) text(x, y float64, class, anchor, s string) {
	c.put(`<text x="%s" y="%s" class="%s"`, num(x), num(y), class)
	if anchor != "" {
		c.put(` text-anchor="%s"`, anchor)
	}
	c.put(">%s</text>\n", escape(s))
}

// dot draws the mark of an event: a disc for us, a ring for others, a diamond for the exposure itself. What has no side has no mark:
// nothing is put on anybody by a missing word.
func (c *canvas) dot(x, y float64, s disclosure.Side, planned bool) {
	also := ""
	if planned {
		also = " tl-planned"
	}
	switch s {
	case disclosure.SideState:
		c.put(`<path class="tl-state%s" d="M%s %sl7 7l-7 7l-7 -7z"/>`+"\n", also, num(x), num(y-7))
	case disclosure.SideThem:
		c.put(`<circle class="tl-them%s" cx="%s" cy="%s" r="5"/>`+"\n", also, num(x), num(y))
	case disclosure.SideUs:
		c.put(`<circle class="tl-us%s" cx="%s" cy="%s" r="5"/>`+"\n", also, num(x), num(y))
	}
}

// open starts a picture of a size.
func (c *canvas) open(sc *scene, width, height float64) {
	c.put(`<svg xmlns="http://www.w3.org/2000/svg" class="tl tl-%s" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="tl-%s-title tl-%s-desc">`+"\n",
		sc.id, num(width), num(height), num(width), num(height), sc.id, sc.id)
	c.put(`<title id="tl-%s-title">%s</title>`+"\n", sc.id, escape(sc.Title))
	c.put(`<desc id="tl-%s-desc">%s</desc>`+"\n", sc.id, escape(sc.Desc))
	c.put("<style>%s</style>\n", style)
	c.put(`<defs><pattern id="tl-%s-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="tl-hatch" width="2" height="7"/></pattern></defs>`+"\n", sc.id)
}

func (c *canvas) close() []byte {
	c.put("</svg>\n")
	return c.b.Bytes()
}

// File returns a picture as a file of its own, with the declaration that a picture within a page must not have.
func File(svg []byte) []byte {
	return append([]byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"), svg...)
}

// style holds the colours of a picture, light and dark. Every text has a contrast of at least 4.5 to 1 to what is
// behind it, every mark of at least 3 to 1.
const style = `.tl{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;max-width:100%;height:auto}` +
	`.tl text{fill:#1d1f21}.tl .tl-date{font-size:12px;fill:#565b61}.tl .tl-label{font-size:14px}.tl .tl-strong{font-size:14px;font-weight:600}` +
	`.tl .tl-small{font-size:12px;fill:#565b61}.tl .tl-pole{stroke:#b9bdc2;stroke-width:1}.tl .tl-axis{stroke:#565b61;stroke-width:1.5}` +
	`.tl .tl-us{fill:#1d1f21;stroke:#fff;stroke-width:1.5}.tl .tl-them{fill:#fff;stroke:#1d1f21;stroke-width:2}.tl .tl-state{fill:#b23a0e;stroke:#fff;stroke-width:1.5}` +
	`.tl .tl-planned{stroke-dasharray:2 2}.tl .tl-coarse{stroke:#565b61;stroke-width:5;stroke-linecap:round;opacity:.45}` +
	`.tl .tl-bar{fill:#b23a0e}.tl .tl-hatch{fill:#fff;opacity:.22}.tl .tl-on{fill:#fff;font-size:13px;font-weight:600}` +
	`.tl .tl-span{fill:none;stroke:#22577a;stroke-width:2}.tl .tl-beside{font-size:13px;font-weight:600}` +
	`@media (prefers-color-scheme:dark){.tl text{fill:#e8e6e3}.tl .tl-date,.tl .tl-small{fill:#a9adb3}.tl .tl-pole{stroke:#4d5258}.tl .tl-axis{stroke:#a9adb3}` +
	`.tl .tl-us{fill:#e8e6e3;stroke:#16181a}.tl .tl-them{fill:#16181a;stroke:#e8e6e3}.tl .tl-state{fill:#f0874f;stroke:#16181a}` +
	`.tl .tl-coarse{stroke:#a9adb3}.tl .tl-bar{fill:#f0874f}.tl .tl-hatch{fill:#16181a}.tl .tl-on{fill:#16181a}.tl .tl-span{stroke:#7fb8dc}}` +
	`@media print{.tl .tl-hatch{opacity:.35}}`

// escape makes text safe for XML.
func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(legible.Line(s))); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}

// num writes a coordinate.
func num(f float64) string { return strconv.FormatFloat(float64(int64(f*10+0.5))/10, 'f', -1, 64) }
