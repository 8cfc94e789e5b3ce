package record_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
)

func TestAFileTellsHowTheWorkEnded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		kinds []disclosure.Kind
		want  disclosure.Work
	}{
		{"nothing ends it", []disclosure.Kind{disclosure.KindDiscovered}, disclosure.WorkActive},
		{"it was closed", []disclosure.Kind{disclosure.KindWorkClosed}, disclosure.WorkClosed},
		{"it was closed and taken up again", []disclosure.Kind{disclosure.KindWorkClosed, disclosure.KindWorkResumed}, disclosure.WorkActive},
		{"it was rejected", []disclosure.Kind{disclosure.KindRejected}, disclosure.WorkRejected},
		{"it was a duplicate", []disclosure.Kind{disclosure.KindDuplicateOf}, disclosure.WorkDuplicate},
		{"it was handed over", []disclosure.Kind{disclosure.KindHandedOver}, disclosure.WorkHandedOver},
	} {
		p := commandtest.EmptyPlay(t)
		imp := record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()}
		for _, k := range c.kinds {
			imp.Events = append(imp.Events, disclosure.Event{Kind: k, At: commandtest.Day20(2, 5)})
		}
		p.Do(commandtest.Ada, imp)
		if p.C.Work != c.want {
			t.Errorf("%s: %s, want %s", c.rule, p.C.Work, c.want)
		}
	}
}
