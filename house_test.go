package daylight_test

import (
	"testing"

	"daylight/scripts/house/figures"
)

// wide is the one room that is over a limit, with the figures that it has. It may shrink and not grow: disclosure is the
// vocabulary that all other rooms speak. An entry goes once the room is within the limits.
var wide = map[string]struct{ files, exported int }{
	"disclosure": {files: 29, exported: 183},
}

// TestNoRoomIsAHall holds the packages to the limits of package figures. The answer to a failure is to cut the package.
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
		was, known := wide[p.Dir]
		if !known {
			for _, sentence := range over {
				t.Error(sentence)
			}
			continue
		}
		switch {
		case len(over) == 0:
			t.Errorf("%s is within the limits: take it out of the list of this test", p.Dir)
		case p.Files > was.files || p.Exported.Total() > was.exported || p.Code > figures.MaxCode:
			t.Errorf("%s has grown to %d files, %d exported names and %d lines of code: at most %d, %d and %d are allowed",
				p.Dir, p.Files, p.Exported.Total(), p.Code, was.files, was.exported, figures.MaxCode)
		}
	}
	if held < 60 {
		t.Errorf("only %d packages are held to the limits: the check is blind", held)
	}
	for _, circle := range figures.Circles(packages) {
		t.Errorf("the packages import each other in a circle: %v", circle)
	}
}
