//go:build integration

package mysql_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/mysql"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerGreeting walks a real server through its life: a password changes nothing in its greeting.
func TestServerGreeting(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{mysql.FacetGreeting: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "mysql", Target: "mysql://" + hostport}
	}
	probetest.Walk(
		t, "mariadb", mysql.New(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "denied", Verdict: observed.Closed, Facets: facets(observed.ReasonDeniedForUs)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}

// TestServerLogin walks a user of a real server through its life.
func TestServerLogin(t *testing.T) {
	facets := func(only observed.Reason) map[string]observed.Reason {
		return map[string]observed.Reason{mysql.FacetLogin: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "mysql_login", Target: "mysql://" + hostport}
	}
	probetest.Walk(
		t, "mariadb", mysql.NewLogin(), at,
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: observed.Closed, Facets: facets(observed.ReasonAuthRequired)},
		probetest.Scene{State: "denied", Verdict: observed.Closed, Facets: facets(observed.ReasonDeniedForUs)},
		probetest.Scene{State: "gone", Verdict: observed.Closed, Facets: facets(observed.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: observed.Open, Facets: facets(observed.ReasonOpen)},
	)
}
