// Package typeface holds the letters in which pictures are measured and, as pixels, written: a sans-serif whose widths are those of Arial,
// Helvetica and Arimo, which the readers of a picture have. It knows letters and no pictures.
//
// The files are subsets; LICENSE says of what and under which terms. They hold the letters of the languages that use Latin, Greek and
// Cyrillic script. What they lack is given the room of a wide letter, and drawn as an empty box.
package typeface

import (
	_ "embed"
	"image"
	"image/color"
	"image/draw"
	"math"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed sans-regular.ttf
var regular []byte

//go:embed sans-bold.ttf
var bold []byte

// Face is the two weights of the letters. It remembers what it measured and serves one goroutine.
type Face struct{ regular, bold weight }

type weight struct {
	font *sfnt.Font
	buf  sfnt.Buffer
	em   fixed.Int26_6
	low  [0x250]float64 // the advance of a letter in units of the size, plus 1; 0 is not measured yet
	more map[rune]float64
	drawn
}

// drawn is a weight at the size at which it was last written.
type drawn struct {
	size float64
	face font.Face
}

// Open reads the letters. They are part of the program, so an error is a defect of it and makes a face that measures every letter as wide.
func Open() *Face {
	f := &Face{}
	f.regular.read(regular)
	f.bold.read(bold)
	return f
}

func (w *weight) read(file []byte) {
	w.more = map[rune]float64{}
	parsed, err := sfnt.Parse(file)
	if err != nil {
		return
	}
	w.font, w.em = parsed, fixed.I(int(parsed.UnitsPerEm()))
}

func (f *Face) weight(strong bool) *weight {
	if strong {
		return &f.bold
	}
	return &f.regular
}

// Width is how wide a line of text is at a size.
func (f *Face) Width(s string, size float64, strong bool) float64 {
	w, sum := f.weight(strong), 0.0
	for _, r := range s {
		sum += w.advance(r)
	}
	return sum * size
}

// Has reports whether both weights hold a letter.
func (f *Face) Has(r rune) bool { return f.regular.index(r) != 0 && f.bold.index(r) != 0 }

func (w *weight) index(r rune) sfnt.GlyphIndex {
	if w.font == nil {
		return 0
	}
	i, err := w.font.GlyphIndex(&w.buf, r)
	if err != nil {
		return 0
	}
	return i
}

// advance is the width of a letter in units of the size.
func (w *weight) advance(r rune) float64 {
	if r >= 0 && int(r) < len(w.low) {
		if w.low[r] == 0 {
			w.low[r] = w.measure(r) + 1
		}
		return w.low[r] - 1
	}
	a, known := w.more[r]
	if !known {
		a = w.measure(r)
		w.more[r] = a
	}
	return a
}

func (w *weight) measure(r rune) float64 {
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	if i := w.index(r); i != 0 {
		if a, err := w.font.GlyphAdvance(&w.buf, i, w.em, font.HintingNone); err == nil {
			return float64(a) / float64(w.em)
		}
	}
	return 1
}

// Write draws a line of text with its baseline beginning at x and y.
func (f *Face) Write(to draw.Image, x, y float64, s string, size float64, strong bool, c color.Color) {
	w := f.weight(strong)
	if w.font == nil {
		return
	}
	if w.face == nil || w.size != size {
		face, err := opentype.NewFace(w.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return
		}
		w.drawn = drawn{size: size, face: face}
	}
	ink := image.NewUniform(c)
	for _, r := range s {
		at := fixed.Point26_6{X: fixed.Int26_6(math.Round(x * 64)), Y: fixed.Int26_6(math.Round(y * 64))}
		if box, mask, from, _, ok := w.face.Glyph(at, r); ok && !unicode.IsSpace(r) {
			draw.DrawMask(to, box, ink, image.Point{}, mask, from, draw.Over)
		}
		x += w.advance(r) * size
	}
}
