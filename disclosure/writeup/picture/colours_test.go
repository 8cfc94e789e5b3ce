package picture

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// luminance follows WCAG 2.2, "relative luminance".
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursHaveEnoughContrast(t *testing.T) {
	t.Parallel()
	for ground, c := range map[string]colours{"light": light(), "dark": dark()} {
		for what, pair := range map[string][3]any{
			"a label": {c.ink, c.paper, 4.5}, "a date": {c.soft, c.paper, 4.5}, "a label on the open band": {c.paper, c.state, 4.5}, "the number of a cluster": {c.paper, c.soft, 4.5},
			"a mark of ours": {c.ink, c.paper, 3.0}, "a mark of the state": {c.state, c.paper, 3.0}, "a planned mark": {c.soft, c.paper, 3.0}, "the frame of the closed band": {c.shut, c.paper, 3.0},
			"a span": {c.span, c.paper, 3.0}, "the axis": {c.soft, c.paper, 3.0},
		} {
			if got := contrast(pair[0].(string), pair[1].(string)); got < pair[2].(float64) {
				t.Errorf("%s: %s has a contrast of %.2f", ground, what, got)
			}
		}
		if css := c.css(); strings.ContainsAny(css, "PAPERINKSOFTUHLTEO") {
			t.Errorf("%s: a colour is missing in %s", ground, css)
		}
	}
}
