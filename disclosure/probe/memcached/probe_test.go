package memcached_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/memcached"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   memcached.New(),
		Target: func(hostport string) string { return "memcached://" + hostport },
		Secure: func(hostport string) string { return "memcacheds://" + hostport },
	})
}

func TestWhoSpeaksTheBinaryProtocolOnlyIsAskedInIt(t *testing.T) {
	head := func(magic, status byte) string {
		return string(append([]byte{magic, 0, 0, 0, 0, 0, 0, status}, make([]byte, 16)...))
	}
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"there is no such key", head(0x81, 1), probe.Open()},
		{"SASL is wanted", head(0x81, 0x20), probe.Closed(observed.ReasonAuthRequired)},
		{"busy", head(0x81, 0x85), probe.Unsure(observed.ReasonServerError)},
		{"another error", head(0x81, 0x81), probe.Unsure(observed.ReasonUnrecognised)},
		{"no answer of the protocol", head(0x80, 1), probe.Unsure(observed.ReasonUnrecognised)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.DialogueBy(t, func(connection int) []probetest.Exchange {
				if connection == 0 {
					return []probetest.Exchange{probetest.ReadLine()}
				}
				return []probetest.Exchange{probetest.Read(24 + 19), probetest.Say(tt.reply)}
			})
			o, err := probetest.Observe(t, probetest.New(t, nil, memcached.New()), target.Target{Kind: "memcached", Target: "memcache://" + srv.Addr})
			if err != nil || o.Facets[memcached.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
		version     string
	}{
		{"serves everybody", "VERSION 1.6.18\r\n", probe.Open(), "1.6.18"},
		{"a build of a distribution", "VERSION 1.4.5_4_gaa7839e\r\n", probe.Open(), "1.4.5"},
		{"wants a password", "CLIENT_ERROR unauthenticated\r\n", probe.Closed(observed.ReasonAuthRequired), ""},
		{"another client error", "CLIENT_ERROR SENTINEL\r\n", odd, ""},
		{"does not know the command", "ERROR\r\n", odd, ""},
		{"full", "ERROR Too many open connections\r\n", probe.Unsure(observed.ReasonServerError), ""},
		{"a version of something else", "VERSION SENTINEL\r\n", odd, ""},
		{"a refusal with more behind it", "CLIENT_ERROR unauthenticated SENTINEL\r\n", odd, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.ReadLine(), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, memcached.New()), target.Target{Kind: "memcached", Target: "memcache://" + srv.Addr})
			if err != nil || o.Facets[memcached.Facet] != tt.want || o.Identity["version"] != tt.version {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
