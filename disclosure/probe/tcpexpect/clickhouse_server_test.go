//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenClosedDeniedGoneReopened walks a real server through its life.
func TestClickHouseServerOpenClosedDeniedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "clickhouse", table(t, "clickhouse"))
	write := func(url string) target.Target { return target.Target{Kind: "clickhouse", Target: url} }
	step := func(state string, verdict disclosure.Verdict, reason disclosure.Reason) disclosure.Observation {
		t.Helper()
		return s.Holds(state, write, verdict, map[string]disclosure.Reason{"query": reason})
	}
	step("open", disclosure.Open, "open")
	step("closed", disclosure.Closed, "auth_required")
	// Old servers say with 500 that an address is not allowed, and 500 decides nothing.
	step("elsewhere", disclosure.Inconclusive, "5xx")
	step("gone", disclosure.Closed, "conn_refused")
	step("open", disclosure.Open, "open")
}
