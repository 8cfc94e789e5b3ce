package httplisting_test

import (
	"net"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   httplisting.New(),
		Target: func(hostport string) string { return "http://" + hostport + "/export" },
		Bad:    []string{"https://a.example/export/?C=M", "ftp://a.example/"},
		// A site that says "not found" to everything does not list the folder, which is a weak closure.
		Except: []string{"speaks a page that is not there"},
	})
}

const page = "Content-Type: text/html\r\n"

// TestAFolderIsSeenUnderItsAddressWithoutASlash asks a server that takes the slash off every address.
func TestAFolderIsSeenUnderItsAddressWithoutASlash(t *testing.T) {
	const list = `<title>Files within export/</title><ul><li><a href="/" title="/">..</a></li><li><a href="/export/SENTINEL.csv">SENTINEL.csv</a></li></ul>`
	for name, tt := range map[string]struct {
		folder, control probetest.Script
		want            observed.FacetResult
	}{
		"open":              {probetest.Answer("200 OK", page, list), probetest.Answer("404 Not Found", page, "<html>"), probe.Open()},
		"removed":           {probetest.Answer("404 Not Found", page, "<html>"), probetest.Answer("404 Not Found", page, "<html>"), probe.Closed(observed.ReasonResourceGone)},
		"a page of its own": {probetest.Answer("200 OK", page, "<html>hello"), probetest.Answer("404 Not Found", page, "<html>"), probe.Unsure(observed.ReasonReplaced)},
		"of another folder": {
			probetest.Answer("200 OK", page, strings.ReplaceAll(list, "export/", "other/")), probetest.Answer("404 Not Found", page, "<html>"), probe.Unsure(observed.ReasonReplaced),
		},
	} {
		t.Run(name, func(t *testing.T) {
			srv := probetest.Serve(t, func(conn net.Conn, head string) {
				switch path := strings.Fields(head)[1]; {
				case path == "/":
					probetest.Answer("200 OK", page, "<html>front")(conn, head)
				case strings.HasSuffix(path, "/"):
					probetest.Answer("301 Moved Permanently", "Location: "+strings.TrimSuffix(path, "/")+"\r\n", "")(conn, head)
				case path == "/export":
					tt.folder(conn, head)
				default:
					tt.control(conn, head)
				}
			})
			asset := target.Target{Kind: "http_listing", Target: "http://" + srv.Addr + "/export/"}
			o, err := probetest.Observe(t, probetest.New(t, nil, httplisting.New()), asset)
			if err != nil || o.Facets[httplisting.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

// site answers as one: for the folder, for the front page, within the folder and beside it.
func site(t *testing.T, thing, front, within, beside probetest.Script) observed.Observation {
	t.Helper()
	srv := probetest.Serve(t, func(conn net.Conn, head string) {
		switch _, path, _ := strings.Cut(head[:strings.Index(head, " HTTP/1.1")], " "); {
		case path == "/export/":
			thing(conn, head)
		case path == "/":
			front(conn, head)
		case strings.HasPrefix(path, "/export/"):
			within(conn, head)
		default:
			beside(conn, head)
		}
	})
	o, err := probetest.Observe(t, probetest.New(t, nil, httplisting.New()), target.Target{Kind: "http_listing", Target: "http://" + srv.Addr + "/export/"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAnswersAreClassified(t *testing.T) {
	answer := probetest.Answer
	notFound := answer("404 Not Found", page, "<html>"+probetest.Secret)
	denied := answer("403 Forbidden", page, "<html><h1>403 Forbidden</h1>"+probetest.Secret)
	noBots := answer("403 Forbidden", "Content-Type: application/octet-stream\r\n", "no bots")
	welcome := answer("200 OK", page, "<!doctype html><title>Welcome SENTINEL</title>"+probetest.Secret)
	login := answer("302 Found", "Location: /login\r\n", "")
	list := answer("200 OK", page, "<html><title>Index of /export/</title><a href=\"../\">../</a><a href=\"SENTINEL.csv\">SENTINEL.csv</a>")
	none := probetest.EOF
	const jsonType = "Content-Type: application/json\r\n"
	const goEmpty = "<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n</pre>\n"
	front, replaced := probe.Closed(observed.ReasonLoginInFront), probe.Unsure(observed.ReasonReplaced)
	odd, soft := probe.Unsure(observed.ReasonUnrecognised), probe.Unsure(observed.ReasonSoft404)
	denial, forUs := probe.Closed(observed.ReasonDenied), probe.Closed(observed.ReasonDeniedForUs)
	for _, tt := range []struct {
		name                         string
		thing, front, within, beside probetest.Script
		want                         observed.FacetResult
	}{
		{"a list", list, none, notFound, none, probe.Open()},
		{"a list on a site with a page for everything", list, none, welcome, welcome, probe.Open()},
		{"a list of every folder that one asks for", list, none, list, list, soft},
		{"the words of a list in plain text", answer("200 OK", "Content-Type: text/plain\r\n", "Index of /export/"), none, notFound, none, odd},
		{"an empty folder of Go", answer("200 OK", page, goEmpty), none, notFound, none, probe.Open()},
		{"an empty folder of Go, as JSON", answer("200 OK", jsonType, goEmpty), none, notFound, none, odd},
		{"the page of Go for every path", answer("200 OK", page, goEmpty), none, answer("200 OK", page, goEmpty), none, soft},
		{"an empty folder of an older Go, which may be anything", answer("200 OK", page, "<pre>\n</pre>\n"), none, notFound, none, odd},
		{"an empty folder of nginx in JSON", answer("200 OK", "Server: nginx/1.22.1\r\n"+jsonType, "[\r\n]"), none, notFound, none, probe.Open()},
		{"an empty folder of nginx in XML", answer("200 OK", "Server: nginx\r\nContent-Type: text/xml; charset=utf-8\r\n", "<?xml version=\"1.0\"?>\r\n<list>\r\n</list>\r\n"), none, notFound, none, probe.Open()},
		{"an empty list of an interface for programs", answer("200 OK", "Server: nginx\r\n"+jsonType, "[]"), none, notFound, none, odd},
		{"an empty list of a server without a name", answer("200 OK", jsonType, "[\r\n]"), none, notFound, none, odd},
		{"an empty list where every path has one", answer("200 OK", "Server: nginx\r\n"+jsonType, "[\r\n]"), none, answer("200 OK", "Server: nginx\r\n"+jsonType, "[\r\n]"), none, soft},
		{"denied", denied, none, notFound, none, denial},
		{"the folder is denied as a whole", denied, none, denied, notFound, denial},
		{"the folder is denied as a whole, and the site has a page for everything", denied, none, denied, welcome, denial},
		{"everything is denied: maybe it is us", denied, none, denied, denied, forUs},
		{"a block by name", noBots, noBots, noBots, noBots, forUs},
		{"denied, and beside it nobody answers", denied, none, denied, none, forUs},
		{"denied on a site with a page for everything", denied, none, welcome, welcome, denial},
		{"removed", notFound, welcome, notFound, none, probe.Closed(observed.ReasonResourceGone)},
		{"not found like everything", notFound, notFound, notFound, none, probe.Closed(observed.ReasonGoneAmbiguous)},
		{"a page of its own", welcome, welcome, notFound, none, replaced},
		{"a page like for everything", welcome, welcome, welcome, welcome, soft},
		{"a firewall's page", answer("200 OK", page, "<html><title>Request Rejected</title>"), none, notFound, none, probe.Unsure(observed.ReasonChallenge)},
		{"a way to the login like for everything", login, none, login, login, front},
		{"a way to the login, on a site that says what it lacks", login, none, notFound, none, front},
		{"a way to a login of a provider of identities", answer("302 Found", "Location: https://login.microsoftonline.com/x/oauth2\r\n", ""), none, notFound, none, front},
		{"a way to another site", answer("302 Found", "Location: https://other.example/login\r\n", ""), none, notFound, none, probe.Unsure(observed.ReasonRedirectOffsite)},
		{"a way to the front page", answer("301 Moved", "Location: /\r\n", ""), none, notFound, none, replaced},
		{"a blank page", answer("200 OK", page, ""), none, notFound, none, replaced},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if o := site(t, tt.thing, tt.front, tt.within, tt.beside); o.Facets[httplisting.Facet] != tt.want {
				t.Errorf("%+v, want %+v", o, tt.want)
			}
		})
	}
}
