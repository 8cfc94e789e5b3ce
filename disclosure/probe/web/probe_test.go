package web_test

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

func respond(status, headers, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, headers, len(body), body)
}

const html = "Content-Type: text/html\r\n"

func result(v observed.Verdict, s observed.Strength, r observed.Reason) observed.FacetResult {
	return observed.FacetResult{Verdict: v, Strength: s, Reason: r}
}

var (
	isOpen = result(observed.Open, 0, "open")
	auth   = result(observed.Closed, observed.Strong, "auth_required")
	front  = result(observed.Closed, observed.Strong, "auth_in_front")
	denied = result(observed.Closed, observed.Strong, "denied")
	access = result(observed.Closed, observed.Strong, "access_denied")
	forUs  = result(observed.Closed, observed.Weak, "denied_for_us")
	gone   = result(observed.Closed, observed.Strong, "resource_gone")
	maybe  = result(observed.Closed, observed.Weak, "resource_gone_ambiguous")
)

func unsure(r observed.Reason) observed.FacetResult { return result(observed.Inconclusive, 0, r) }

// observe probes a file on a site that says "not found" for everything else.
func observe(
	t *testing.T, script probetest.Script, e *disclosure.Expect, edit ...func(*probe.Options),
) (observed.Observation, *probetest.Server) {
	t.Helper()
	return observeOn(t, script, probetest.Write(respond("404 No", html, "")), e, edit...)
}

// observeOn probes a file on a site that answers for everything else with control.
func observeOn(
	t *testing.T, script, control probetest.Script, e *disclosure.Expect, edit ...func(*probe.Options),
) (observed.Observation, *probetest.Server) {
	t.Helper()
	srv := probetest.Serve(t, func(conn net.Conn, head string) {
		if strings.HasPrefix(head, "GET /export/patients.csv ") {
			script(conn, head)
		} else {
			control(conn, head)
		}
	})
	p := probetest.New(t, func(o *probe.Options) {
		for _, f := range edit {
			f(o)
		}
	}, web.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "http", Target: "http://" + srv.Addr + "/export/patients.csv", Expect: e})
	if err != nil {
		t.Fatal(err)
	}
	return o, srv
}

func TestWithoutExpectationNoSuccessIsOpen(t *testing.T) {
	for _, tt := range []struct {
		name, response string
		want           observed.FacetResult
	}{
		{"a success that nobody described", respond("200 OK", "", probetest.Secret), unsure("unrecognised")},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n", unsure("unrecognised")},
		{"authentication demanded", respond("401 No", "WWW-Authenticate: Basic realm=x\r\n", probetest.Secret), front},
		{"denied", respond("403 No", "", probetest.Secret), denied},
		{"denied by a programme", respond("403 No", "Content-Type: application/json\r\n", `{"error":"x"}`), denied},
		{"denied by a page", respond("403 No", html, "<h1>Forbidden</h1>"+probetest.Secret), denied},
		{"authentication demanded by a page", respond("401 No", "WWW-Authenticate: Basic realm=x\r\n"+html, "x"), front},
		{"a page that names no way to sign in", respond("401 No", html, "<h1>Unauthorized</h1>"), unsure("unrecognised")},
		{"no page and no way to sign in", respond("401 No", "", "x"), auth},
		{"not found is weak", respond("404 No", html, probetest.Secret), maybe},
		{"gone is weak", respond("410 No", "", ""), maybe},
		{"denied by a firewall", respond("403 No", html, "<title>Request Rejected</title>"+probetest.Secret), unsure("waf_challenge")},
		{"denied by a challenge", respond("403 No", "Cf-Mitigated: challenge\r\n", ""), unsure("waf_challenge")},
		{"success of a challenge", respond("200 OK", "Cf-Mitigated: challenge\r\n", ""), unsure("waf_challenge")},
		{"too many", respond("429 No", "Retry-After: 5\r\n", ""), unsure("429")},
		{"trouble", respond("502 No", "", ""), unsure("5xx")},
		{"teapot", respond("418 No", "", ""), unsure("unrecognised")},
		{"bad request", respond("400 No", html, "plain HTTP request was sent to HTTPS port"), unsure("unrecognised")},
		{"redirect on the site", respond("302 Found", "Location: /login\r\n", ""), result(observed.Closed, observed.Weak, "login_in_front")},
		{"redirect off the site", respond("302 Found", "Location: https://login.example/SENTINEL\r\n", ""), unsure("redirect_offsite")},
		{"redirect to the metadata service", respond("302 Found", "Location: http://169.254.169.254/latest/meta-data/\r\n", ""), unsure("redirect_offsite")},
		{"redirect without a place", respond("302 Found", "", ""), unsure("unrecognised")},
		{"end within a denial", "HTTP/1.1 403 No\r\nContent-Length: 99\r\n\r\nxx", unsure("eof")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, srv := observe(t, probetest.Write(tt.response), nil)
			if o.Facets["http"] != tt.want || o.Verdict != tt.want.Verdict || o.Strength != tt.want.Strength {
				t.Errorf("%+v, want %+v", o.Facets["http"], tt.want)
			}
			if n := len(srv.Heads()); n > 2 {
				t.Errorf("%d requests", n)
			}
			if o.Status/100 == 2 && o.Bytes != 0 {
				t.Errorf("%d bytes of what may be the data were read", o.Bytes)
			}
		})
	}
}

func TestExpectationDecides(t *testing.T) {
	match := func(status []int, header, body string) *disclosure.Match {
		m := &disclosure.Match{Status: status, Body: body}
		if header != "" {
			name, pattern, _ := strings.Cut(header, ":")
			m.Headers = map[string]string{name: pattern}
		}
		return m
	}
	index := match(nil, "", "(?i)<title>index of /")
	login := match([]int{200}, "", "Please sign in")
	for _, tt := range []struct {
		name, response string
		expect         disclosure.Expect
		want           observed.FacetResult
	}{
		{"listing by its title", respond("200 OK", html, "<title>Index of /</title>"+probetest.Secret), disclosure.Expect{Open: index, Closed: login}, isOpen},
		{"login page instead", respond("200 OK", html, "Please sign in"), disclosure.Expect{Open: index, Closed: login}, access},
		{"neither page", respond("200 OK", html, "welcome"), disclosure.Expect{Open: index, Closed: login}, unsure("unrecognised")},
		{"both pages at once are open", respond("200 OK", html, "<title>Index of /</title>Please sign in"), disclosure.Expect{Open: index, Closed: login}, isOpen},
		{"closed clause replaces the default", respond("403 No", html, "x"), disclosure.Expect{Open: index, Closed: login}, unsure("unrecognised")},
		{"default for closed when only open is given", respond("403 No", "", "x"), disclosure.Expect{Open: index}, denied},
		{"a page of 403 is the site's, which lets us in elsewhere", respond("403 No", html, "x"), disclosure.Expect{Open: index}, denied},
		{"a page of 403 by its status alone, likewise", respond("403 No", html, "x"), disclosure.Expect{Closed: match([]int{403}, "", "")}, denied},
		{"a redirect by its status alone is weak", respond("302 Found", "Location: /login\r\n", ""), disclosure.Expect{Closed: match([]int{302}, "", "")}, forUs},
		{"any other status alone is weak", respond("451 No", "", "no bots"), disclosure.Expect{Closed: match([]int{451}, "", "")}, forUs},
		{"a page of 403 by its words is strong", respond("403 No", html, "Staff only"), disclosure.Expect{Closed: match([]int{403}, "", "^Staff only$")}, access},
		{"a page of 403 by its header is strong", respond("403 No", html+"X-App: shop\r\n", "x"), disclosure.Expect{Closed: match(nil, "X-App:^shop$", "")}, access},
		{"a page of 401 by its words is strong", respond("401 No", html, "Staff only"), disclosure.Expect{Closed: match(nil, "", "^Staff only$")}, auth},
		{"a page of 401 by its status alone says nothing", respond("401 No", html, "x"), disclosure.Expect{Closed: match([]int{401}, "", "")}, unsure("unrecognised")},
		{"a page by any other status alone is weak", respond("451 No", html, "x"), disclosure.Expect{Closed: match([]int{451}, "", "")}, forUs},
		{"not matching open is not closed", respond("200 OK", html, "x"), disclosure.Expect{Open: index}, unsure("unrecognised")},
		{"open status needs its clause", respond("200 OK", html, "x"), disclosure.Expect{Open: match([]int{206}, "", "")}, unsure("unrecognised")},
		{"debug page with 500 can be open", respond("500 No", html, "Whoops"), disclosure.Expect{Open: match([]int{500}, "", "Whoops")}, isOpen},
		{"500 without the page is trouble", respond("500 No", html, "x"), disclosure.Expect{Open: match([]int{500}, "", "Whoops")}, unsure("5xx")},
		{"by header", respond("200 OK", "X-Api-Version: 1.41\r\n", ""), disclosure.Expect{Open: match(nil, "x-api-version:^1", "")}, isOpen},
		{"header that differs", respond("200 OK", "X-Api-Version: 2\r\n", ""), disclosure.Expect{Open: match(nil, "X-Api-Version:^1", "")}, unsure("unrecognised")},
		{"way to the login", respond("302 Found", "Location: /login?next=x\r\n", ""), disclosure.Expect{Closed: match([]int{302}, "Location:^/login", "")}, auth},
		{"way to somewhere else", respond("302 Found", "Location: /home\r\n", ""), disclosure.Expect{Closed: match([]int{302}, "Location:^/login", "")}, unsure("unrecognised")},
		{"404 by status stays weak", respond("404 No", "", ""), disclosure.Expect{Closed: match([]int{404}, "", "")}, maybe},
		{"404 with the known page is strong", respond("404 No", "", "Share was deleted"), disclosure.Expect{Closed: match([]int{404}, "", "Share was deleted")}, gone},
		{"success that meets the closed clause only", respond("200 OK", html, "Please sign in"), disclosure.Expect{Closed: login}, access},
		{"success that meets no closed clause", respond("200 OK", html, "rows"), disclosure.Expect{Closed: login}, unsure("unrecognised")},
		{"firewall page beats both", respond("200 OK", html, "<title>Index of /</title>Request Rejected"), disclosure.Expect{Open: index}, unsure("waf_challenge")},
		{"429 beats closed", respond("429 No", html, "Please sign in"), disclosure.Expect{Closed: match(nil, "", "Please sign in")}, unsure("429")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, _ := observe(t, probetest.Write(tt.response), &tt.expect)
			if o.Facets["http"] != tt.want {
				t.Errorf("%+v, want %+v", o.Facets["http"], tt.want)
			}
		})
	}
}

// TestTheControlTellsTheAssetFromTheSite: what the site answers for a path that it does not have.
func TestTheControlTellsTheAssetFromTheSite(t *testing.T) {
	app := respond("200 OK", html, "<!doctype html><div id=app></div>"+probetest.Secret)
	noBots := respond("403 Forbidden", "Content-Type: application/octet-stream\r\n", "no bots")
	byStatus := &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}}}
	byWords := &disclosure.Expect{Open: &disclosure.Match{Body: "id=app"}}
	for _, tt := range []struct {
		name, response, control string
		expect                  *disclosure.Expect
		want                    observed.FacetResult
	}{
		{"a one-page app", app, app, nil, unsure("soft404")},
		{"a one-page app, by its status", app, app, byStatus, unsure("soft404")},
		{"a one-page app, by words that it has everywhere", app, app, byWords, unsure("soft404")},
		{"by its status, on an honest site", app, respond("404 No", html, ""), byStatus, isOpen},
		{"by its status, and the control is refused", app, respond("403 No", html, ""), byStatus, isOpen},
		{"by words that the page for everything lacks", app, respond("200 OK", html, "welcome"), byWords, isOpen},
		{"a block by name", noBots, noBots, nil, forUs},
		{"a block by name that says 401", respond("401 No", "", "no bots"), respond("401 No", "", "no bots"), nil, forUs},
		{"a refusal on a site that lets us in", noBots, respond("404 No", html, ""), nil, denied},
		{"a refusal on a site with a page for everything", noBots, app, nil, denied},
		{"a refusal on a site with a challenge for everything", noBots, respond("200 OK", "Cf-Mitigated: challenge\r\n", ""), nil, forUs},
		{"a bare 401 on a site that lets us in", respond("401 No", "", "no"), respond("404 No", html, ""), nil, auth},
		{"a block by name that a clause of status names", noBots, noBots, &disclosure.Expect{Closed: &disclosure.Match{Status: []int{403}}}, forUs},
		{"a refusal in words that a clause knows", noBots, noBots, &disclosure.Expect{Closed: &disclosure.Match{Body: "^no bots$"}}, access},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, _ := observeOn(t, probetest.Write(tt.response), probetest.Write(tt.control), tt.expect)
			if o.Facets["http"] != tt.want {
				t.Errorf("%+v, want %+v", o.Facets["http"], tt.want)
			}
		})
	}
	t.Run("the control never answers", func(t *testing.T) {
		o, _ := observeOn(t, probetest.Write(app), probetest.EOF, byStatus)
		if o.Facets["http"] != unsure("eof") {
			t.Errorf("%+v", o.Facets["http"])
		}
	})
}

func TestListOfAFolderIsOpenWithoutExpectation(t *testing.T) {
	list := respond("200 OK", html, `<title>Index of /x/</title><a href="../">../</a> <a href="SENTINEL.csv">SENTINEL.csv</a>`)
	for control, want := range map[string]observed.FacetResult{
		respond("404 No", html, ""): isOpen, list: unsure("soft404"), respond("200 OK", html, "welcome"): isOpen,
	} {
		srv := probetest.Serve(t, func(conn net.Conn, head string) {
			if strings.HasPrefix(head, "GET /x/ ") {
				probetest.Write(list)(conn, head)
			} else {
				probetest.Write(control)(conn, head)
			}
		})
		o, err := probetest.Observe(t, probetest.New(t, nil, web.New()), target.Target{Kind: "http", Target: "http://" + srv.Addr + "/x/"})
		if err != nil || o.Facets["http"] != want {
			t.Errorf("%+v, %v, want %+v", o.Facets["http"], err, want)
		}
	}
}

func TestBodyPatternSeesTheFirst64KiBOnly(t *testing.T) {
	far := strings.Repeat(".", 64<<10) + "needle"
	e := &disclosure.Expect{Open: &disclosure.Match{Body: "needle"}}
	o, _ := observe(t, probetest.Write(respond("200 OK", "", far)), e)
	if o.Verdict != observed.Inconclusive || o.Bytes != 64<<10 {
		t.Errorf("%+v", o)
	}
	o, _ = observe(t, probetest.Write(respond("200 OK", "", far[6:])), e)
	if o.Verdict != observed.Open {
		t.Errorf("%+v", o)
	}
}

func TestFaultsAreInconclusive(t *testing.T) {
	e := &disclosure.Expect{Open: &disclosure.Match{Body: "x"}, Closed: &disclosure.Match{Body: "SENTINEL"}}
	for name, tt := range map[string]struct {
		script probetest.Script
		want   observed.Reason
	}{
		"hang":             {probetest.Hang, "timeout_read"},
		"reset":            {probetest.Reset, "reset"},
		"end":              {probetest.EOF, "eof"},
		"slow drip":        {probetest.Drip("HTTP/1.1 403 No\r\nContent-Length: 900\r\n\r\n", probetest.Secret), "timeout_read"},
		"endless header":   {probetest.Endless("HTTP/1.1 403 No\r\nX: ", "SENTINEL"), "unrecognised"},
		"endless interims": {probetest.Endless("", "HTTP/1.1 103 Early Hints\r\nLink: SENTINEL\r\n\r\n"), "unrecognised"},
		"not HTTP":         {probetest.Write("220 SENTINEL ready\r\n"), "unrecognised"},
		"broken header":    {probetest.Write("HTTP/1.1 403 No\r\nSENTINEL\r\n\r\n"), "unrecognised"},
		"broken chunks":    {probetest.Write("HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\nSENTINEL\r\n"), "unrecognised"},
		"cut off":          {probetest.Write("HTTP/1.1 403 No\r\nContent-Length: 900\r\n\r\n" + probetest.Secret), "eof"},
		"compressed":       {probetest.Write(respond("200 OK", "Content-Encoding: gzip\r\n", "\x1f\x8b\x08"+strings.Repeat("\x00", 1<<20))), "unrecognised"},
	} {
		t.Run(name, func(t *testing.T) {
			var edit []func(*probe.Options)
			if tt.want == observed.ReasonTimeoutRead {
				edit = append(edit, probetest.Impatient)
			}
			o, _ := observe(t, tt.script, e, edit...)
			if o.Verdict != observed.Inconclusive || o.Reason != tt.want || o.Local {
				t.Errorf("%+v, want %s", o, tt.want)
			}
		})
	}
}

func TestRedirectsToTheSamePathAreFollowedTwice(t *testing.T) {
	redirect := func(to string) string { return respond("301 Moved", "Location: "+to+"\r\n", "") }
	for _, tt := range []struct {
		name     string
		answers  map[string]string // by host
		verdict  observed.Verdict
		requests int
	}{
		{"to another name of the site", map[string]string{
			"a.example": redirect("http://www.a.example/x?y=1"), "www.a.example": respond("410 No", "", ""),
		}, observed.Closed, 2},
		{"to another path", map[string]string{
			"a.example": redirect("http://www.a.example/other"), "www.a.example": respond("200 OK", "", ""),
		}, observed.Inconclusive, 1},
		{"to another site", map[string]string{
			"a.example": redirect("http://b.example/x?y=1"), "b.example": respond("200 OK", "", ""),
		}, observed.Inconclusive, 1},
		{"in a circle", map[string]string{
			"a.example": redirect("http://www.a.example/x?y=1"), "www.a.example": redirect("http://a.example/x?y=1"),
		}, observed.Inconclusive, 3},
		{"to an inside address", map[string]string{"a.example": redirect("http://inside.a.example/x?y=1")}, observed.Inconclusive, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, func(conn net.Conn, head string) {
				_, rest, _ := strings.Cut(head, "Host: ")
				host, _, _ := strings.Cut(rest, "\r\n")
				probetest.Write(tt.answers[host])(conn, head)
			})
			p := probetest.New(t, func(o *probe.Options) {
				o.DialOverride = map[string]string{
					"a.example:80": srv.Addr, "www.a.example:80": srv.Addr, "b.example:80": srv.Addr, "inside.a.example:80": "10.0.0.1:80",
				}
			}, web.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "http", Target: "http://a.example/x?y=1"})
			if inside := tt.answers["www.a.example"] == "" && tt.answers["b.example"] == ""; inside != (fault.CodeOf(err) == fault.Refused) {
				t.Errorf("error %v", err)
			}
			if o.Verdict != tt.verdict || len(srv.Heads()) != tt.requests {
				t.Errorf("%+v after %d requests", o, len(srv.Heads()))
			}
			if tt.requests == 2 && o.Retarget != "http://www.a.example/x?y=1" {
				t.Errorf("retarget %q", o.Retarget)
			}
		})
	}
}

func TestExpectationHasBounds(t *testing.T) {
	for name, m := range map[string]disclosure.Match{
		"long pattern":     {Body: strings.Repeat("x", 513)},
		"pattern bomb":     {Body: "((x{1000}){1000}){1000}"},
		"back reference":   {Body: `(a)\1`},
		"interim status":   {Status: []int{100}},
		"no status":        {Status: []int{0}},
		"too many":         {Status: make([]int, 21)},
		"header pattern":   {Headers: map[string]string{"Location": "("}},
		"nothing in it":    {},
		"too many headers": {Headers: map[string]string{"a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": "", "h": "", "i": ""}},
	} {
		for _, e := range []*disclosure.Expect{{Open: &m}, {Closed: &m}} {
			err := web.New().Validate(target.Target{Kind: "http", Target: "https://a.example/", Expect: e})
			if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "expect.") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func BenchmarkProbe(b *testing.B) {
	srv := probetest.Serve(b, probetest.Write(respond("200 OK", html, "<title>Index of /</title>")))
	p := probetest.New(b, nil, web.New())
	asset := target.Target{
		Kind: "http", Target: "http://" + srv.Addr + "/",
		Expect: &disclosure.Expect{Open: &disclosure.Match{Body: "(?i)<title>index of /"}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if o, err := p.Probe(b.Context(), asset); err != nil || o.Verdict != observed.Open {
			b.Fatal(o, err)
		}
	}
}
