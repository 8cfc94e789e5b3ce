package tcpexpect_test

import (
	"crypto/tls"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// engine is what an engine of version 24 sets on each answer.
const engine = "Api-Version: 1.43\r\nCache-Control: no-cache, no-store, must-revalidate\r\nDocker-Experimental: false\r\n" +
	"Ostype: linux\r\nServer: Docker/24.0.7 (linux)\r\n"

const (
	plain  = "Content-Type: text/plain; charset=utf-8\r\n"
	asJSON = "Content-Type: application/json\r\n"
)

func TestDockerAPIRecordedAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, status, header, body string
		want                       observed.FacetResult
	}{
		{"serves everybody", "200 OK", engine + plain, "OK", probe.Open()},
		{"something else says OK", "200 OK", plain, "OK", odd},
		{"the header with other words", "200 OK", engine + plain, "OK SENTINEL", odd},
		{"another interface with a version", "200 OK", "Api-Version: SENTINEL\r\n" + plain, "OK", odd},
		{"a plugin denies one path, and may allow others", "403 Forbidden", engine + asJSON, `{"message":"authorization denied by plugin SENTINEL: no"}` + "\n", odd},
		{"something in front denies", "403 Forbidden", "Content-Type: text/html\r\n", "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules. SENTINEL", probe.Closed(observed.ReasonDeniedForUs)},
		{"denies with another word", "403 Forbidden", engine + asJSON, `{"message":"SENTINEL"}`, odd},
		{"speaks TLS only", "400 Bad Request", plain, "Client sent an HTTP request to an HTTPS server.\n", odd},
		{"a proxy wants a login", "401 No", "WWW-Authenticate: Basic realm=x\r\n", "", probe.Closed(observed.ReasonAuthInFront)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Answer(tt.status, tt.header, tt.body))
			var edit func(*probe.Options)
			if tt.name == "speaks TLS only" { // and then does not
				edit = probetest.Impatient
			}
			o, err := probetest.Observe(t, probetest.New(t, edit, table(t, "docker_api")), target.Target{Kind: "docker_api", Target: srv.Addr})
			if err != nil || o.Facets["api"] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestDockerAPIEngineThatDemandsACertificateIsClosed(t *testing.T) {
	conf := probetest.ServerTLS(t)
	conf.ClientAuth = tls.RequireAnyClientCert
	srv := probetest.Dialogue(t, probetest.SecureWith(conf))
	o, err := probetest.Observe(t, probetest.New(t, nil, table(t, "docker_api")), target.Target{Kind: "docker_api", Target: "https://" + srv.Addr})
	// The alert can be lost to the reset that follows it.
	if err != nil || (o.Facets["api"] != probe.Closed(observed.ReasonAuthRequired) && o.Reason != observed.ReasonReset) {
		t.Errorf("%+v, %v", o, err)
	}
}
