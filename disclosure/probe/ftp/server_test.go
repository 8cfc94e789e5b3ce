//go:build integration

package ftp_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/ftp"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real FTP server through its life. It holds its refusal back for some seconds.
func TestServerLife(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{ftp.Facet: only}
	}
	at := func(hostport string) target.Target { return target.Target{Kind: "ftp", Target: "ftp://" + hostport} }
	probetest.Walk(
		t, "vsftpd", ftp.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
