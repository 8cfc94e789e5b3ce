package e2e

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/probe/probetest"
)

// listed is a page of a real server that lists a folder.
func listed(t *testing.T, server string) string {
	t.Helper()
	page, err := os.ReadFile("../../../../disclosure/probe/testdata/listing/" + server + ".html")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// only is a site that has one page.
func only(path string, page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			page(w, r)
			return
		}
		says(http.StatusNotFound, "text/html", "not found")(w, r)
	}
}

// bare serves a file as servers do that know no type for its name.
func bare(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = nil
	w.Header().Set("Content-Length", "24")
	_, _ = w.Write([]byte("INVOICES=a.csv\nUSERS=12\n"))
}

// relisted is a folder whose list is drawn by another server than before. Its title is none that we know.
func relisted(name, server string) unknownRow {
	build, at := asked("http_listing", "/export/", only("/export/", says(http.StatusOK, "text/html", anIndex)))
	return unknownRow{
		name: "probe: " + name, what: "unknown", way: "probe", shows: "open: open", build: build,
		does: "A folder is listed by " + server + ", whose page has a title that we do not know. The structure tells: it is open, and nothing was closed.",
		sees: "the reason in `bot probe history`",
		drive: func(s *scene) string {
			return s.stillOpen(*at, only("/export/", says(http.StatusOK, "text/html; charset=utf-8", listed(s.t, server))))
		},
	}
}

// stillOpen asks a site once more that answers in another way, on the same day: the day of the last open answer stands on the page.
func (s *scene) stillOpen(at *site, then http.HandlerFunc) string {
	s.t.Helper()
	at.answer = then
	s.time.pass(time.Hour)
	s.probeNow()
	return s.status()
}

func unknownSites() []unknownRow {
	return []unknownRow{
		relisted("a list as Caddy draws it", "caddy"),
		relisted("a list as npm serve draws it", "npm-serve"),
		fileWithoutType(),
		probeRow("unknown", "one text in the place of every file", "http_file", "/.env", only("/.env", bare),
			says(http.StatusOK, "text/plain", "it works"), "open: inconclusive").
			doing("A server answers 200 with the same text for `/.env` and for every other path. That is neither the file nor a closure."),
		nameGone(),
		viewerConfirms(),
		callRow("unknown", "CLI", "an address with what stood around it", "A target was pasted with the comma of its sentence. The comma is cut and said: as part of the path it would be answered \"not found\" for ever, and that is no closure.",
			"what was cut, and the answer of the address", "without what stood around it: ,", func(s *scene) string {
				at := newSite(s.t, only("/export/", says(http.StatusOK, "text/html", anIndex)))
				said, code := s.call(s.t.Context(), s.folder(), "probe", at.URL+"/export/,", "--json")
				if code != 0 || !strings.Contains(said, `"verdict": "open"`) {
					s.t.Errorf("exit code %d, %s", code, said)
				}
				return said
			}),
		callRow("unknown", "CLI", "something of no kind, without a noun", "An asset is of the kind `other`, and nobody says what it is. No text could name it: it is refused.", "what is missing", "needs a noun",
			func(s *scene) string {
				return s.refused(2, "case", "new", "--title", "A door", "--vendor", "Other", "--asset", "other=https://door.example/")
			}),
	}
}

// fileWithoutType is a file whose server begins to leave its type out.
func fileWithoutType() unknownRow {
	build, at := asked("http_file", "/.env", only("/.env", says(http.StatusOK, "application/octet-stream", "INVOICES=a.csv\nUSERS=12\n")))
	return unknownRow{
		name: "probe: a file without a type", what: "unknown", way: "probe", shows: "open: open", build: build,
		does:  "A server sends `/.env` without a Content-Type, and \"not found\" for what it does not have. The file is still there: it is open.",
		sees:  "the reason in `bot probe history`",
		drive: func(s *scene) string { return s.stillOpen(*at, only("/.env", bare)) },
	}
}

// nameGone is an asset whose name is not found any more, where no other name is known that would be found.
func nameGone() unknownRow {
	names := probetest.Names{}
	return unknownRow{
		name: "probe: a name that is gone, and no other name to compare", what: "unknown", way: "probe", shows: "open: inconclusive",
		does:  "The name of an asset is not found, and neither a canary nor an asset seen open of late shows that our resolver works. It counts for nothing.",
		sees:  "the reason in `bot probe history`; `bot doctor` asks for a canary",
		build: func(t *testing.T) *scene { return named(t, names, 0) },
		drive: func(s *scene) string {
			delete(names, namedHost)
			s.time.pass(27 * time.Hour)
			s.probeNow()
			return s.status()
		},
	}
}

const namedHost = "files.nextmotion.example"

// named is a scene whose case has one asset that is found by its name, so that the name can be lost. total bounds its probes.
func named(t *testing.T, names probetest.Names, total int) *scene {
	t.Helper()
	s := newSceneWith(t, "probe", func(w *world) { w.names, w.total = names, total })
	at := newSite(t, only("/export/", says(http.StatusOK, "text/html", anIndex)))
	u, err := url.Parse(at.URL)
	if err != nil {
		t.Fatal(err)
	}
	names[namedHost] = []string{u.Hostname()}
	_, port, err := net.SplitHostPort(u.Host)
	if err != nil {
		t.Fatal(err)
	}
	s.id = s.recordCase("NextMotion", "http_listing", "http://"+namedHost+":"+port+"/export/")
	s.seenOpen(s.id)
	return s
}

// viewerConfirms is a target that somebody confirms who may only look.
func viewerConfirms() unknownRow {
	return unknownRow{
		name: "CLI: somebody who may only look confirms a target", what: "never seen", way: "CLI", shows: "requires the role researcher",
		does: "An asset was asked and never seen open, and a viewer confirms its target. Only a person with the rank says that a target is right.",
		sees: "which rank it takes",
		build: func(t *testing.T) *scene {
			s := newScene(t, "CLI")
			s.bucket.Shut(true)
			s.id = s.recordCase("NextMotion", "s3", bucketURL)
			s.file("config.yaml", callConfig)
			return s
		},
		drive: func(s *scene) string {
			if said := s.status(); !strings.HasPrefix(said, "not_seen_open") {
				s.t.Fatal(said)
			}
			return s.refusedTo("vic", 3, "probe", "confirm", string(s.id), "A1")
		},
	}
}
