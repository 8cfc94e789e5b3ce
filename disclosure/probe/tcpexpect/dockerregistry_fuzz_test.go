package tcpexpect

import (
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzRegistry checks that no body opens or closes a registry without the header of one.
func FuzzRegistry(f *testing.F) {
	judge := judgeOf(f, "docker_registry")
	for _, seed := range []string{"{}", "true", "", `{"errors":[{"code":"DENIED"}]}`, `{"errors":[]}`, "null", `{"a":1}`, "[]"} {
		f.Add(200, []byte(seed))
		f.Add(403, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		a := probe.Answer{Status: status, Header: http.Header{}, Body: body}
		if r := judge(a); r.Verdict != observed.Inconclusive {
			t.Errorf("%d %q without the header: %+v", status, body, r)
		}
		a.Header.Set("Docker-Distribution-Api-Version", "registry/2.0")
		if r := judge(a); (r.Verdict == observed.Open && status != 200) || (r.Verdict == observed.Closed && status != 403) {
			t.Errorf("%d %q: %+v", status, body, r)
		}
	})
}
