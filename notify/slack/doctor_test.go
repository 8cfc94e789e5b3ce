package slack

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure"
)

func TestDoctor(t *testing.T) {
	info := func(s string) func(*server, *Options) {
		return func(sv *server, _ *Options) {
			sv.fail["/conversations.info"] = failing(9, func(w http.ResponseWriter) { _, _ = fmt.Fprintf(w, `{"ok":true,"channel":{"id":"C1",%s}}`, s) })
		}
	}
	cases := []struct {
		name, finding, message, fix string
		ok                          bool
		change                      func(*server, *Options)
	}{
		{"all is well: token", "bot token", "in the workspace Team", "", true, nil},
		{"all is well: scopes", "scopes", "granted", "", true, nil},
		{"all is well: socket", "socket", "offers", "", true, nil},
		{"all is well: channel", "triage channel", "is in", "", true, nil},
		{"all is well: members", "members", "4 members known, 2 leads", "", true, nil},
		{"a bad token", "bot token", "does not accept", "xoxb-", false, func(s *server, _ *Options) { s.fail["/auth.test"] = failing(9, code("invalid_auth")) }},
		{"a missing scope", "scopes", "chat:write", "install", false, func(s *server, _ *Options) { s.scopes = "commands,channels:read,groups:read" }},
		{"the header of the scopes is missing", "scopes", "did not say", "bot slack manifest", false, func(s *server, _ *Options) { s.scopes = "-" }},
		{"an archived channel", "triage channel", "archived", "another", false, info(`"is_archived":true`)},
		{"the bot was not invited", "triage channel", "not in", "/invite", false, info(`"is_member":false`)},
		{"a channel with strangers", "triage channel", "shared", "your team", false, info(`"is_member":true,"is_ext_shared":true`)},
		{"a wrong channel", "triage channel", "does not exist", "id", false, func(s *server, _ *Options) { s.fail["/conversations.info"] = failing(9, code("channel_not_found")) }},
		{"nobody may approve", "members", "0 leads", "lead", false, func(_ *server, o *Options) {
			o.Members = map[string]Member{userV: {Name: "Vito", Rank: disclosure.Viewer}}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, c.change)
			for _, f := range b.Doctor(t.Context()) {
				if strings.Contains(f.Message+f.Fix, "secret") {
					t.Errorf("a token shows: %+v", f)
				}
				if f.Name != c.finding {
					continue
				}
				if f.Unknown != strings.Contains(c.name, "header") {
					t.Errorf("it is known or not: %+v", f)
				}
				if f.OK != c.ok || !strings.Contains(f.Message, c.message) || !strings.Contains(f.Fix, c.fix) {
					t.Errorf("found %+v", f)
				}
				return
			}
			t.Errorf("nothing was found about %s", c.finding)
		})
	}
}

func TestOptionsAreChecked(t *testing.T) {
	b := newBench(t, nil)
	good := options(b.server)
	for name, change := range map[string]func(*Options, *Ports){
		"a bot token is needed":  func(o *Options, _ *Ports) { o.BotToken = Secret{} },
		"an app token is needed": func(o *Options, _ *Ports) { o.AppToken = NewSecret("") },
		"the channel is an id":   func(o *Options, _ *Ports) { o.Channel = "#triage" },
		"a clock is needed":      func(o *Options, _ *Ports) { o.Clock = nil },
		"a member has an id": func(o *Options, _ *Ports) {
			o.Members = map[string]Member{"@rosa": {Name: "Rosa", Rank: disclosure.Lead}}
		},
		"a member has a known rank":       func(o *Options, _ *Ports) { o.Members = map[string]Member{userR: {Name: "Rosa", Rank: "boss"}} },
		"the API address ends in a slash": func(o *Options, _ *Ports) { o.APIURL = "https://slack.com/api" },
		"every port is needed":            func(_ *Options, p *Ports) { p.Targets = nil },
	} {
		t.Run(name, func(t *testing.T) {
			o, p := good, b.desk.ports()
			change(&o, &p)
			if _, err := New(o, p); err == nil || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v", err)
			}
		})
	}
}
