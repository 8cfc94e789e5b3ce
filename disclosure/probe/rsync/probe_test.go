package rsync_test

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/rsync"
	"daylight/disclosure/probe/target"
)

const greeting = "@RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\n"

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:     rsync.New(),
		Target:   func(hostport string) string { return "rsync://" + hostport + "/backup" },
		Greeting: greeting,
		Bad: []string{
			"rsync://db.example", "rsync://db.example/", "rsync://db.example/%23list",
			"rsync://db.example/a%0Ab", "rsync://db.example/" + strings.Repeat("x", 256),
		},
	})
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"lets everybody in", "@RSYNCD: OK\n", probe.Open()},
		{"lets everybody in after its message of the day", "SENTINEL\n\nwelcome\n@RSYNCD: OK\n", probe.Open()},
		{"wants a password", "@RSYNCD: AUTHREQD SENTINEL\n", probe.Closed(observed.ReasonAuthRequired)},
		{"has no such module, or hides it", "@ERROR: Unknown module 'backup'\n", probe.Closed(observed.ReasonGoneAmbiguous)},
		{"turns our address away", "@ERROR: access denied to backup from SENTINEL (192.0.2.1)\n", probe.Closed(observed.ReasonDeniedForUs)},
		{"is full", "@ERROR: max connections (2) reached -- try again later\n", probe.Unsure(observed.ReasonServerError)},
		{"has no folder behind the module", "@ERROR: chdir failed\n", odd},
		{"does not know another module", "@ERROR: Unknown module 'SENTINEL'\n", odd},
		{"says goodbye", "@RSYNCD: EXIT\n", odd},
		{"an error without words", "@ERROR\n", odd},
		{"demands a password without a challenge", "@RSYNCD: AUTHREQD\n", odd},
		{"never ends its message of the day", strings.Repeat("SENTINEL\n", 100), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.Say(greeting), probetest.ReadLine(), probetest.ReadLine(), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, rsync.New()), target.Target{Kind: "rsync", Target: "rsync://" + srv.Addr + "/backup"})
			if err != nil || o.Facets[rsync.Facet] != tt.want || o.Identity["protocol"] != "31.0" {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestModuleIsTheFirstPartOfThePath(t *testing.T) {
	for raw, want := range map[string]string{
		"rsync://DB.example/backup/2020/": "rsync://db.example:873/backup", "db.example:873/backup": "rsync://db.example:873/backup",
		"rsync://db.example/my%20files": "rsync://db.example:873/my%20files",
	} {
		got, _, err := rsync.New().Read(raw, false)
		if err != nil || got.Target != want {
			t.Errorf("%s is read as %q, %v", raw, got.Target, err)
		}
	}
}
