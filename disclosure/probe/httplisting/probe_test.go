package httplisting_test

import (
	"net"
	"strings"
	"testing"

	"daylight/disclosure"
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

func TestAnswersAreClassified(t *testing.T) {
	answer := probetest.Answer
	notFound := answer("404 Not Found", page, "<html>"+probetest.Secret)
	denied := answer("403 Forbidden", page, "<html><h1>403 Forbidden</h1>"+probetest.Secret)
	welcome := answer("200 OK", page, "<!doctype html><title>Welcome SENTINEL</title>"+probetest.Secret)
	titled := func(title string) probetest.Script {
		return answer("200 OK", page, "<html><head><title>"+title+"</title></head><body>"+probetest.Secret)
	}
	odd, soft := probe.Unsure(disclosure.ReasonUnrecognised), probe.Unsure(disclosure.ReasonSoft404)
	for _, tt := range []struct {
		name                  string
		control, thing, front probetest.Script
		want                  disclosure.FacetResult
	}{
		{"nginx and Apache", notFound, titled("Index of /export/"), probetest.EOF, probe.Open()},
		{"Python", notFound, titled("Directory listing for /export/"), probetest.EOF, probe.Open()},
		{"Tomcat", notFound, titled("\n Directory Listing For [/export/]"), probetest.EOF, probe.Open()},
		{"a listing on a site with a page for everything", welcome, titled("Index of /export/"), probetest.EOF, probe.Open()},
		{"the title beyond 512 bytes", notFound, answer("200 OK", page, strings.Repeat(" ", 512)+"<title>Index of /"), probetest.EOF, odd},
		{"denied", notFound, denied, probetest.EOF, probe.Closed(disclosure.ReasonAccessDenied)},
		{"denied like everything", denied, denied, probetest.EOF, odd},
		{"removed", notFound, notFound, welcome, probe.Closed(disclosure.ReasonResourceGone)},
		{"not found like everything", notFound, notFound, notFound, probe.Closed(disclosure.ReasonGoneAmbiguous)},
		{"a page of its own", notFound, welcome, welcome, probe.Closed(disclosure.ReasonGoneAmbiguous)},
		{"no page", notFound, answer("200 OK", "Content-Type: text/plain\r\n", "Index of /"), probetest.EOF, odd},
		{"a page like for everything", welcome, welcome, probetest.EOF, soft},
		{"a firewall's page", notFound, answer("200 OK", page, "<html><title>Request Rejected</title>"), probetest.EOF, probe.Unsure(disclosure.ReasonChallenge)},
		{"a way to the login like for everything", answer("302 Found", "Location: /login\r\n", ""), answer("302 Found", "Location: /login\r\n", ""), probetest.EOF, soft},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, func(conn net.Conn, head string) {
				switch _, path, _ := strings.Cut(head[:strings.Index(head, " HTTP/1.1")], " "); path {
				case "/export/":
					tt.thing(conn, head)
				case "/":
					tt.front(conn, head)
				default:
					tt.control(conn, head)
				}
			})
			o, err := probetest.Observe(t, probetest.New(t, nil, httplisting.New()), target.Target{Kind: "http_listing", Target: "http://" + srv.Addr + "/export/"})
			if err != nil || o.Facets[httplisting.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
