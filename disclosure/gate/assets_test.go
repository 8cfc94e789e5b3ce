package gate_test

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
	"daylight/disclosure/observed"
)

// hundredAssets gives a case a hundred assets like its first, of which each is edited.
func hundredAssets(in *gate.Input, edit func(n int, a *disclosure.Asset)) {
	first := in.Case.Assets[0]
	in.Case.Assets = nil
	for n := 1; n <= 100; n++ {
		a := first
		a.ID = fmt.Sprintf("A%d", n)
		edit(n, &a)
		in.Case.Assets = append(in.Case.Assets, a)
	}
}

func TestWhatFailsForManyAssetsIsSaidOnce(t *testing.T) {
	t.Parallel()
	in := passing(t)
	hundredAssets(&in, func(n int, a *disclosure.Asset) {
		a.Exposure, a.Closure = disclosure.ExposureOpen, disclosure.Closure{}
		if n == 50 {
			a.Exposure = disclosure.ExposureSuspected
		}
	})
	reason := stateOf(t, gate.Run(in), gate.CheckClosure).Reason
	for _, want := range []string{"each of 99 assets (A1 to A49, A51 to A100) is open", "A50 looks closed, but not long enough to be sure"} {
		if strings.Count(reason, want) != 1 {
			t.Errorf("%q is not said once in: %s", want, reason)
		}
	}

	in = passing(t)
	hundredAssets(&in, func(_ int, a *disclosure.Asset) { a.Last.Verdict = observed.Open })
	reason = stateOf(t, gate.Run(in), gate.CheckFreshProbe).Reason
	if want := "the newest probe of each of 100 assets (A1 to A100), 2 hours ago, was open"; !strings.Contains(reason, want) || strings.Contains(reason, ";") {
		t.Errorf("%q is not all that is said: %s", want, reason)
	}
}
