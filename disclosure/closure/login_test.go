package closure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/observed"
	"daylight/disclosure/place"
)

func TestAWayToALoginIsStrongOnceTwoPlacesAreSentThere(t *testing.T) {
	t.Parallel()
	login := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonLoginInFront}
	denied := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonDenied}
	forUs := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonDeniedForUs}
	for _, c := range []struct {
		rule   string
		places []string
		facets map[string]observed.FacetResult
		closed bool
	}{
		{"one place, for ever", []string{"here"}, map[string]observed.FacetResult{"http": login}, false},
		{"two places", []string{"here", "oslo"}, map[string]observed.FacetResult{"http": login}, true},
		{"two places, and something stronger beside", []string{"here", "oslo"}, map[string]observed.FacetResult{"http": login, "list": denied}, true},
		{"two places, and something weaker beside", []string{"here", "oslo"}, map[string]observed.FacetResult{"http": login, "list": forUs}, false},
		{"a place that is none of ours", []string{"here", "nowhere"}, map[string]observed.FacetResult{"http": login}, false},
	} {
		rule := closure.DefaultRules().Rule
		rule.Own, rule.Others = "here", []string{"oslo"}
		var s disclosure.Streak
		closed := false
		for n := range 12 {
			o := observed.Observation{Started: hour(n * 6), Vantage: c.places[n%len(c.places)], Facets: c.facets}
			o.Summarise()
			s = rule.Next(s, &o)
			_, ok := rule.Confirmed(s)
			closed = closed || ok
		}
		if closed != c.closed {
			t.Errorf("%s: closed %v, want %v", c.rule, closed, c.closed)
		}
	}
}

func TestALoginIsStrongOnTheSameNetworkOrWithTheSameKey(t *testing.T) {
	t.Parallel()
	front := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAuthInFront}
	ours, other := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	for _, c := range []struct {
		rule, peer, key string
		elsewhere       bool
	}{
		{"the same network", "192.0.2.9:443", "", false},
		{"the same network with another key", "192.0.2.9:443", other, false},
		{"another network", "198.51.100.9:443", "", true},
		{"another network with the same key", "198.51.100.9:443", ours, false},
		{"another network with another key", "198.51.100.9:443", other, true},
		{"another protocol of addresses", "[2001:db8::1]:443", "", true},
		{"nobody knows where", "", "", true},
		{"nobody knows where, with the same key", "", ours, false},
	} {
		var a disclosure.Asset
		a.OpenAt = place.Remember(nil, "192.0.2.7:443", ours)
		var s disclosure.Streak
		rule := closure.DefaultRules().Rule
		for n := range 3 {
			o := observed.Observation{Started: hour(n * 13), Peer: c.peer, Key: c.key, Facets: map[string]observed.FacetResult{"http": front}}
			o.Summarise()
			closure.Date(&a, &o, hour(n*13).Add(time.Second))
			o.Elsewhere = closure.IsElsewhere(&a, &o)
			s = rule.Next(s, &o)
		}
		if _, ok := rule.Confirmed(s); ok == c.elsewhere {
			t.Errorf("%s: closed %v", c.rule, ok)
		}
	}
}
