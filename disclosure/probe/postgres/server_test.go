//go:build integration

package postgres_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/postgres"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerLife walks a real PostgreSQL through its life. Its rules with TLS and without it are shut one after the other.
func TestServerLife(t *testing.T) {
	tls := func(r observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{postgres.FacetTLS: r}
	}
	both := func(secure, plain observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{postgres.FacetTLS: secure, postgres.FacetPlain: plain}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "postgres", Target: "postgres://" + hostport}
	}
	probetest.Walk(
		t, "postgres", postgres.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: tls(observed.ReasonOpen)},
		probetest.Scene{State: "half", Verdict: observed.Open, Facets: both(observed.ReasonAuthRequired, observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: both(observed.ReasonAuthRequired, observed.ReasonAuthRequired)},
		probetest.Scene{State: "denied", Verdict: observed.Closed, Facets: both(observed.ReasonDeniedForUs, observed.ReasonDeniedForUs)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: tls(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: tls(observed.ReasonOpen)},
	)
}
