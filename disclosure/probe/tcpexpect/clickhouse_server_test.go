//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenClosedDeniedGoneReopened walks a real server through its life.
func TestClickHouseServerOpenClosedDeniedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "clickhouse", table(t, "clickhouse"))
	write := func(url string) target.Target { return target.Target{Kind: "clickhouse", Target: url} }
	step := func(state string, verdict observed.Verdict, reason observed.Reason) observed.Observation {
		t.Helper()
		return s.Holds(state, write, verdict, map[string]observed.Reason{"query": reason})
	}
	step("open", observed.Open, "open")
	step("closed", observed.Closed, "auth_required")
	// Old servers say with 500 that an address is not allowed, and 500 decides nothing.
	step("elsewhere", observed.Inconclusive, "5xx")
	step("gone", observed.Closed, "conn_refused")
	step("open", observed.Open, "open")
}
