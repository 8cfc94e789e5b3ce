//go:build integration

package postgres_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/postgres"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real PostgreSQL through its life. Its rules with TLS and without it are shut one after the other.
func TestServerLife(t *testing.T) {
	tls := func(r disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{postgres.FacetTLS: r}
	}
	both := func(secure, plain disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{postgres.FacetTLS: secure, postgres.FacetPlain: plain}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "postgres", Target: "postgres://" + hostport}
	}
	probetest.Walk(
		t, "postgres", postgres.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: tls(disclosure.ReasonOpen)},
		probetest.Scene{State: "half", Verdict: disclosure.Open, Facets: both(disclosure.ReasonAuthRequired, disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: both(disclosure.ReasonAuthRequired, disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "denied", Verdict: disclosure.Closed, Facets: both(disclosure.ReasonDeniedForUs, disclosure.ReasonDeniedForUs)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: tls(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: tls(disclosure.ReasonOpen)},
	)
}
