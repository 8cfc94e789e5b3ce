package tcpexpect

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzInfluxDB checks that nothing but a result opens and that no 403 closes.
func FuzzInfluxDB(f *testing.F) {
	judge := judgeOf(f, "influxdb")
	for _, seed := range []string{
		`{"results":[{"statement_id":0}]}`, `{"results":[{"statement_id":0,"error":"database not found: x"}]}`, `{"error":"x"}`, "", "null",
		`{"error":"error authorizing query: create admin user first"}`, `{"error":"error authorizing query: x"}`, `{"results":[{"series":[{}]}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r := judge(probe.Answer{Status: 200, Body: body}); r.Verdict == observed.Closed ||
			(r.Verdict == observed.Open && !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{"))) {
			t.Errorf("%q with 200: %+v", body, r)
		}
		r := judge(probe.Answer{Status: 403, Body: body})
		if r.Verdict != observed.Inconclusive {
			t.Errorf("%q with 403: %+v", body, r)
		}
	})
}
