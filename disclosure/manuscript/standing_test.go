package manuscript_test

import (
	"testing"

	"daylight/disclosure/manuscript"
)

func TestAPageIsStaleUntilItGoesOutAgainAfterACorrection(t *testing.T) {
	t.Parallel()
	var none manuscript.Manuscript
	if got := none.Revised(5).Stale(); len(got) != 0 {
		t.Errorf("nothing is out: %v", got)
	}
	both := none.Published(manuscript.Standing{Lang: "de", Mode: "full", Seq: 3}).Published(manuscript.Standing{Lang: "en", Mode: "full", Seq: 4})
	if got := both.Stale(); len(got) != 0 || none.IsZero() != true || both.IsZero() {
		t.Errorf("nothing was corrected: %v", got)
	}
	corrected := both.Revised(7)
	if got := corrected.Stale(); len(got) != 2 || got[0].Lang != "de" || len(both.Stale()) != 0 {
		t.Errorf("%v", got)
	}
	again := corrected.Published(manuscript.Standing{Lang: "de", Mode: "stub", Seq: 9})
	if got := again.Stale(); len(got) != 1 || got[0].Lang != "en" || len(again.Out) != 2 || again.Out[1].Mode != "stub" {
		t.Errorf("%v of %v", got, again.Out)
	}
	if got := again.Revised(11).Stale(); len(got) != 2 {
		t.Errorf("a later reason: %v", got)
	}
	if got := again.Published(manuscript.Standing{Seq: 12}); len(got.Out) != 2 {
		t.Error("a page without a language stands for one")
	}
}
