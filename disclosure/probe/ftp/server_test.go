//go:build integration

package ftp_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/ftp"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real FTP server through its life. It holds its refusal back for some seconds.
func TestServerLife(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{ftp.Facet: only}
	}
	at := func(hostport string) target.Target { return target.Target{Kind: "ftp", Target: "ftp://" + hostport} }
	probetest.Walk(
		t, "vsftpd", ftp.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
