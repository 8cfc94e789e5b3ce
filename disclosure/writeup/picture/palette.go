package picture

import (
	"encoding/binary"
	"image"
	"image/color"
)

// paletted is a picture with at most 256 colours, one byte each: a third of the bytes, and packed in a fifth of the time. The edges of
// letters have a thousand shades, which no eye tells from the sixteen of each channel that are left; what is drawn in full keeps its colour.
// It reports false where a picture has more.
func paletted(img *image.RGBA, full ...color.RGBA) (*image.Paletted, bool) {
	b := img.Bounds()
	out := image.NewPaletted(b, nil)
	known := map[color.RGBA]uint8{}
	add := func(c color.RGBA) (uint8, bool) {
		at, ok := known[c]
		if !ok && len(known) < 256 {
			at, ok = uint8(len(known)), true //nolint:gosec // G115: below 256
			known[c] = at
			out.Palette = append(out.Palette, c)
		}
		return at, ok
	}
	shades := map[color.RGBA]uint8{} // by the colour as it was drawn
	for _, c := range full {
		shades[c], _ = add(c)
	}
	at, last := uint8(0), uint32(0) // a colour of nothing, which no pixel is
	for i := 0; i < len(img.Pix); i += 4 {
		if drawn := binary.NativeEndian.Uint32(img.Pix[i:]); drawn != last {
			c := color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], 255}
			var ok bool
			if at, ok = shades[c]; !ok {
				if at, ok = add(color.RGBA{shade(c.R), shade(c.G), shade(c.B), 255}); !ok {
					return nil, false
				}
				shades[c] = at
			}
			last = drawn
		}
		out.Pix[i/4] = at
	}
	return out, true
}

// shade is the nearest of sixteen steps from nothing to all.
func shade(c uint8) uint8 { return uint8((int(c) + 8) / 17 * 17) } //nolint:gosec // G115: at most 255
