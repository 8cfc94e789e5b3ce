package e2e

import (
	"net"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
)

// fate is what may come of a site, whatever it answers.
type fate string

const (
	staysInconclusive fate = ""          // the answers of a fault decide nothing
	refusesUs         fate = "refuses"   // it was open, and blocks us by name: never closed
	neverWas          fate = "never was" // the target is mistyped: never closed by itself
)

// siteFault is a web site that misleads about one path, and nothing is wrong with its server.
type siteFault struct {
	name  string
	path  string // of the asset
	at    map[string]string
	rest  string // what every other path gets
	fate  fate
	kinds []string
}

const (
	sitePage = "Content-Type: text/html; charset=utf-8\r\n"
	siteList = "<!doctype html><title>Index of /export/</title><a href=\"../\">../</a> <a href=\"a.csv\">a.csv</a> 05-Feb-2020 08:00 1K"
)

func siteAnswer(status, header, body string) string {
	return "HTTP/1.1 " + status + "\r\n" + header + "Connection: close\r\n\r\n" + body
}

// siteFaults are unknown pages, mistyped targets, and servers that block us by name.
func siteFaults() []siteFault {
	missing := siteAnswer("404 Not Found", sitePage, "<html>no such page")
	app := siteAnswer("200 OK", sitePage, "<!doctype html><div id=app></div><script src=/a.js></script>")
	theme := siteAnswer("200 OK", sitePage, "<!doctype html><title>Our files</title><p>Moved to <a href=/new/>another place</a>")
	list := siteAnswer("200 OK", sitePage, siteList)
	secret := siteAnswer("200 OK", "Content-Length: 9\r\n", "")
	folders, files := []string{"http", "http_listing"}, []string{"http", "http_file"}
	out := []siteFault{
		{name: "a list that " + openServer, path: "/export/", at: map[string]string{"/export/": list}, rest: missing, kinds: folders},
		{name: "a list beside an app that " + openServer, path: "/export/", at: map[string]string{"/export/": list}, rest: app, kinds: folders},
		{name: "a file without a type that " + openServer, path: "/.env", at: map[string]string{"/.env": secret}, rest: missing, kinds: []string{"http_file"}},
		{name: "an unknown page", path: "/export/", at: map[string]string{"/export/": theme}, rest: missing, kinds: folders},
		{name: "a page for everything", path: "/export/", rest: theme, kinds: folders},
		{name: "an app", path: "/export/", rest: app, kinds: folders},
		{name: "an app, asked for a folder above", path: "/", rest: app, kinds: folders},
		{name: "a list of everything", path: "/export/", rest: list, kinds: folders},
		{name: "a mistyped folder", path: "/export/,", at: map[string]string{"/export/": list}, rest: missing, kinds: folders, fate: neverWas},
		{name: "a folder of another name", path: "/exprot/", at: map[string]string{"/export/": list, "/": theme}, rest: missing, kinds: folders, fate: neverWas},
		{name: "a file of another name", path: "/.evn", at: map[string]string{"/.env": secret, "/": theme}, rest: missing, kinds: files, fate: neverWas},
		{name: "a folder that wants a login, and was never open", path: "/admin/", at: map[string]string{"/admin/": siteAnswer("401 No", "WWW-Authenticate: Basic\r\n", "")}, rest: missing, kinds: folders, fate: neverWas},
	}
	for _, path := range []string{"/actuator/env", "/phpinfo.php", "/.DS_Store", "/.env", "/.git/HEAD", "/backup.zip"} {
		out = append(out, siteFault{name: "an app, asked for " + path, path: path, rest: app, kinds: files})
	}
	for name, block := range map[string]string{
		"in plain text":   siteAnswer("403 Forbidden", "Content-Type: text/plain\r\n", "no bots"),
		"without a type":  siteAnswer("403 Forbidden", "Content-Type: application/octet-stream\r\n", "no bots"),
		"in JSON":         siteAnswer("403 Forbidden", "Content-Type: application/json\r\n", `{"message":"Forbidden"}`),
		"with nothing":    siteAnswer("403 Forbidden", "Content-Length: 0\r\n", ""),
		"with a page":     siteAnswer("403 Forbidden", sitePage, "<h1>Forbidden</h1>"),
		"with a bare 401": siteAnswer("401 Unauthorized", "Content-Type: text/plain\r\n", "no bots"),
		"with a 404":      siteAnswer("404 Not Found", sitePage, "<h1>Not Found</h1>"),
	} {
		out = append(
			out,
			siteFault{name: "a block by name " + name, path: "/export/", rest: block, kinds: folders, fate: refusesUs},
			siteFault{name: "a block by name, of a file, " + name, path: "/.env", rest: block, kinds: files, fate: refusesUs},
		)
	}
	return out
}

// siteServers runs the sites.
func siteServers(t *testing.T) []faultServer {
	t.Helper()
	var out []faultServer
	for _, f := range siteFaults() {
		srv := probetest.Serve(t, func(conn net.Conn, head string) {
			line, _, _ := strings.Cut(head, " HTTP/1.1\r\n")
			method, path, _ := strings.Cut(line, " ")
			text, ok := f.at[path]
			if !ok {
				text = f.rest
			}
			if method == "HEAD" {
				text = text[:strings.Index(text, "\r\n\r\n")+4]
			}
			probetest.Write(text)(conn, head)
		})
		for _, kind := range f.kinds {
			out = append(out, faultServer{Kind: kind, Target: "http://" + srv.Addr + f.path, Name: kind + " " + f.name, Fate: f.fate})
		}
	}
	return out
}

// requireNoClosure lets an asset give one answer for ten days: what blocks us by name was open before, what is mistyped never
// was. Neither may end as closed.
func requireNoClosure(t *testing.T, name string, f fate, answer observed.FacetResult) {
	t.Helper()
	p := commandtest.NewPlay(t)
	if f == refusesUs {
		p.WasOpen("A1")
	}
	for range 20 {
		p.Do(commandtest.Robot, exposure.RecordProbe{Asset: "A1", Observation: commandtest.Observation(p.Now, answer)})
		p.Now = p.Now.Add(12 * time.Hour)
	}
	a, _ := p.C.Asset("A1")
	if a.Closure.Verified || a.Exposure == disclosure.ExposureClosed || p.C.AllClosed() {
		t.Errorf("%s: closed by %+v", name, answer)
	}
	if f == neverWas && a.Exposure != disclosure.ExposureNotSeenOpen && answer.Verdict != observed.Open {
		t.Errorf("%s: never seen open, and %s", name, a.Exposure)
	}
}
