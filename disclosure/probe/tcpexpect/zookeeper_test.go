package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestZooKeeperAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
		version     string
	}{
		{"tells its status", "Zookeeper version: 3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f, built on 2022-02-25 08:49 UTC\nLatency SENTINEL\n", probe.Open(), "3.8.0"},
		{"has the word switched off", "srvr is not executed because it is not in the whitelist.\n", probe.Open(), ""},
		{"has the word switched off and sends no line feed", "srvr is not executed because it is not in the whitelist.", probe.Open(), ""},
		{"lost its peers", "This ZooKeeper instance is not currently serving requests\n", probe.Open(), ""},
		{"a version of something else", "Zookeeper version: SENTINEL\n", odd, ""},
		{"another word is switched off", "ruok is not executed because it is not in the whitelist.\n", odd, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.Read(4), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, table(t, "zookeeper")), target.Target{Kind: "zookeeper", Target: "zk://" + srv.Addr})
			if err != nil || o.Facets["reach"] != tt.want || o.Identity["version"] != tt.version {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestZooKeeperServerThatDemandsTLSDecidesNothing(t *testing.T) {
	srv := probetest.Dialogue(t, probetest.Secure(t))
	p := probetest.New(t, probetest.Impatient, table(t, "zookeeper"))
	o, err := probetest.Observe(t, p, target.Target{Kind: "zookeeper", Target: "zk://" + srv.Addr})
	if err != nil || o.Facets["reach"] != probe.Unsure(observed.ReasonTimeoutRead) {
		t.Errorf("%+v, %v", o, err)
	}
}
