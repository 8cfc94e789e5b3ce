package tcpexpect_test

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestSigningInNeedsConsent checks that choosing the kind does not suffice for a login.
func TestRabbitMQSigningInNeedsConsent(t *testing.T) {
	if !table(t, "rabbitmq").Info().OptIn {
		t.Error("the kind signs in and is not opt-in")
	}
	plan, err := probetest.New(t, nil, table(t, "rabbitmq")).Plan(target.Target{Kind: "rabbitmq", Target: "mq.example:15672"})
	if err != nil || len(plan.Steps) != 2 || !strings.Contains(string(plan.Steps[0].Request), "Authorization: Basic Z3Vlc3Q6Z3Vlc3Q=\r\n") {
		t.Errorf("the plan hides the login: %+v, %v", plan, err)
	}
}

func TestRabbitMQAnswersAreClassified(t *testing.T) {
	const basic = "WWW-Authenticate: Basic realm=\"RabbitMQ Management\"\r\nContent-Type: application/json\r\n"
	for _, tt := range []struct {
		name, status, header, body string
		want                       observed.FacetResult
	}{
		{"guest is let in", "200 OK", "Content-Type: application/json\r\n", `{"name":"guest","tags":["administrator"],"SENTINEL":1}`, probe.Open()},
		{"guest is let in, as before 3.9", "200 OK", "Content-Type: application/json\r\n", `{"name":"guest","tags":"administrator"}`, probe.Open()},
		{"somebody else is let in", "200 OK", "Content-Type: application/json\r\n", `{"name":"SENTINEL","tags":[]}`, odd},
		{"another guest", "200 OK", "Content-Type: application/json\r\n", `{"name":"guest"}`, odd},
		{"no guest", "401 No", basic, `{"error":"not_authorised","reason":"Login failed"}`, auth},
		{"no guest, as since 3.12", "401 No", basic, `{"error":"not_authorized","reason":"Login failed"}`, auth},
		{"guest on the machine only", "401 No", basic, `{"error":"not_authorised","reason":"User can only log in via localhost"}`, denied},
		{"guest without this page, whom the queues may serve", "401 No", basic, `{"error":"not_authorised","reason":"Not management user"}`, odd},
		{"refused in new words", "401 No", basic, `{"error":"not_authorised","reason":"SENTINEL"}`, odd},
		{"a proxy wants another login", "401 No", "WWW-Authenticate: Basic realm=x\r\nContent-Type: text/html\r\n", "<html>SENTINEL", probe.Closed(observed.ReasonAuthInFront)},
		{"a page with 401", "401 No", "Content-Type: text/html\r\n", "<html>SENTINEL", odd},
		{"denied in front", "403 No", "Content-Type: text/html\r\n", "<html>SENTINEL", odd},
		{"management is off", "404 No", "Content-Type: application/json\r\n", `{"error":"Object Not Found","reason":"Not Found"}`, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Answer(tt.status, tt.header, tt.body))
			o, err := probetest.Observe(t, probetest.New(t, nil, table(t, "rabbitmq")), target.Target{Kind: "rabbitmq", Target: srv.Addr})
			if err != nil || o.Facets["management"] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
