package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const (
	registryAPI = "Docker-Distribution-Api-Version: registry/2.0\r\n"
	utf8JSON    = "Content-Type: application/json; charset=utf-8\r\n"
)

func TestRegistryAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, status, header, body string
		want                       observed.FacetResult
	}{
		{"serves everybody", "200 OK", registryAPI + utf8JSON, "{}", probe.Open()},
		{"serves everybody, with a line end", "200 OK", registryAPI + utf8JSON, "{}\n", probe.Open()},
		{"says true", "200 OK", registryAPI + utf8JSON, "true", probe.Open()},
		{"says nothing", "200 OK", registryAPI, "", probe.Open()},
		{"an empty object of anything", "200 OK", utf8JSON, "{}", odd},
		{"says something", "200 OK", registryAPI + utf8JSON, `{"SENTINEL":1}`, odd},
		{"wants a password", "401 No", registryAPI + utf8JSON + "WWW-Authenticate: Basic realm=\"SENTINEL\"\r\n", `{"errors":[{"code":"UNAUTHORIZED","message":"SENTINEL"}]}`, probe.Closed(observed.ReasonAuthRequired)},
		{"wants a token that anybody may get", "401 No", registryAPI + utf8JSON + "WWW-Authenticate: Bearer realm=\"https://SENTINEL\"\r\n", `{"errors":[{"code":"UNAUTHORIZED"}]}`, probe.Unsure(observed.ReasonTokenWanted)},
		{"denies", "403 No", registryAPI + utf8JSON, `{"errors":[{"code":"DENIED","message":"SENTINEL"}]}`, probe.Closed(observed.ReasonAccessDenied)},
		{"denies, by something in front", "403 No", utf8JSON, `{"errors":[{"code":"DENIED"}]}`, odd},
		{"denies in other words", "403 No", registryAPI + utf8JSON, `{"errors":[{"code":"SENTINEL"}]}`, odd},
		{"knows no registry", "404 No", utf8JSON, `{"errors":[{"code":"NOT_FOUND"}]}`, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Answer(tt.status, tt.header, tt.body))
			o, err := probetest.Observe(t, probetest.New(t, nil, table(t, "docker_registry")), target.Target{Kind: "docker_registry", Target: srv.Addr})
			if err != nil || o.Facets["api"] != tt.want || o.AnswerMAC == "" {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
