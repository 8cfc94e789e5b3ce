package gcs

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzJudge checks that only the beginning of a listing opens, and that only a text of Google's closes.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"storage#objects"`, `{ "kind" : "storage#objects" }`, `{"kind":"storage#object"}`, "", "null", "[",
		`{"error":{"code":403,"message":"Anonymous caller does not have storage.objects.list access","errors":[{"reason":"forbidden"}]}}`,
		`{"error":{"code":404,"message":"The specified bucket does not exist.","errors":[{"reason":"notFound"}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		escaped := bytes.Contains(body, []byte("\\"))
		if r := judgeList(probe.Answer{Status: 200, Body: body}); r.Verdict == observed.Closed ||
			(r.Verdict == observed.Open && !escaped && !bytes.Contains(body, []byte("storage#objects"))) {
			t.Errorf("%q with 200: %+v", body, r)
		}
		for _, status := range []int{400, 401, 403, 404} {
			r := judgeList(probe.Answer{Status: status, Body: body})
			if r.Verdict == observed.Open || (r.Verdict == observed.Closed && !bytes.Contains(body, []byte("error")) && !escaped) {
				t.Errorf("%q with %d: %+v", body, status, r)
			}
		}
	})
}
