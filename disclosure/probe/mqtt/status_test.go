package mqtt_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/mqtt"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const (
	taken   = "\x90\x03\x00\x01\x00"
	refused = "\x90\x03\x00\x01\x80"
	done    = "\xd0\x00"
)

// publish is a message of the broker to a topic.
func publish(topic, text string) string {
	body := "\x00" + string(rune(len(topic))) + topic + text
	return "\x30" + string(rune(len(body))) + body
}

func TestWhatABrokerTellsOfItself(t *testing.T) {
	withheld := probe.Unsure(observed.ReasonWithheld)
	version := publish("$SYS/broker/version", "mosquitto version 2.0.11")
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"its version", taken + version + done, probe.Open()},
		{"its version before it takes the subscription", version + taken + done, probe.Open()},
		{"nothing, as with a list of rights", taken + done, withheld},
		{"that this may not be subscribed to", refused + done, withheld},
		{"nothing, and the ping is answered first", done + taken, probe.Unsure(observed.ReasonEOF)},
		{"something that was not asked for", publish("patients/7", probetest.Secret) + taken + done, withheld},
		{"a topic without a version", taken + publish("$SYS/broker/version", "") + done, withheld},
		{"another subscription", "\x90\x03\x00\x02\x00" + done, probe.Unsure(observed.ReasonEOF)},
		{"a message that is longer than any", "\x30\xff\x03" + probetest.Secret, probe.Unsure(observed.ReasonEOF)},
		{"that it hangs up", "", probe.Unsure(observed.ReasonEOF)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.Read(33), probetest.Say("\x20\x02\x00\x00"), probetest.Read(28), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, mqtt.New()), target.Target{Kind: "mqtt", Target: "mqtt://" + srv.Addr})
			probetest.RequireNoContent(t, o, err)
			if o.Facets[mqtt.Facet] != probe.Open() || o.Facets[mqtt.Status] != tt.want || o.Verdict != observed.Open {
				t.Errorf("%+v, want %+v and open", o.Facets, tt.want)
			}
		})
	}
}

func TestOnlyTheVersionIsSubscribedTo(t *testing.T) {
	plan, err := probetest.New(t, nil, mqtt.New()).Plan(target.Target{Kind: "mqtt", Target: "mqtt://broker.example"})
	if err != nil {
		t.Fatal(err)
	}
	subscriptions := 0
	for _, s := range plan.Steps {
		if s.Facet == mqtt.Status {
			if subscriptions++; string(s.Request) != "\x82\x18\x00\x01\x00\x13$SYS/broker/version\x00\xc0\x00" {
				t.Errorf("%q", s.Request)
			}
		}
	}
	if subscriptions != 2 { // in plain, and within TLS where the port speaks that now
		t.Errorf("%d subscriptions", subscriptions)
	}
}
