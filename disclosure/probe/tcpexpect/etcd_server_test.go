//go:build integration

package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenClosedGoneReopened walks a real server through its life.
func TestEtcdServerOpenClosedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "etcd", table(t, "etcd"))
	write := func(url string) target.Target { return target.Target{Kind: "etcd", Target: url} }
	step := func(state string, verdict observed.Verdict, reason observed.Reason) observed.Observation {
		t.Helper()
		return s.Holds(state, write, verdict, map[string]observed.Reason{"keys": reason})
	}
	if o := step("open", observed.Open, "open"); o.Identity["cluster_id"] == "" {
		t.Errorf("identity %q", o.Identity)
	}
	step("closed", observed.Closed, "auth_required")
	step("gone", observed.Closed, "conn_refused")
	step("open", observed.Open, "open")
}
