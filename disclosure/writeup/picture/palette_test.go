package picture

import (
	"image"
	"image/color"
	"testing"
)

func TestAPictureOfFewColoursKeepsThem(t *testing.T) {
	t.Parallel()
	img := image.NewRGBA(image.Rect(0, 0, 4, 1))
	ink, edge, paper := color.RGBA{0x1d, 0x1f, 0x21, 255}, color.RGBA{0x8a, 0x8b, 0x96, 255}, color.RGBA{255, 255, 255, 255}
	for x, c := range []color.RGBA{paper, edge, ink, paper} {
		img.SetRGBA(x, 0, c)
	}
	few, ok := paletted(img, paper, ink)
	if !ok {
		t.Fatal("four pixels have too many colours")
	}
	for x, want := range []color.RGBA{paper, {0x88, 0x88, 0x99, 255}, ink, paper} {
		if got := few.At(x, 0); got != want {
			t.Errorf("pixel %d is %v, want %v", x, got, want)
		}
	}
}

func TestAPictureOfManyColoursStaysAsItIs(t *testing.T) {
	t.Parallel()
	img := image.NewRGBA(image.Rect(0, 0, 4096, 1))
	for x := range 4096 {
		img.SetRGBA(x, 0, color.RGBA{uint8(x>>8) * 17, uint8(x>>4&15) * 17, uint8(x&15) * 17, 255}) //nolint:gosec // G115: at most 255
	}
	if _, ok := paletted(img); ok {
		t.Error("4,096 colours became 256")
	}
}

func TestEveryPictureHasFewColours(t *testing.T) {
	t.Parallel()
	for _, s := range plans() {
		sc := s.drawing().scene()
		l := sc.wide(frame{width: wideWidth, height: wideHeight})
		p := newPixels(int(l.width), int(l.height)+1, 1, 0, 0)
		p.layout(sc, l)
		if _, ok := paletted(p.img, p.colours()...); !ok {
			t.Errorf("%s has too many colours for a palette", s.name)
		}
	}
}
