package dockerregistry_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dockerregistry"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   dockerregistry.New(),
		Target: func(hostport string) string { return "http://" + hostport + "/v2/" },
		Secure: func(hostport string) string { return "https://" + hostport },
		Bad:    []string{"redis://db.example", "http://db.example:5000/v2/patients/tags/list"},
	})
}

const (
	api    = "Docker-Distribution-Api-Version: registry/2.0\r\n"
	asJSON = "Content-Type: application/json; charset=utf-8\r\n"
)

var odd = probe.Unsure(disclosure.ReasonUnrecognised)

func TestAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, status, header, body string
		want                       disclosure.FacetResult
	}{
		{"serves everybody", "200 OK", api + asJSON, "{}", probe.Open()},
		{"serves everybody, with a line end", "200 OK", api + asJSON, "{}\n", probe.Open()},
		{"says true", "200 OK", api + asJSON, "true", probe.Open()},
		{"says nothing", "200 OK", api, "", probe.Open()},
		{"an empty object of anything", "200 OK", asJSON, "{}", odd},
		{"says something", "200 OK", api + asJSON, `{"SENTINEL":1}`, odd},
		{"wants a password", "401 No", api + asJSON + "WWW-Authenticate: Basic realm=\"SENTINEL\"\r\n", `{"errors":[{"code":"UNAUTHORIZED","message":"SENTINEL"}]}`, probe.Closed(disclosure.ReasonAuthRequired)},
		{"wants a token that anybody may get", "401 No", api + asJSON + "WWW-Authenticate: Bearer realm=\"https://SENTINEL\"\r\n", `{"errors":[{"code":"UNAUTHORIZED"}]}`, probe.Unsure(disclosure.ReasonTokenWanted)},
		{"denies", "403 No", api + asJSON, `{"errors":[{"code":"DENIED","message":"SENTINEL"}]}`, probe.Closed(disclosure.ReasonAccessDenied)},
		{"denies, by something in front", "403 No", asJSON, `{"errors":[{"code":"DENIED"}]}`, odd},
		{"denies in other words", "403 No", api + asJSON, `{"errors":[{"code":"SENTINEL"}]}`, odd},
		{"knows no registry", "404 No", asJSON, `{"errors":[{"code":"NOT_FOUND"}]}`, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Answer(tt.status, tt.header, tt.body))
			o, err := probetest.Observe(t, probetest.New(t, nil, dockerregistry.New()), target.Target{Kind: "docker_registry", Target: srv.Addr})
			if err != nil || o.Facets[dockerregistry.Facet] != tt.want || o.AnswerMAC == "" {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
