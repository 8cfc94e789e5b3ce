//go:build integration

package azure_test

import (
	"testing"

	"daylight/disclosure"
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
	step := func(state string, verdict disclosure.Verdict, container, blob disclosure.Reason) {
		t.Helper()
		s.Holds(state, write, verdict, map[string]disclosure.Reason{azure.FacetContainer: container, azure.FacetBlob: blob})
	}
	step("open", disclosure.Open, "open", "open")
	step("half", disclosure.Open, "denied_for_us", "open")
	step("closed", disclosure.Closed, "denied_for_us", "denied_for_us")
	step("deleted", disclosure.Closed, "denied_for_us", "denied_for_us")
	step("gone", disclosure.Closed, "conn_refused", "conn_refused")
	step("open", disclosure.Open, "open", "open")
}
