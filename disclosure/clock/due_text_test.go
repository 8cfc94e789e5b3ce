package clock_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
)

func TestWhatBecomesDueIsSaidInWords(t *testing.T) {
	t.Parallel()
	for _, w := range append(disclosure.DueKinds(), disclosure.DueOwn) {
		if text := clock.DueText(w); text == "" || text == string(w) {
			t.Errorf("%s has no words", w)
		}
	}
}
