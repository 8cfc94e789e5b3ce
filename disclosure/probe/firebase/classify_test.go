package firebase

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzJudge checks that nothing but null opens, that only an error closes, and that no move leaves the database.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		"null", " null\n", "{}", `{"error":"Permission denied"}`, `{"error":"404 Not Found"}`, `{"error":"x has been deactivated."}`, "",
		`{"correctUrl":"https://x.europe-west1.firebasedatabase.app","error":"x"}`, `{"correctUrl":"https://x.firebaseio.com:8443"}`,
	} {
		f.Add([]byte(seed))
	}
	from, _, err := read("https://x.firebaseio.com/users", true)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r := judge(probe.Answer{Status: 200, Body: body}); r.Verdict == observed.Closed ||
			(r.Verdict == observed.Open && string(bytes.TrimSpace(body)) != "null") {
			t.Errorf("%q with 200: %+v", body, r)
		}
		for _, status := range []int{401, 402, 404, 423} {
			a := probe.Answer{Status: status, Body: body}
			if r := judge(a); r.Verdict == observed.Open || (r.Verdict == observed.Closed && parse(body).text == "") {
				t.Errorf("%q with %d: %+v", body, status, r)
			}
			if next, ok := from.move(correctURL(a)); ok {
				if database, _, _ := parts(next.host); database != "x" || next.scheme != "https" {
					t.Errorf("%q moves to %s", body, next)
				}
			}
		}
	})
}
