package command_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
)

func TestPlayHelpersAreHonest(t *testing.T) {
	p := commandtest.NewPlay(t)
	if p.C.Version != len(p.Events) || p.C.Work != disclosure.WorkDraft || p.Exposure("A1") != disclosure.ExposureUnconfirmed {
		t.Fatalf("unexpected start: %s", commandtest.StateJSON(t, p.C))
	}
}
