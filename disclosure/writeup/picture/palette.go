package picture

import (
	"image"
	"image/color"
)

// A picture has a few inks, and between each of them and the paper the shades of soft edges. Sixteen million colours would only make the file
// four times as long to write.

const (
	mostColours = 256
	shades      = 3 // lowest bits of a channel by which no eye tells two colours apart
)

// palette is the image with at most 256 colours: shades that nobody tells apart become one, and the inks stay what they are.
func (p *pixels) palette() *image.Paletted {
	c := light()
	inks := []string{c.paper, c.ink, c.soft, c.state, c.shut, c.span, c.pole}
	out := image.NewPaletted(p.img.Bounds(), make(color.Palette, 0, mostColours))
	known := map[[3]uint8]uint8{}
	take := func(r, g, b uint8) uint8 {
		key := [3]uint8{r >> shades, g >> shades, b >> shades}
		i, ok := known[key]
		if !ok {
			is := color.RGBA{r, g, b, 255}
			if len(out.Palette) < mostColours {
				out.Palette = append(out.Palette, is)
				i = uint8(len(out.Palette) - 1) //nolint:gosec // It is below 256.
			} else {
				i = uint8(out.Palette.Index(is)) //nolint:gosec // So is this.
			}
			known[key] = i
		}
		return i
	}
	for _, ink := range inks {
		is := p.colour(ink)
		take(is.R, is.G, is.B)
	}
	var r, g, b, index uint8
	first := true
	for at := 0; at+3 < len(p.img.Pix); at += 4 {
		px := p.img.Pix[at : at+4 : at+4]
		if first || px[0] != r || px[1] != g || px[2] != b {
			r, g, b, first = px[0], px[1], px[2], false
			index = take(r, g, b)
		}
		out.Pix[at/4] = index
	}
	return out
}
