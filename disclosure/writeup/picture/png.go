package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strings"

	"golang.org/x/image/vector"

	"daylight/disclosure"
	"daylight/disclosure/writeup/legible"
)

// The size of a card, as sites that show a preview of a link ask for it.
const (
	CardWidth  = 1200
	CardHeight = 630
)

// PNG draws the wide picture as pixels on white, for where SVG is not shown. An error is a defect of the program.
func (d *Drawing) PNG() ([]byte, error) {
	const scale = 1.5
	sc := d.scene()
	l := sc.wide(frame{width: wideWidth, height: wideHeight})
	p := newPixels(int(l.width*scale), int(math.Ceil(l.height*scale)), scale, 0, 0)
	p.layout(sc, l)
	return p.encode()
}

// Card draws a card of the picture for previews of a link: a title, a line below it, and the picture with as many labels as it has room for.
func (d *Drawing) Card(title, below string) ([]byte, error) {
	const (
		margin = 40.0
		scale  = 1.22
		size   = 38.0
	)
	sc := d.scene()
	p := newPixels(CardWidth, CardHeight, 1, 0, 0)
	y := margin
	lines, _ := sc.wrap(legible.Line(title), size, CardWidth-2*margin, true, 2)
	for _, s := range lines {
		y += size * 1.05
		p.write(sc, margin, y, s, size, true, p.colour(light().ink))
	}
	y += 34
	one, _ := sc.wrap(legible.Line(below), 22, CardWidth-2*margin, false, 1)
	for _, s := range one {
		p.write(sc, margin, y, s, 22, false, p.colour(light().soft))
	}
	y += 14
	draw.Draw(p.img, image.Rect(0, 0, CardWidth, 10), image.NewUniform(p.colour(light().state)), image.Point{}, draw.Src)
	l := sc.wide(frame{width: (CardWidth - 2*(margin-wideMargin)) / scale, height: (CardHeight - y - 4) / scale, card: true})
	p.scale, p.left, p.top = scale, margin-wideMargin*scale, y
	if free := CardHeight - y - l.height*scale; free > 0 {
		p.top += min(free/2, 40)
	}
	p.layout(sc, l)
	return p.encode()
}

// pixels draw a layout.
type pixels struct {
	img              *image.RGBA
	scale, left, top float64
	r                *vector.Rasterizer
	said             []string // each text that is drawn
}

// write draws a line of text, and keeps it: pixels are not read before they are published, their words have to be.
func (p *pixels) write(sc *scene, x, y float64, s string, size float64, bold bool, c color.Color) {
	p.said = append(p.said, s)
	sc.face.Write(p.img, x, y, s, size, bold, c)
}

func newPixels(w, h int, scale, left, top float64) *pixels {
	p := &pixels{img: image.NewRGBA(image.Rect(0, 0, w, h)), scale: scale, left: left, top: top, r: vector.NewRasterizer(w, h)}
	draw.Draw(p.img, p.img.Bounds(), image.NewUniform(p.colour(light().paper)), image.Point{}, draw.Src)
	return p
}

func (p *pixels) encode() ([]byte, error) {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, p.palette()); err != nil {
		return nil, err //nolint:wrapcheck // A buffer does not fail.
	}
	return describe(b.Bytes(), strings.Join(p.said, "\n")), nil
}

// colour reads "#rrggbb".
func (*pixels) colour(hex string) color.RGBA {
	digit := func(i int) uint8 {
		c := hex[i]
		if c >= 'a' {
			return c - 'a' + 10
		}
		return c - '0'
	}
	return color.RGBA{digit(1)<<4 | digit(2), digit(3)<<4 | digit(4), digit(5)<<4 | digit(6), 255}
}

// mix is a colour on paper that lets through what is behind it.
func (p *pixels) mix(hex string, share float64) color.RGBA {
	c, g := p.colour(hex), p.colour(light().paper)
	blend := func(a, b uint8) uint8 { return uint8(float64(a)*share + float64(b)*(1-share)) }
	return color.RGBA{blend(c.R, g.R), blend(c.G, g.G), blend(c.B, g.B), 255}
}

func (p *pixels) at(x, y float64) (float64, float64) {
	return p.left + x*p.scale, p.top + y*p.scale
}

// polygon fills what the points enclose.
func (p *pixels) polygon(c color.Color, points ...point) {
	left, top := p.at(points[0].x, points[0].y)
	right, bottom := left, top
	for _, at := range points {
		x, y := p.at(at.x, at.y)
		left, top, right, bottom = min(left, x), min(top, y), max(right, x), max(bottom, y)
	}
	b := image.Rect(int(math.Floor(left)), int(math.Floor(top)), int(math.Ceil(right))+1, int(math.Ceil(bottom))+1).Intersect(p.img.Bounds())
	if b.Empty() {
		return
	}
	p.r.Reset(b.Dx(), b.Dy())
	for i, at := range points {
		x, y := p.at(at.x, at.y)
		x, y = x-float64(b.Min.X), y-float64(b.Min.Y)
		if i == 0 {
			p.r.MoveTo(float32(x), float32(y))
		} else {
			p.r.LineTo(float32(x), float32(y))
		}
	}
	p.r.ClosePath()
	p.r.Draw(p.img, b, image.NewUniform(c), image.Point{})
}

func (p *pixels) rect(c color.Color, b box) {
	p.polygon(c, point{b.x, b.y}, point{b.x + b.w, b.y}, point{b.x + b.w, b.y + b.h}, point{b.x, b.y + b.h})
}

func (p *pixels) disc(c color.Color, x, y, r float64) {
	const corners = 40
	var points []point
	for i := range corners {
		turn := 2 * math.Pi * float64(i) / corners
		points = append(points, point{x + r*math.Cos(turn), y + r*math.Sin(turn)})
	}
	p.polygon(c, points...)
}

// line draws a line between two points.
func (p *pixels) line(c color.Color, a, b point, width float64) {
	dx, dy := b.x-a.x, b.y-a.y
	n := math.Hypot(dx, dy)
	if n == 0 {
		return
	}
	dx, dy = dx/n*width/2, dy/n*width/2
	p.polygon(c, point{a.x - dy, a.y + dx}, point{b.x - dy, b.y + dx}, point{b.x + dy, b.y - dx}, point{a.x + dy, a.y - dx})
}

// frame draws the edge of a box on its inside, dashed or not.
func (p *pixels) frame(c color.Color, b box, width, dash float64) {
	h := width / 2
	corners := []point{{b.x + h, b.y + h}, {b.x + b.w - h, b.y + h}, {b.x + b.w - h, b.y + b.h - h}, {b.x + h, b.y + b.h - h}, {b.x + h, b.y + h}}
	for i := 0; i+1 < len(corners); i++ {
		from, to := corners[i], corners[i+1]
		n := math.Hypot(to.x-from.x, to.y-from.y)
		if dash == 0 {
			dash = n
		}
		for at := 0.0; at < n; at += dash * 1.5 {
			end := min(n, at+dash)
			p.line(c, point{from.x + (to.x-from.x)*at/n, from.y + (to.y-from.y)*at/n}, point{from.x + (to.x-from.x)*end/n, from.y + (to.y-from.y)*end/n}, width)
		}
	}
}

func (p *pixels) layout(sc *scene, l *layout) {
	c := light()
	for i := range l.areas {
		p.area(&l.areas[i])
	}
	for i := range l.strokes {
		s := &l.strokes[i]
		width := [...]float64{pole: 1, axisLine: 1.5, rule: 1, coarse: 5, spanLine: 2, edge: 1, brokenLine: 1.5}[s.look]
		ink := [...]color.RGBA{
			pole: p.colour(c.pole), axisLine: p.colour(c.soft), rule: p.colour(c.pole), coarse: p.mix(c.soft, 0.45), spanLine: p.colour(c.span), edge: p.colour(c.soft), brokenLine: p.colour(c.soft),
		}[s.look]
		for i := 0; i+1 < len(s.points); i++ {
			p.line(ink, s.points[i], s.points[i+1], width)
		}
	}
	for i := range l.pills {
		b := l.pills[i].box
		r := b.h / 2
		p.disc(p.colour(c.soft), b.x+r, b.y+r, r)
		p.disc(p.colour(c.soft), b.x+b.w-r, b.y+r, r)
		p.rect(p.colour(c.soft), box{b.x + r, b.y, b.w - 2*r, b.h})
	}
	for i := range l.spots {
		p.spot(&l.spots[i])
	}
	for i := range l.texts {
		t := &l.texts[i]
		ink := [styles]string{plain: c.ink, strong: c.ink, small: c.soft, beside: c.ink, onBar: c.paper, onPill: c.paper}[t.look]
		p.write(sc, p.left+t.x*p.scale, p.top+t.y*p.scale, t.s, t.look.size()*p.scale, t.look.bold(), p.colour(ink))
	}
}

func (p *pixels) area(a *area) {
	c := light()
	if a.w <= 0 {
		return
	}
	switch a.state {
	case Open:
		p.rect(p.colour(c.state), a.box)
	case Closed:
		p.frame(p.colour(c.shut), a.box, 2, 0)
	case Said:
		p.frame(p.colour(c.shut), a.box, 2, 6)
	case Unknown:
		for x := a.x - a.h; x < a.x+a.w; x += 8 { // from the lower edge up to the right, within the box
			from, to := point{x, a.y + a.h}, point{x + a.h, a.y}
			if from.x < a.x {
				from = point{a.x, from.y - (a.x - from.x)}
			}
			if over := to.x - (a.x + a.w); over > 0 {
				to = point{a.x + a.w, to.y + over}
			}
			if from.x < to.x {
				p.line(p.colour(c.soft), from, to, 1.3)
			}
		}
		p.frame(p.colour(c.soft), a.box, 1, 0)
	}
}

// spot draws the mark of an event, as [canvas.dot] does.
func (p *pixels) spot(s *spot) {
	c := light()
	ink, paper := p.colour(c.ink), p.colour(c.paper)
	if s.planned {
		ink = p.colour(c.soft)
	}
	switch s.side {
	case disclosure.SideState:
		diamond := func(c color.Color, r float64) {
			p.polygon(c, point{s.x, s.y - r}, point{s.x + r, s.y}, point{s.x, s.y + r}, point{s.x - r, s.y})
		}
		if s.planned {
			diamond(ink, 7)
			diamond(paper, 4.5)
			return
		}
		diamond(p.colour(c.state), 7)
	case disclosure.SideThem:
		p.disc(ink, s.x, s.y, 6)
		p.disc(paper, s.x, s.y, 3.5)
	case disclosure.SideUs:
		p.disc(ink, s.x, s.y, 5.5)
		if s.planned {
			p.disc(paper, s.x, s.y, 3.8)
		}
	}
}
