//go:build integration

package mysql_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/mysql"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestServerGreeting walks a real server through its life: a password changes nothing in its greeting.
func TestServerGreeting(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{mysql.FacetGreeting: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "mysql", Target: "mysql://" + hostport}
	}
	probetest.Walk(
		t, "mariadb", mysql.New(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "denied", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonDeniedForUs)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}

// TestServerLogin walks a user of a real server through its life.
func TestServerLogin(t *testing.T) {
	facets := func(only disclosure.Reason) map[string]disclosure.Reason {
		return map[string]disclosure.Reason{mysql.FacetLogin: only}
	}
	at := func(hostport string) target.Target {
		return target.Target{Kind: "mysql_login", Target: "mysql://" + hostport}
	}
	probetest.Walk(
		t, "mariadb", mysql.NewLogin(), at,
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
		probetest.Scene{State: "closed", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonAuthRequired)},
		probetest.Scene{State: "denied", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonDeniedForUs)},
		probetest.Scene{State: "gone", Verdict: disclosure.Closed, Facets: facets(disclosure.ReasonConnRefused)},
		probetest.Scene{State: "open", Verdict: disclosure.Open, Facets: facets(disclosure.ReasonOpen)},
	)
}
