package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/tcpexpect"
)

// table returns a kind that is a definition of its own.
func table(t testing.TB, name string) probe.Kind {
	t.Helper()
	kinds, err := tcpexpect.Kinds()
	if err != nil || kinds[name] == nil {
		t.Fatalf("%s: %v", name, err)
	}
	return kinds[name]
}

// TestRulesOfEveryTable holds the kinds that are data to what every kind has to do.
func TestRulesOfEveryTable(t *testing.T) {
	subjects := []probetest.Subject{
		{
			Kind:   table(t, "docker_api"),
			Target: func(hostport string) string { return "http://" + hostport },
			Secure: func(hostport string) string { return "https://" + hostport + "/_ping" },
			Bad:    []string{"tcp://db.example:2375"},
		},
		{
			Kind:   table(t, "docker_registry"),
			Target: func(hostport string) string { return "http://" + hostport + "/v2/" },
			Secure: func(hostport string) string { return "https://" + hostport },
			Bad:    []string{"redis://db.example", "http://db.example:5000/v2/patients/tags/list"},
		},
		{
			Kind:   table(t, "rabbitmq"),
			Target: func(hostport string) string { return "http://" + hostport },
			Secure: func(hostport string) string { return "https://" + hostport + "/api/whoami" },
			Bad:    []string{"amqp://mq.example"},
		},
		{
			Kind:   table(t, "influxdb"),
			Target: func(hostport string) string { return "http://" + hostport + "/" },
			Secure: func(hostport string) string { return "https://" + hostport + "/" },
			Bad:    []string{"redis://db.example"},
		},
		{
			Kind:   table(t, "clickhouse"),
			Target: func(hostport string) string { return "http://" + hostport + "/" },
			Secure: func(hostport string) string { return "https://" + hostport + "/" },
			Bad:    []string{"redis://db.example"},
		},
		{
			Kind:   table(t, "etcd"),
			Target: func(hostport string) string { return "http://" + hostport + "/" },
			Secure: func(hostport string) string { return "https://" + hostport + "/" },
			Bad:    []string{"redis://db.example"},
		},
		{
			Kind:   table(t, "zookeeper"),
			Target: func(hostport string) string { return "zookeeper://" + hostport },
			Bad:    []string{"redis://db.example", "zk://a.example:2181,b.example:2181"},
			Except: []string{"demands TLS"}, // waits for more than four bytes: see below
		},
	}
	if kinds, err := tcpexpect.Kinds(); err != nil || len(kinds) != len(subjects) {
		t.Errorf("%d of %d kinds, %v", len(subjects), len(kinds), err)
	}
	for _, s := range subjects {
		t.Run(s.Kind.Name(), func(t *testing.T) {
			t.Parallel()
			probetest.Suite(t, s)
		})
	}
}
