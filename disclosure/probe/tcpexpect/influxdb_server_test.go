//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenUnclaimedClosedGoneReopened walks a real server through its life.
func TestInfluxDBServerOpenUnclaimedClosedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "influxdb", table(t, "influxdb"))
	write := func(url string) target.Target { return target.Target{Kind: "influxdb", Target: url} }
	step := func(state string, verdict disclosure.Verdict, reason disclosure.Reason) disclosure.Observation {
		t.Helper()
		return s.Holds(state, write, verdict, map[string]disclosure.Reason{"query": reason})
	}
	if o := step("open", disclosure.Open, "open"); o.Identity["version"] == "" {
		t.Errorf("identity %q", o.Identity)
	}
	step("unclaimed", disclosure.Inconclusive, "unrecognised")
	step("closed", disclosure.Closed, "auth_required")
	step("gone", disclosure.Closed, "conn_refused")
	step("open", disclosure.Open, "open")
}
