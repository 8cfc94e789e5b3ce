//go:build integration

package azure_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/azure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenHalfClosedGoneReopened walks a container of the emulator through its life. Where Azure tells a stranger to
// sign in, the emulator says what Azure says when the address is wrong: the closures of this test are weak, those of the
// recorded answers show the rest.
func TestServerOpenHalfClosedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "azure", azure.New())
	write := func(url string) target.Target {
		return target.Target{Kind: "azure", Target: url + "/devstoreaccount1/container", Key: probetest.Secret}
	}
	step := func(state string, verdict observed.Verdict, container, blob observed.Reason) {
		t.Helper()
		s.Holds(state, write, verdict, map[string]observed.Reason{azure.FacetContainer: container, azure.FacetBlob: blob})
	}
	step("open", observed.Open, "open", "open")
	step("half", observed.Open, "denied_for_us", "open")
	step("closed", observed.Closed, "denied_for_us", "denied_for_us")
	step("deleted", observed.Closed, "denied_for_us", "denied_for_us")
	step("gone", observed.Closed, "conn_refused", "conn_refused")
	step("open", observed.Open, "open", "open")
}
