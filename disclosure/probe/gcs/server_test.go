//go:build integration

package gcs_test

import (
	"testing"

	"daylight/disclosure"
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
	step := func(state string, verdict disclosure.Verdict, list, read disclosure.Reason) {
		t.Helper()
		s.Holds(state, write, verdict, map[string]disclosure.Reason{gcs.FacetList: list, gcs.FacetRead: read})
	}
	step("open", disclosure.Open, "open", "open")
	step("deleted", disclosure.Inconclusive, "unrecognised", "unrecognised")
	step("gone", disclosure.Closed, "conn_refused", "conn_refused")
	step("open", disclosure.Open, "open", "open")
}
