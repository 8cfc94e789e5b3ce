package closure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/observed"
)

func TestAFirewallIsSeenByWhatElseAnswers(t *testing.T) {
	t.Parallel()
	silent := observed.FacetResult{Reason: observed.ReasonTimeoutConnect}
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAuthRequired}
	refused := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonConnRefused}
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	now := hour(100)
	for _, c := range []struct {
		rule     string
		beside   disclosure.Asset
		streak   disclosure.Streak
		last     observed.FacetResult
		local    bool
		filtered bool
	}{
		{rule: "nothing else is known"},
		{rule: "another service of the machine is open", beside: disclosure.Asset{Target: "http://db.example.com/", LastSeen: hour(90), Last: open}, filtered: true},
		{rule: "it answered two days ago", beside: disclosure.Asset{Target: "http://db.example.com/", LastSeen: hour(50), Last: open}},
		{rule: "it refuses connections", beside: disclosure.Asset{Target: "http://db.example.com/", LastSeen: hour(90), Last: refused}},
		{rule: "it is another machine", beside: disclosure.Asset{Target: "http://www.example.com/", LastSeen: hour(90), Last: open}},
		{
			rule: "another place is asked for a login", last: shut, filtered: true,
			streak: disclosure.Streak{Weak: 1, FirstWeak: now, Newest: now.Add(-time.Minute), From: []string{"oslo"}},
		},
		{
			rule: "we were asked for a login ourselves a moment ago", last: shut,
			streak: disclosure.Streak{Weak: 1, FirstWeak: now, Newest: now.Add(-time.Minute), From: []string{"here"}},
		},
		{rule: "another place finds it open", last: open},
		{rule: "our own network is down", local: true, beside: disclosure.Asset{Target: "http://db.example.com/", LastSeen: hour(90), Last: open}},
	} {
		a := disclosure.Asset{ID: "A1", Target: "redis://db.example.com:6379", Streak: c.streak, Last: c.last}
		c.beside.ID = "A2"
		o := observed.Observation{Started: now, Vantage: "here", Local: c.local, Facets: map[string]observed.FacetResult{"data": silent}}
		o.Summarise()
		closure.Filter(&disclosure.Case{Assets: []disclosure.Asset{a, c.beside}}, &a, &o)
		if got := o.Reason == observed.ReasonFiltered; got != c.filtered || got != (o.Verdict == observed.Closed && o.Strength == observed.Weak) {
			t.Errorf("%s: %+v", c.rule, o)
		}
	}
}
