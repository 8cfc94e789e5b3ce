package exposure_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
)

func TestWhoIsShownATargetIsOnRecord(t *testing.T) {
	p := commandtest.NewPlay(t)
	before := *p.C
	p.Do(commandtest.Vic, exposure.Reveal{})
	e := p.Events[len(p.Events)-1]
	if e.Kind != disclosure.KindTargetRevealed || e.Actor != "vic" || !strings.Contains(e.Text, "A1") || strings.Contains(e.Text, p.C.Assets[0].Target) {
		t.Errorf("recorded %+v", e)
	}
	if p.C.ExposureState() != before.ExposureState() || p.C.Work != before.Work {
		t.Error("looking at a target changed the case")
	}
	p.Refused(commandtest.Vic, exposure.Reveal{Assets: []string{"A9"}}, fault.NotFound, "no asset")
}
