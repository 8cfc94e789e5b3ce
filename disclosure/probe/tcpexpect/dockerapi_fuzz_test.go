package tcpexpect

import (
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzDockerAPI checks that an engine is open by its header and word only, and that no 403 closes it.
func FuzzDockerAPI(f *testing.F) {
	judge := judgeOf(f, "docker_api")
	for _, seed := range []string{"OK", `{"message":"authorization denied by plugin x"}`, `{"message":1}`, "{}", "", "[]"} {
		f.Add(200, "1.43", []byte(seed))
		f.Add(403, "", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, version string, body []byte) {
		r := judge(probe.Answer{Status: status, Header: http.Header{"Api-Version": {version}}, Body: body})
		if r.Verdict == observed.Open && (status != 200 || string(body) != "OK" || version[:2] != "1.") {
			t.Errorf("%d %q %q: %+v", status, version, body, r)
		}
		if r.Verdict == observed.Closed && status != 401 {
			t.Errorf("%d %q: %+v", status, body, r)
		}
	})
}
