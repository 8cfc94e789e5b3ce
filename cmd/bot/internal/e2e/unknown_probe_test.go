package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/command/exposure"
	"daylight/disclosure/observed"
)

// probeNow asks every asset of the case.
func (s *scene) probeNow() {
	s.t.Helper()
	s.do(s.app, "Rosa", s.id, exposure.RequestProbe{})
	s.drain()
}

// site is a web site whose answers can be changed.
type site struct {
	*httptest.Server
	answer http.HandlerFunc
}

func newSite(t *testing.T, answer http.HandlerFunc) *site {
	t.Helper()
	w := &site{answer: answer}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.answer(rw, r) }))
	t.Cleanup(w.Close)
	return w
}

func says(code int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

const anIndex = `<html><head><title>Index of /export/</title></head><body><h1>Index of /export/</h1><hr><pre><a href="../">../</a>
<a href="a.csv">a.csv</a>   27-Jan-2020 08:00   120
<a href="b.csv">b.csv</a>   27-Jan-2020 08:00   240
</pre><hr></body></html>`

// asked is a scene whose case has one asset on a web site.
func asked(kind, path string, first http.HandlerFunc) (func(t *testing.T) *scene, **site) {
	at := new(*site)
	return func(t *testing.T) *scene {
		s := newScene(t, "probe")
		*at = newSite(t, first)
		s.id = s.recordCase("NextMotion", kind, (*at).URL+path)
		if kind != "http" { // what says nothing of what is open is never seen open
			s.seenOpen(s.id)
		}
		return s
	}, at
}

// often asks the asset again and again over more than a week, as a schedule does.
func (s *scene) often() {
	s.t.Helper()
	for range 8 {
		s.time.pass(27 * time.Hour)
		s.probeNow()
	}
}

// status is what the team sees of an asset.
func (s *scene) status() string {
	s.t.Helper()
	a := s.load(s.id).Assets[0]
	return fmt.Sprintf("%s: %s %s %s", a.Exposure, a.Last.Verdict, map[bool]string{true: "strong", false: "weak"}[a.Last.Strength == observed.Strong], a.Last.Reason)
}

func probeRow(what, name, kind, path string, first, then http.HandlerFunc, shows string) unknownRow {
	build, at := asked(kind, path, first)
	return unknownRow{
		name: "probe: " + name, what: what, way: "probe", shows: shows, build: build, sees: "the reason in `bot probe history`",
		drive: func(s *scene) string {
			(*at).answer = then
			s.time.pass(27 * time.Hour)
			s.probeNow()
			return s.status()
		},
	}
}

func unknownProbes() []unknownRow {
	at := func(page string) http.HandlerFunc { // every other path is not there
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/export/" {
				says(200, "text/html", page)(w, r)
				return
			}
			says(404, "text/html", "not found")(w, r)
		}
	}
	list, welcome := at(anIndex), at("<html><title>Files</title><body>Welcome</body></html>")
	denied := func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.UserAgent(), "Daylight") {
			says(403, "text/html", "no bots")(w, r)
			return
		}
		list(w, r)
	}
	return []unknownRow{
		probeRow("unknown", "a page that no kind knows", "http_listing", "/export/", list, welcome, "open: inconclusive").
			doing("A page that no kind knows answers where a list was. It is neither open nor closed."),
		probeRow("unknown", "a page for every path", "http", "/actuator/env", says(200, "text/html", "<html><div id=app></div></html>"),
			says(200, "text/html", "<html><div id=app></div></html>"), "inconclusive").
			doing("A one-page app answers 200 for every path. That is no opening."),
		refusesByName(list, denied),
		neverOpen(),
	}
}

// neverOpen is an asset that refuses everybody from its first answer on: its address may be mistyped.
func neverOpen() unknownRow {
	return unknownRow{
		name: "probe: what was never seen open", what: "never seen", way: "probe", shows: "not_seen_open",
		does: "An asset refuses everybody and was never seen open. It does not close by itself, and there is no proof of it.",
		sees: "an item on the agenda: is the target right?",
		build: func(t *testing.T) *scene {
			s := newScene(t, "probe")
			s.bucket.Shut(true)
			s.id = s.recordCase("NextMotion", "s3", bucketURL)
			return s
		},
		drive: func(s *scene) string {
			s.often()
			if _, err := s.app.Desk.ProveClosure(s.t.Context(), s.id, false); err == nil {
				s.t.Error("there is a proof of it")
			}
			return s.status()
		},
	}
}

// refusesByName is a site that begins to refuse our name alone. Whatever it answers for days, that is no closure.
func refusesByName(open, denied http.HandlerFunc) unknownRow {
	build, at := asked("http_listing", "/export/", open)
	return unknownRow{
		name: "probe: a server that refuses us by name", what: "machine", way: "probe", shows: "suspected_closed: closed weak denied_for_us",
		does: "A server answers our name with 403 and everybody else with 200. That is weak, and never becomes \"closed\".",
		sees: "the reason in `bot probe history`",
		build: func(t *testing.T) *scene {
			s := build(t)
			(*at).answer = denied
			s.time.pass(27 * time.Hour)
			s.probeNow()
			return s
		},
		drive: func(s *scene) string {
			for range 3 { // as many strong answers would close it
				s.time.pass(27 * time.Hour)
				s.probeNow()
			}
			return s.status()
		},
	}
}
