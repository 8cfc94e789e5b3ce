package couchdb

import (
	"bytes"
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzJudge checks that a list never closes anything, that a session opens only with the role of an administrator, and
// that a 403 closes only with its name.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		`{"ok":true,"userCtx":{"name":null,"roles":[]}}`, `{"ok":true,"userCtx":{"name":null,"roles":["_admin"]}}`, "[]", `["`, "", "null",
		`{"error":"unauthorized","reason":"x"}`, `{"error":"forbidden","reason":""}`, `{"ok":true,"userCtx":null}`,
		`{"db_name":"patients","doc_count":4}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r := judgeList(probe.Answer{Status: 200, Header: http.Header{}, Body: body}, true); r.Verdict == observed.Closed ||
			(r.Verdict == observed.Open && len(body) != 2) {
			t.Errorf("list %q: %+v", body, r)
		}
		if r := judgeList(probe.Answer{Status: 200, Header: http.Header{}, Body: body}, false); r.Verdict != observed.Inconclusive {
			t.Errorf("list %q of an unknown server: %+v", body, r)
		}
		if r := judgeDatabase(probe.Answer{Status: 200, Header: http.Header{}, Body: body}, "patients", false); r.Verdict != observed.Inconclusive && !bytes.Contains(body, []byte(`"db_name":"patients"`)) {
			t.Errorf("database %q of an unknown server: %+v", body, r)
		}
		if r := judgeDatabase(probe.Answer{Status: 404, Body: body}, "patients", true); r.Strength == observed.Strong {
			t.Errorf("database %q with 404: %+v", body, r)
		}
		escaped := bytes.Contains(body, []byte("\\"))
		if r := judgeSession(probe.Answer{Status: 200, Body: body}); r.Verdict == observed.Open && !escaped && !bytes.Contains(body, []byte(`"_admin"`)) {
			t.Errorf("session %q: %+v", body, r)
		}
		if r := judgeSession(probe.Answer{Status: 403, Body: body}); r.Verdict == observed.Closed && !escaped && !bytes.Contains(body, []byte(`"forbidden"`)) {
			t.Errorf("session %q with 403: %+v", body, r)
		}
	})
}
