//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenUnclaimedClosedGoneReopened walks a real server through its life.
func TestInfluxDBServerOpenUnclaimedClosedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "influxdb", table(t, "influxdb"))
	write := func(url string) target.Target { return target.Target{Kind: "influxdb", Target: url} }
	step := func(state string, verdict observed.Verdict, reason observed.Reason) observed.Observation {
		t.Helper()
		return s.Holds(state, write, verdict, map[string]observed.Reason{"query": reason})
	}
	if o := step("open", observed.Open, "open"); o.Identity["version"] == "" {
		t.Errorf("identity %q", o.Identity)
	}
	step("unclaimed", observed.Inconclusive, "unrecognised")
	step("closed", observed.Closed, "auth_required")
	step("gone", observed.Closed, "conn_refused")
	step("open", observed.Open, "open")
}
