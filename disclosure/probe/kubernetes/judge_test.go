package kubernetes

import (
	"bytes"
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzAnswer checks that a cluster is open by the beginning of a list only, and closed only by what names a stranger or
// a login.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"NamespaceList","apiVersion":"v1"`, `{"kind":"PodList","apiVersion":"v1",`, "Forbidden (user=system:anonymous, verb=get",
		`{"kind":"Status","status":"Failure","reason":"Unauthorized"}`, `{"kind":"Status","status":"Failure","reason":"Forbidden","message":"\"system:anonymous\""}`, "{}", "",
	} {
		for _, status := range []int{200, 401, 403} {
			f.Add(status, []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		a := probe.Answer{Status: status, Header: http.Header{}, Body: body}
		for _, r := range []observed.FacetResult{judgeAPI(a), judgeCollection(a), judgeKubelet(a)} {
			if r.Verdict == observed.Open && (status != 200 || !bytes.HasPrefix(body, []byte(`{"kind":"`)) && !bytes.HasPrefix(body, []byte(`{"apiVersion":"`))) {
				t.Errorf("%d %q: %+v", status, body, r)
			}
			if r.Verdict == observed.Closed && status != 401 && status != 403 {
				t.Errorf("%d %q: %+v", status, body, r)
			}
		}
	})
}
