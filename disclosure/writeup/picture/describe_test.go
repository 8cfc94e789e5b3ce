package picture

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

// TestEachTextOfPixelsIsInTheFileInLetters: the words of a card and of a picture can be scanned, wherever they were broken or counted together.
func TestEachTextOfPixelsIsInTheFileInLetters(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 14, 60, 300} {
		d := plan{n: n, days: 700, parties: 6, band: 4}.drawing()
		sc := d.scene()
		card, err := d.Card("A title of the case", "DL-2020-0001 · Team")
		if err != nil {
			t.Fatal(err)
		}
		whole, err := d.PNG()
		if err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string][]byte{"card": card, "picture": whole} {
			if _, err := png.Decode(bytes.NewReader(file)); err != nil {
				t.Errorf("%s of %d events: %v", name, n, err)
			}
		}
		for _, words := range []string{"A title of the case", "DL-2020-0001 · Team"} {
			if !strings.Contains(string(card), words) {
				t.Errorf("the card of %d events does not hold %q", n, words)
			}
		}
		for _, drawn := range sc.wide(frame{width: wideWidth, height: wideHeight}).texts {
			if !strings.Contains(string(whole), drawn.s) {
				t.Errorf("the picture of %d events does not hold %q", n, drawn.s)
			}
		}
	}
}
