package dockerregistry

import (
	"net/http"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// FuzzAnswer checks that no body opens or closes a registry without the header of one, and that no other word than the
// known code gets out.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{"{}", "true", "", `{"errors":[{"code":"DENIED"}]}`, `{"errors":[]}`, "null", `{"a":1}`, "[]"} {
		f.Add(200, []byte(seed))
		f.Add(403, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if c := code(body); c != "" && c != "DENIED" {
			t.Errorf("code %q", c)
		}
		a := probe.Answer{Status: status, Header: http.Header{}, Body: body}
		if r := judge(a); r.Verdict != disclosure.Inconclusive {
			t.Errorf("%d %q without the header: %+v", status, body, r)
		}
		a.Header.Set("Docker-Distribution-Api-Version", "registry/2.0")
		if r := judge(a); (r.Verdict == disclosure.Open && status != 200) || (r.Verdict == disclosure.Closed && status != 403) {
			t.Errorf("%d %q: %+v", status, body, r)
		}
	})
}
