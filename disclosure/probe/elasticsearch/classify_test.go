package elasticsearch

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzJudge checks that no bytes close a cluster without the name of its refusal, that none open it without a count, and
// that an id is no text.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		`{"count":1}`, `{"count":1,"_shards":{}}`, `{"error":{"type":"security_exception"}}`, `{"error":"x"}`, `{"cluster_uuid":"_na_"}`,
		`{"Message":"User: anonymous is not authorized to perform: es:ESHttpGet"}`, "", "[]", "null", `{"count":1e400}`, `{"COUNT":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r := judge(probe.Answer{Status: 200, Body: body}); r.Verdict == observed.Closed ||
			(r.Verdict == observed.Open && !bytes.ContainsAny(body, "0123456789")) {
			t.Errorf("%q with 200: %+v", body, r)
		}
		r := judge(probe.Answer{Status: 403, Body: body})
		if r.Verdict == observed.Open || (r.Strength == observed.Strong && !bytes.Contains(body, []byte("\\")) && !bytes.Contains(body, []byte(securityException))) {
			t.Errorf("%q with 403: %+v", body, r)
		}
		if id := clusterID(probe.Answer{Status: 200, Body: body}); id != "" && !uuid.MatchString(id) {
			t.Errorf("%q has the id %q", body, id)
		}
	})
}
