package mqtt_test

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/mqtt"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   mqtt.New(),
		Target: func(hostport string) string { return "mqtt://" + hostport },
		Secure: func(hostport string) string { return "mqtts://" + hostport },
		Bad:    []string{"amqp://broker.example"},
	})
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	auth := probe.Closed(observed.ReasonAuthRequired)
	busy := probe.Unsure(observed.ReasonServerError)
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"takes everybody", "\x20\x02\x00\x00", probe.Open()},
		{"wants a password", "\x20\x02\x00\x05", auth},
		{"wants another password", "\x20\x02\x00\x04", auth},
		{"wants a password in version 5", "\x20\x03\x00\x87\x00", auth},
		{"wants a password in version 5, with a reason", "\x20\x0b\x00\x86\x08\x1f\x00\x05" + "SENTI", auth},
		{"is unavailable", "\x20\x02\x00\x03", busy},
		{"is busy in version 5", "\x20\x03\x00\x89\x00", busy},
		{"refuses the version", "\x20\x02\x00\x01", odd},
		{"refuses the name of the client", "\x20\x02\x00\x02", odd},
		{"refuses the version in version 5", "\x20\x03\x00\x84\x00", odd},
		{"takes a session in a version that was not asked for", "\x20\x03\x00\x00\x00", odd},
		{"remembers a session that it cannot have", "\x20\x02\x01\x00", odd},
		{"flags that nobody knows", "\x20\x02\x02\x00", odd},
		{"another packet", "\x30\x02\x00\x00", odd},
		{"an answer without its number", "\x20\x01\x00", odd},
		{"a length of several bytes", "\x20\x80\x01" + strings.Repeat("x", 128), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.Read(33), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, mqtt.New()), target.Target{Kind: "mqtt", Target: "mqtt://" + srv.Addr})
			if err != nil || o.Facets[mqtt.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestSessionHasNoUserAndNoPassword(t *testing.T) {
	plan, err := probetest.New(t, nil, mqtt.New()).Plan(target.Target{Kind: "mqtt", Target: "mqtt://broker.example"})
	if err != nil {
		t.Fatal(err)
	}
	hello := plan.Steps[0].Request
	if flags := hello[9]; flags != 2 || len(hello) != 33 || !strings.Contains(string(hello), "daylight_") {
		t.Errorf("%q", hello)
	}
}
