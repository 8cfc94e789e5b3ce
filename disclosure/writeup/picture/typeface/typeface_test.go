package typeface

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

func TestLettersOfTheLanguagesOfPagesAreThere(t *testing.T) {
	t.Parallel()
	f := Open()
	for _, r := range "abcxyzABCXYZ0123456789ÄÖÜäöüßéèêëàâçôîïùûœŒñÑ¿¡áíóúłŁőŐűØøÅåŠšŽžčćğıİþð ΑΩαω ЖЯжя “”‘’«»„‚–—…·•×→€№" {
		if !f.Has(r) {
			t.Errorf("%q is missing", r)
		}
	}
	if f.Has('漏') {
		t.Error("a letter that the files lack is said to be there")
	}
}

// The widths of Arial, in thousandths of the size, as its metrics are published.
func TestWidthsAreThoseOfTheReadersFont(t *testing.T) {
	t.Parallel()
	f := Open()
	for text, want := range map[string][2]float64{
		"a": {556, 556}, "i": {222, 278}, "W": {944, 944}, "m": {833, 889}, " ": {278, 278}, "0": {556, 556}, "ß": {611, 611}, "": {0, 0}, "e\u0301": {556, 556}, "漏": {1000, 1000},
	} {
		for i, strong := range []bool{false, true} {
			if got := f.Width(text, 1000, strong); math.Abs(got-want[i]) > 1 {
				t.Errorf("%q is %.1f wide, want %.0f", text, got, want[i])
			}
		}
	}
}

func TestWhatIsWrittenStaysWithinItsWidth(t *testing.T) {
	t.Parallel()
	f := Open()
	img := image.NewGray(image.Rect(0, 0, 600, 40))
	text := "First message to Łódź Öffentlichkeit 2021"
	f.Write(img, 10, 28, text, 20, true, color.White)
	left, right := 600, 0
	for i, v := range img.Pix {
		if v > 0 {
			left, right = min(left, i%600), max(right, i%600)
		}
	}
	if end := 10 + f.Width(text, 20, true); left < 9 || float64(right) > end+1 || float64(right) < end-20 {
		t.Errorf("it reaches from %d to %d, want 10 to %.0f", left, right, end)
	}
}

func TestTheFilesAreSmall(t *testing.T) {
	t.Parallel()
	if n := len(regular) + len(bold); n > 120_000 {
		t.Errorf("the letters take %d bytes", n)
	}
}

func FuzzAnyTextHasAWidth(f *testing.F) {
	f.Add("abc", true)
	f.Add(strings.Repeat("\u0301漏\x00\ufffd", 9), false)
	face := Open()
	f.Fuzz(func(t *testing.T, s string, strong bool) {
		if w := face.Width(s, 14, strong); math.IsNaN(w) || w < 0 || w > 14*1.4*float64(len(s)+1) {
			t.Errorf("%q is %f wide", s, w)
		}
	})
}
