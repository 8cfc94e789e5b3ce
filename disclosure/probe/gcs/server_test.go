//go:build integration

package gcs_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/gcs"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerOpenDeletedGoneReopened walks a bucket of a server that knows no denial through its life. It has words of its
// own for a bucket that is missing, and those prove nothing; the recorded answers show Google's.
func TestServerOpenDeletedGoneReopened(t *testing.T) {
	s := probetest.Stage(t, "gcs", gcs.New())
	write := func(url string) target.Target {
		return target.Target{Kind: "gcs", Target: url + "/example-bucket", Key: probetest.Secret}
	}
	step := func(state string, verdict observed.Verdict, list, read observed.Reason) {
		t.Helper()
		s.Holds(state, write, verdict, map[string]observed.Reason{gcs.FacetList: list, gcs.FacetRead: read})
	}
	step("open", observed.Open, "open", "open")
	step("deleted", observed.Inconclusive, "unrecognised", "unrecognised")
	step("gone", observed.Closed, "conn_refused", "conn_refused")
	step("open", observed.Open, "open", "open")
}
