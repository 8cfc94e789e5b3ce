package daylight_test

import (
	"testing"

	"daylight/scripts/house/figures"
)

func TestNoRoomIsAHall(t *testing.T) {
	t.Parallel()
	packages, err := figures.Read(".")
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, p := range packages {
		if figures.Held(p.Dir) {
			held++
		}
		over := p.Over()
		for _, sentence := range over {
			t.Error(sentence)
		}
	}
	if held < 60 {
		t.Errorf("only %d packages are held to the limits: the check is blind", held)
	}
	for _, circle := range figures.Circles(packages) {
		t.Errorf("the packages import each other in a circle: %v", circle)
	}
}
