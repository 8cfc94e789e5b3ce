package tcpexpect

import (
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzRabbitMQ checks that only an object that says so opens or closes.
func FuzzRabbitMQ(f *testing.F) {
	judge := judgeOf(f, "rabbitmq")
	for _, seed := range []string{
		`{"name":"guest","tags":[]}`, `{"error":"not_authorised","reason":"Login failed"}`, `{"error":1}`, "{}", "[]", "", "null",
	} {
		f.Add(200, []byte(seed))
		f.Add(401, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		r := judge(probe.Answer{Status: status, Header: http.Header{}, Body: body})
		members := probe.Object(body)
		if r.Verdict == observed.Open && (status != 200 || readTree(body).at("/name") != "guest") {
			t.Errorf("%d %q: %+v", status, body, r)
		}
		if r.Verdict == observed.Closed && (status != 401 || members["error"] == nil || members["reason"] == nil) {
			t.Errorf("%d %q: %+v", status, body, r)
		}
	})
}
