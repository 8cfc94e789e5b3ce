package expect

import (
	"net/http"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzClauses checks that a closure needs the closed clause, that an answer which meets the open clause is never
// closed, that no pattern breaks the reader, and that a page which no clause describes is never a strong closure.
func FuzzClauses(f *testing.F) {
	f.Add("open", "closed", 200, []byte("open"))
	f.Add("(", "a{2000}", 403, []byte(""))
	f.Add("^.*$", "(?i)LOGIN", 401, []byte("login"))
	f.Fuzz(func(t *testing.T, open, closed string, status int, body []byte) {
		c, err := Compile(&disclosure.Expect{Open: &disclosure.Match{Body: open}, Closed: &disclosure.Match{Body: closed}})
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%v", err)
			}
			return
		}
		a := probe.Answer{Status: max(status, 1), Header: http.Header{}, Body: body}
		r := c.Judge(a)
		if r.Verdict == observed.Closed && (!c.Closed.Matches(a, answered) || c.Open.Matches(a, succeeded)) {
			t.Errorf("%d %q: %+v", status, body, r)
		}
		page := probe.Answer{Status: a.Status, Header: http.Header{"Content-Type": {"text/html"}}, Body: body}
		if r := (Clauses{}).Judge(page); r.Strength == observed.Strong {
			t.Errorf("%d %q as a page: %+v", status, body, r)
		}
		if r.Verdict == observed.Open && !c.Open.Matches(a, succeeded) {
			t.Errorf("%d %q: %+v", status, body, r)
		}
	})
}
