package tcpexpect

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

func TestShippedDefinitionsAreWhole(t *testing.T) {
	defs, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range defs {
		names = append(names, d.Name())
		if len(d.open) == 0 || len(d.closed) == 0 || len(d.hash) != 2*hashBytes {
			t.Errorf("%+v", d)
		}
	}
	if got := strings.Join(names, " "); got != "grafana jenkins jupyter kibana" {
		t.Errorf("shipped: %s", got)
	}
}

func TestDefinitionWithoutBothClausesIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no closed":                  `{"name":"x","over":"tcp","open":[{"body":"a"}]}`,
		"no open":                    `{"name":"x","over":"tcp","closed":[{"body":"a"}]}`,
		"an empty clause":            `{"name":"x","over":"tcp","open":[{}],"closed":[{"body":"a"}]}`,
		"a clause that nothing is":   `{"name":"x","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"b*"}]}`,
		"a broken pattern":           `{"name":"x","over":"tcp","open":[{"body":"("}],"closed":[{"body":"a"}]}`,
		"a pattern that is no RE2":   `{"name":"x","over":"tcp","open":[{"body":"(?=a)"}],"closed":[{"body":"a"}]}`,
		"a long pattern":             `{"name":"x","over":"tcp","open":[{"body":"` + strings.Repeat("a", 513) + `"}],"closed":[{"body":"a"}]}`,
		"a status over TCP":          `{"name":"x","over":"tcp","open":[{"body":"a","status":[200]}],"closed":[{"body":"b"}]}`,
		"a slip in a field":          `{"name":"x","over":"tcp","open":[{"body":"a"}],"close":[{"body":"b"}]}`,
		"a name with a space":        `{"name":"x y","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"b"}]}`,
		"over nothing":               `{"name":"x","open":[{"body":"a"}],"closed":[{"body":"b"}]}`,
		"much to send":               `{"name":"x","over":"tcp","send":"` + strings.Repeat("a", 1025) + `","open":[{"body":"a"}],"closed":[{"body":"b"}]}`,
		"a reason that closes not":   `{"name":"x","over":"tcp","reason":"timeout_read","open":[{"body":"a"}],"closed":[{"body":"b"}]}`,
		"a status alone over HTTP":   `{"name":"x","over":"http","path":"/","open":[{"status":[200]}],"closed":[{"status":[401],"body":"b"}]}`,
		"trouble as closed":          `{"name":"x","over":"http","path":"/","open":[{"status":[200],"body":"a"}],"closed":[{"status":[503],"body":"b"}]}`,
		"a path to another host":     `{"name":"x","over":"http","path":"//other.example/","open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"a path without its slash":   `{"name":"x","over":"http","path":"api","open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"something to send over web": `{"name":"x","over":"http","path":"/","send":"a","open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"POST without a question":    `{"name":"x","over":"http","path":"/","method":"POST","open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"a method that changes":      `{"name":"x","over":"http","path":"/","method":"PUT","send":"a","open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"a login":                    `{"name":"x","over":"http","path":"/","headers":{"Authorization":"Basic eDp4"},"open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"a cookie":                   `{"name":"x","over":"http","path":"/","headers":{"Cookie":"a=b"},"open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"a name for nobody in path":  `{"name":"x","over":"http","path":"/{token}","open":[{"status":[200],"body":"a"}],"closed":[{"status":[401],"body":"b"}]}`,
		"what nothing has":           `{"name":"x","over":"http","path":"/","open":[{"status":[200],"json":{"/error":"^$"}}],"closed":[{"status":[401],"body":"b"}]}`,
		"headers that may be none":   `{"name":"x","over":"http","path":"/","open":[{"status":[200],"headers":{"X-A":"^(a)?$"}}],"closed":[{"status":[401],"body":"b"}]}`,
		"a place without its slash":  `{"name":"x","over":"http","path":"/","open":[{"status":[200],"json":{"error":"a"}}],"closed":[{"status":[401],"body":"b"}]}`,
		"open for a reason":          `{"name":"x","over":"tcp","open":[{"body":"a","reason":"auth_required"}],"closed":[{"body":"b"}]}`,
		"closed for doubt":           `{"name":"x","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"b","reason":"token_wanted"}]}`,
		"unsure for a closure":       `{"name":"x","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"b"}],"unsure":[{"body":"c","reason":"auth_required"}]}`,
		"a kind of its own":          `{"name":"x","over":"tcp","kind":{"version":1},"open":[{"body":"a"}],"closed":[{"body":"b"}]}`,
		"places over TCP":            `{"name":"x","over":"tcp","open":[{"body":"a","json":{"/a":"b"}}],"closed":[{"body":"b"}]}`,
		"many lines":                 `{"name":"x","over":"tcp","lines":2,"open":[{"body":"a"}],"closed":[{"body":"b"}]}`,
		"two of them":                `{"name":"x","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"b"}]}{}`,
		"nothing":                    ``,
	} {
		if _, err := Parse([]byte(text)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDefinitionOfTheTeamReplacesAShippedOne(t *testing.T) {
	one, err := Parse([]byte(`{"name":"x","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"b"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	other, err := Parse([]byte(`{"name":"x","over":"tcp","open":[{"body":"a"}],"closed":[{"body":"c"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tableOf(overTCP, []Definition{one, other}).find("tcp_expect", "x"); err != nil || got.hash != other.hash || one.hash == other.hash {
		t.Errorf("%+v, %v", got, err)
	}
}

// FuzzDefinition checks that no text makes a definition whose clauses an empty answer meets.
func FuzzDefinition(f *testing.F) {
	defs, err := files.ReadDir("shipped")
	if err != nil {
		f.Fatal(err)
	}
	for _, d := range defs {
		data, err := files.ReadFile("shipped/" + d.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"name":"x","over":"http","path":"/a?b={token}","open":[{"status":[200],"json":{"/a/#":"^1$","/b":"^$"}}],"closed":[{"status":[401],"headers":{"X-*":"a"}}]}`))
	f.Add([]byte(`{"name":"x","over":"tcp","send":"PING\r\n","open":[{"body":"^PONG"}],"closed":[{"body":"^DENIED"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse(data)
		if err != nil {
			return
		}
		if len(d.send) > maxSend || d.name == "" {
			t.Errorf("%q is taken", data)
		}
		if d.over == overHTTP {
			for _, c := range append(slices.Clone(d.open), d.closed...) {
				if r := d.classify(probe.Answer{Status: c.status[0], Header: http.Header{}}); r.Verdict != observed.Inconclusive {
					t.Errorf("%q decides by a status", data)
				}
			}
			return
		}
		if r, word := d.judge([]byte("\n")); r.Verdict != observed.Inconclusive || word != "" {
			t.Errorf("%q decides about nothing", data)
		}
	})
}
