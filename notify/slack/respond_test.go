package slack

import (
	"fmt"
	"net/http"
	"testing"
)

func TestAnAnswerIsShownOnceWhateverSlackSaysToIt(t *testing.T) {
	body := func(status int, s string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, s)
		}
	}
	cases := []struct {
		name   string
		answer func(http.ResponseWriter)
		shown  int // by another way
	}{
		{"an empty body is success", body(200, ""), 0},
		{"ok is success", body(200, "ok"), 0},
		{"any other body is success", body(200, "<html>fine</html>"), 0},
		{"no content is success", func(w http.ResponseWriter) { w.WriteHeader(204) }, 0},
		{"a broken connection may have shown it", hangUp, 0},
		{"a server error may have shown it", body(502, ""), 0},
		{"a body that says no is a failure", body(200, `{"ok":false,"error":"expired_url"}`), 1},
		{"an address that expired is a failure", body(404, "expired_url"), 1},
		{"a limit is a failure", body(429, ""), 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, func(s *server, _ *Options) { s.fail["/respond"] = failing(9, c.answer) })
			b.connect()
			b.command(userV, "help")
			b.work()
			tried, other := len(b.server.calls("/respond")), len(b.server.calls("/chat.postEphemeral"))+len(b.server.posts())
			if tried != 1 || other != c.shown {
				t.Errorf("asked there %d times, shown %d times by another way", tried, other)
			}
		})
	}
}

func TestAResultIsNotToldTwiceWhereTheModalMayShowIt(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter)
		told   int
	}{
		"a broken connection": {hangUp, 0}, "a modal that was closed": {code("not_found"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(s *server, _ *Options) { s.fail["/views.update"] = failing(9, c.answer) })
			in := interaction{Type: interactionSubmit, User: userL, View: viewState{ID: "V1", Metadata: origin{Channel: triage}.String()}}
			b.tell(t.Context(), in, "Approved", "It is approved.")
			if got := len(b.server.calls("/chat.postEphemeral")); got != c.told {
				t.Errorf("told %d times beside the modal", got)
			}
		})
	}
}
