package httpfile_test

import (
	"maps"
	"net"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httpfile"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	for name, path := range map[string]string{"git": "/a/.git/config", "env": "/.env"} {
		t.Run(name, func(t *testing.T) {
			// A site that says "not found" to everything does not show the file, which is a weak closure.
			except := []string{"speaks a page that is not there"}
			if name == "env" {
				except = append(except, "speaks an answer that breaks off") // to HEAD, the head is all of it
			}
			probetest.Suite(t, probetest.Subject{
				Kind:   httpfile.New(),
				Target: func(hostport string) string { return "http://" + hostport + path },
				Bad:    []string{"https://a.example/folder/", "https://a.example/.env?a=b", "ftp://a.example/.env"},
				Except: except,
			})
		})
	}
}

const (
	page  = "Content-Type: text/html\r\n"
	plain = "Content-Type: text/plain\r\n"
)

// site answers as one: for the control path, for the file, and for the front page.
func site(file string, control, thing, front probetest.Script) probetest.Script {
	return func(conn net.Conn, head string) {
		line, _, _ := strings.Cut(head, " HTTP/1.1\r\n")
		_, path, _ := strings.Cut(line, " ")
		switch path {
		case file:
			thing(conn, head)
		case "/":
			front(conn, head)
		default:
			control(conn, head)
		}
	}
}

func answer(status, header, body string) probetest.Script {
	return probetest.Answer(status, header, body)
}

var (
	notFound = answer("404 Not Found", page, "<html>"+probetest.Secret)
	denied   = answer("403 Forbidden", page, "<html><h1>403 Forbidden</h1>"+probetest.Secret)
	welcome  = answer("200 OK", page, "<!doctype html><title>Welcome</title>"+probetest.Secret)
	login    = answer("302 Found", "Location: /login?SENTINEL\r\n", "")
	blocked  = answer("200 OK", page, "<html><title>Request Rejected</title>Your support ID is: 1 "+probetest.Secret)
	wants    = answer("401 No", "WWW-Authenticate: Basic realm=SENTINEL\r\n"+page, "<html>"+probetest.Secret)
	branch   = answer("206 Partial Content", plain+"Content-Range: bytes 0-15/23\r\n", "ref: refs/heads/")
	none     = probetest.EOF

	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthInFront)
	access = probe.Closed(observed.ReasonDenied)
	gone   = probe.Closed(observed.ReasonResourceGone)
	maybe  = probe.Closed(observed.ReasonGoneAmbiguous)
	forUs  = probe.Closed(observed.ReasonDeniedForUs)
	soft   = probe.Unsure(observed.ReasonSoft404)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
	waf    = probe.Unsure(observed.ReasonChallenge)
)

type siteCase struct {
	name                  string
	control, thing, front probetest.Script
	want                  observed.FacetResult
}

func (c siteCase) run(t *testing.T, file string, expect *disclosure.Expect) {
	t.Run(c.name, func(t *testing.T) {
		srv := probetest.Serve(t, site(file, c.control, c.thing, c.front))
		asset := target.Target{Kind: "http_file", Target: "http://" + srv.Addr + file, Expect: expect}
		o, err := probetest.Observe(t, probetest.New(t, nil, httpfile.New()), asset)
		if err != nil || o.Facets[httpfile.Facet] != c.want {
			t.Errorf("%+v, %v, want %+v", o, err, c.want)
		}
		if first := srv.Heads()[0]; !strings.Contains(first, target.Token(asset)) {
			t.Errorf("asked first: %q", first)
		}
	})
}

func TestGitFolderIsKnownByItsFirstWords(t *testing.T) {
	for _, c := range []siteCase{
		{"served by Range", notFound, branch, none, isOpen},
		{"served as a whole", notFound, answer("200 OK", plain, "ref: refs/heads/SENTINEL"), none, isOpen},
		{"a commit without a branch", notFound, answer("206 Partial Content", "Content-Range: bytes 0-15/41\r\n", "0123456789abcdef"), none, isOpen},
		{"a number of another length", notFound, answer("206 Partial Content", "Content-Range: bytes 0-15/16\r\n", "0123456789abcdef"), none, odd},
		{"served by a site with a page for everything", welcome, branch, none, isOpen},
		{"served by a site that redirects everything else", login, branch, none, isOpen},
		{"the words of another file", notFound, answer("200 OK", plain, "reference "+probetest.Secret), none, odd},
		{"denied", notFound, denied, none, access},
		{"a login is wanted", notFound, wants, none, auth},
		{"a login is wanted for everything", wants, wants, none, auth},
		{"not found on a site with a front page", notFound, notFound, welcome, gone},
		{"gone on a site with a front page", notFound, answer("410 Gone", page, ""), welcome, gone},
		{"not found like everything", notFound, notFound, notFound, maybe},
		{"not found, and then nobody answers", notFound, notFound, none, maybe},
		{"denied like everything: maybe it is us", denied, denied, none, forUs},
		{"not found on a site that denies everything", denied, notFound, welcome, odd},
		{"denied on a site with a page for everything", welcome, denied, none, access},
		{"shown for everything", branch, branch, none, soft},
		{"a page like for everything", welcome, welcome, none, soft},
		{"a way to the login like for everything", login, login, none, probe.Closed(observed.ReasonLoginInFront)},
		{"a way to the login, on a site that says what it lacks", notFound, login, none, probe.Closed(observed.ReasonLoginInFront)},
		{"a way to another page", notFound, answer("302 Found", "Location: /\r\n", ""), none, probe.Unsure(observed.ReasonReplaced)},
		{"a page instead of the file", notFound, welcome, none, odd},
		{"a firewall's page for everything, of which 16 bytes are read", blocked, blocked, none, soft},
		{"a firewall's page for the file, of which 16 bytes are read", notFound, blocked, none, odd},
		{"a firewall denies the file", notFound, answer("403 No", page, "<html>Request Rejected"), none, waf},
		{"trouble", notFound, answer("503 No", "", ""), none, probe.Unsure(observed.ReasonServerError)},
		{"nothing after the control", notFound, none, none, probe.Unsure(observed.ReasonEOF)},
	} {
		c.run(t, "/a/.git/HEAD", nil)
	}
}

func TestOtherFileIsKnownByTheHeadOfItsAnswer(t *testing.T) {
	file := answer("200 OK", "Content-Type: application/zip\r\nETag: \"5e1f-2a\"\r\n", strings.Repeat("x", 42))
	bare := answer("200 OK", "Content-Type: application/zip\r\n", strings.Repeat("x", 42))
	recorded := &disclosure.Expect{Open: &disclosure.Match{Headers: map[string]string{"Content-Length": "^42$", "ETag": "^\"5e1f-2a\"$"}}}
	length := &disclosure.Expect{Open: &disclosure.Match{Headers: map[string]string{"content-length": "^42$"}}}
	for _, c := range []struct {
		siteCase
		expect *disclosure.Expect
	}{
		{siteCase{"as recorded", notFound, file, none, isOpen}, recorded},
		{siteCase{"as recorded, on a site with a page for everything", welcome, file, none, isOpen}, recorded},
		{siteCase{"of the recorded length", notFound, bare, none, isOpen}, length},
		{siteCase{"of the recorded length, like everything", bare, bare, none, soft}, length},
		{siteCase{"another file", notFound, answer("200 OK", "Content-Type: application/zip\r\nETag: \"b\"\r\n", "x"), none, odd}, recorded},
		{siteCase{"some file", notFound, bare, none, isOpen}, nil},
		{siteCase{"some file, like everything", bare, bare, none, soft}, nil},
		{siteCase{"an empty file", notFound, answer("200 OK", "Content-Type: text/plain\r\n", ""), none, odd}, nil},
		{siteCase{"a file without a type, as Apache and Caddy send it", notFound, answer("200 OK", "", "x"), none, isOpen}, nil},
		{siteCase{"a file without a type, like everything", answer("200 OK", "", "x"), answer("200 OK", "", "x"), none, soft}, nil},
		{siteCase{"an answer of unknown length", notFound, probetest.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), none, odd}, nil},
		{siteCase{"a page", notFound, welcome, none, odd}, nil},
		{siteCase{"denied", notFound, denied, none, access}, recorded},
		{siteCase{"removed", notFound, notFound, welcome, gone}, recorded},
	} {
		c.run(t, "/backup.zip", c.expect)
	}
}

func TestFilesThatTheirFirstBytesTell(t *testing.T) {
	app := answer("200 OK", page, "<!doctype html><title>My app</title>"+probetest.Secret)
	php := answer("200 OK", page, "<!DOCTYPE html><style>x</style><title>PHP 8.2.7 - phpinfo()</title>"+probetest.Secret)
	env := answer("200 OK", "Content-Type: application/vnd.spring-boot.actuator.v3+json\r\n", `{"activeProfiles":[],"propertySources":[`+probetest.Secret)
	store := answer("206 Partial Content", "Content-Range: bytes 0-7/6148\r\n", "\x00\x00\x00\x01Bud1")
	for file, shown := range map[string]probetest.Script{
		"/phpinfo.php": php, "/app/actuator/env": env, "/x/.DS_Store": store,
	} {
		for _, c := range []siteCase{
			{file + " served", notFound, shown, none, isOpen},
			{file + " served by a one-page app", app, shown, none, isOpen},
			{file + " served for everything", shown, shown, none, soft},
			{file + " of a one-page app", app, app, none, soft},
			{file + " that is something else", notFound, answer("200 OK", plain, "something else"), none, odd},
			{file + " removed", notFound, notFound, welcome, gone},
			{file + " denied", notFound, denied, none, access},
		} {
			c.run(t, file, nil)
		}
	}
}

func TestPathsThatNoSitePublishesAreClaimed(t *testing.T) {
	for path, want := range map[string]bool{
		"/.git/HEAD": true, "/.git": true, "/.env": true, "/.env.production": true, "/.DS_Store": true, "/phpinfo.php": true, "/actuator/env": true,
		"/app/actuator/heapdump": true, "/x.sql.gz": true, "/backup.zip": true, "/site-backup-2020.tar.gz": true,
		"/db.sqlite3": true, "/.svn/entries": true, "/.aws/credentials": true, "/id_rsa": true, "/.htpasswd": true, "/wp-config.php.bak": true,
		"/index.html": false, "/download.zip": false, "/": false, "/export/": false, "/key": false, "/.well-known/security.txt": false,
	} {
		got, _, err := httpfile.New().Read("https://a.example"+path, false)
		if err != nil || (got.Target != "") != want {
			t.Errorf("%s: %+v, %v, want it claimed: %v", path, got, err, want)
		}
	}
}

func TestControlStandsOutsideOfHiddenFolders(t *testing.T) {
	p := probetest.New(t, nil, httpfile.New())
	for raw, want := range map[string]string{
		"https://a.example/x/.git/config": "GET /x/", "https://a.example/.env": "HEAD /", "https://a.example/x/.aws/b/credentials": "HEAD /x/",
		"https://a.example/x/y/dump.sql": "HEAD /x/y/",
	} {
		asset := target.Target{Kind: "http_file", Target: raw}
		got, _, err := p.Canonical(raw, "http_file")
		if err != nil {
			t.Fatal(err)
		}
		plan, err := p.Plan(asset)
		if want += target.Token(got) + " "; err != nil || !strings.HasPrefix(string(plan.Steps[0].Request), want) {
			t.Errorf("%s: %s, %v, want %s", raw, plan.Steps[0].Request, err, want)
		}
	}
}

func TestNoByteOfAFileIsRequested(t *testing.T) {
	p := probetest.New(t, nil, httpfile.New())
	for raw, want := range map[string]string{
		"https://a.example/.env": "HEAD /.env ", "https://a.example/b/c.sql": "HEAD /b/c.sql ", "https://a.example/x/.git/config": "GET /x/.git/config ", "https://a.example/x/.git/": "GET /x/.git/HEAD ",
	} {
		plan, err := p.Plan(target.Target{Kind: "http_file", Target: raw})
		if err != nil || len(plan.Steps) < 3 || !strings.HasPrefix(string(plan.Steps[1].Request), want) {
			t.Errorf("%s: %+v, %v", raw, plan.Steps, err)
			continue
		}
		for _, s := range plan.Steps {
			if s.Method == "GET" && s.Header["Range"] != "bytes=0-15" && s.Header["Range"] != "bytes=0-5" {
				t.Errorf("%s: a whole file is asked for: %s", raw, s.Request)
			}
		}
	}
}

func TestExpectationIsWhatWasRecorded(t *testing.T) {
	for name, e := range map[string]*disclosure.Expect{
		"closed":         {Closed: &disclosure.Match{Status: []int{404}}},
		"status":         {Open: &disclosure.Match{Status: []int{200}}},
		"body":           {Open: &disclosure.Match{Body: "x"}},
		"another header": {Open: &disclosure.Match{Headers: map[string]string{"Server": "x"}}},
		"nothing":        {},
		"empty":          {Open: &disclosure.Match{}},
	} {
		err := httpfile.New().Validate(target.Target{Kind: "http_file", Target: "https://a.example/.env", Expect: e})
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOneHiddenFileClosesNoGitFolder holds that what was seen is what is asked: a rule that hides HEAD alone leaves the pasted file open.
func TestOneHiddenFileClosesNoGitFolder(t *testing.T) {
	config := answer("206 Partial Content", plain+"Content-Range: bytes 0-5/92\r\n", "[core]")
	for name, tt := range map[string]struct {
		pasted       string
		head, config probetest.Script
		want         map[string]observed.FacetResult
	}{
		"HEAD alone is hidden":   {"/.git/config", notFound, config, map[string]observed.FacetResult{"file": isOpen, "head": gone}},
		"config alone is hidden": {"/.git/", branch, notFound, map[string]observed.FacetResult{"file": isOpen, "config": gone}},
		"both are hidden":        {"/.git/config", notFound, notFound, map[string]observed.FacetResult{"file": gone, "head": gone}},
	} {
		t.Run(name, func(t *testing.T) {
			srv := probetest.Serve(t, func(conn net.Conn, head string) {
				_, path, _ := strings.Cut(strings.SplitN(head, " HTTP/1.1\r\n", 2)[0], " ")
				switch path {
				case "/.git/HEAD":
					tt.head(conn, head)
				case "/.git/config":
					tt.config(conn, head)
				case "/":
					welcome(conn, head)
				default:
					notFound(conn, head)
				}
			})
			p := probetest.New(t, nil, httpfile.New())
			o, err := p.Probe(t.Context(), target.Target{Kind: "http_file", Target: "http://" + srv.Addr + tt.pasted})
			if err != nil || !maps.Equal(o.Facets, tt.want) {
				t.Errorf("%+v, %v, want %+v", o.Facets, err, tt.want)
			}
		})
	}
}
