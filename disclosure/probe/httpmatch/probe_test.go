package httpmatch_test

import (
	"net"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httpmatch"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// patterns describe a debug page and the login that replaced it.
func patterns() *disclosure.Expect {
	return &disclosure.Expect{
		Open:   &disclosure.Match{Status: []int{200, 500}, Body: "<h1>Debug console</h1>"},
		Closed: &disclosure.Match{Status: []int{302, 401}, Headers: map[string]string{"X-App": "^shop/"}},
	}
}

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   httpmatch.New(),
		Target: func(hostport string) string { return "http://" + hostport + "/debug" },
		Edit:   func(t *target.Target) { t.Expect = patterns() },
		Bad:    []string{"ftp://a.example/"},
	})
}

func TestBothClausesAreNeeded(t *testing.T) {
	for name, e := range map[string]*disclosure.Expect{
		"none": nil, "neither": {}, "open only": {Open: patterns().Open}, "closed only": {Closed: patterns().Closed},
		"an empty one": {Open: patterns().Open, Closed: &disclosure.Match{}}, "no RE2": {Open: patterns().Open, Closed: &disclosure.Match{Body: "("}},
		"trouble as closed": {Open: patterns().Open, Closed: &disclosure.Match{Status: []int{503}}},
	} {
		asset := target.Target{Kind: "http_match", Target: "https://a.example/", Expect: e}
		if err := httpmatch.New().Validate(asset); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := probetest.New(t, nil, httpmatch.New()).Plan(asset); err == nil {
			t.Errorf("%s has a plan", name)
		}
	}
}

func TestWhatMeetsNeitherClauseIsInconclusive(t *testing.T) {
	const page = "Content-Type: text/html\r\n"
	odd := probe.Unsure(observed.ReasonUnrecognised)
	for _, tt := range []struct {
		name, status, header, body string
		want                       observed.FacetResult
	}{
		{"open", "200 OK", page, "<h1>Debug console</h1>" + probetest.Secret, probe.Open()},
		{"open with an error", "500 No", page, "<h1>Debug console</h1>" + probetest.Secret, probe.Open()},
		{"closed by a login", "401 No", "X-App: shop/2\r\n", probetest.Secret, probe.Closed(observed.ReasonAuthRequired)},
		{"closed by the way to a login", "302 Found", "X-App: shop/2\r\nLocation: /login\r\n", "", probe.Closed(observed.ReasonAuthRequired)},
		{"a login of something else", "401 No", "WWW-Authenticate: Basic\r\n", probetest.Secret, odd},
		{"denied", "403 No", "X-App: shop/2\r\n", probetest.Secret, odd},
		{"another page", "200 OK", page, probetest.Secret, odd},
		{"trouble", "500 No", page, probetest.Secret, probe.Unsure(observed.ReasonServerError)},
		{"a firewall with the words of both", "200 OK", page + "X-App: shop/2\r\n", "<h1>Debug console</h1>Request Rejected", probe.Unsure(observed.ReasonChallenge)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, func(conn net.Conn, head string) {
				if strings.HasPrefix(head, "GET /debug ") {
					probetest.Answer(tt.status, tt.header, tt.body)(conn, head)
				} else {
					probetest.Answer("404 No", page, "")(conn, head)
				}
			})
			o, err := probetest.Observe(t, probetest.New(t, nil, httpmatch.New()),
				target.Target{Kind: "http_match", Target: "http://" + srv.Addr + "/debug", Expect: patterns()})
			if err != nil || o.Facets[httpmatch.Facet] != tt.want || o.AnswerMAC == "" {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
