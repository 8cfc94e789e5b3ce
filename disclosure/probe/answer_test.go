package probe_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

func TestSealIsTheSameForTheSameAnswer(t *testing.T) {
	seal := func(response string) string {
		t.Helper()
		srv := probetest.Serve(t, probetest.Write(response))
		// A fixed name: the address of the fixture is not part of the seal, but nothing should depend on that.
		p := probetest.New(t, func(o *probe.Options) { o.DialOverride = map[string]string{"a.example:80": srv.Addr} }, web.New())
		o, err := probetest.Observe(t, p, target.Target{Kind: "http", Target: "http://a.example/"})
		if err != nil || len(o.AnswerMAC) != 64 {
			t.Fatalf("%+v, %v", o, err)
		}
		return o.AnswerMAC
	}
	one := seal("HTTP/1.1 403 No\r\nServer: x\r\nDate: Mon\r\nRetry-After: 5\r\nX-Request-Id: 1\r\nContent-Length: 1\r\n\r\na")
	two := seal("HTTP/1.1 403 No\r\nServer: x\r\nDate: Tue\r\nRetry-After: 9\r\nX-Request-Id: 2\r\nContent-Length: 1\r\n\r\nb")
	other := seal("HTTP/1.1 403 No\r\nServer: y\r\nContent-Length: 1\r\n\r\na")
	if one != two || one == other {
		t.Errorf("%s, %s, %s: want the first two equal", one, two, other)
	}
}

func TestNoKeyNoSeal(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(okAnswer))
	p := probetest.New(t, func(o *probe.Options) { o.MACKey = nil }, web.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "http", Target: "http://" + srv.Addr + "/"})
	if err != nil || o.AnswerMAC != "" {
		t.Errorf("%q, %v: a hash without a key could be guessed", o.AnswerMAC, err)
	}
}

func TestStableHeadersKeepsTheAllowListOnly(t *testing.T) {
	at := &url.URL{Scheme: "https", Host: "a.example"}
	h := http.Header{}
	for k, v := range map[string]string{
		"Server": "nginx\x01é", "Content-Type": "text/html; charset=utf-8", "Retry-After": "5", "X-Amz-Bucket-Region": "eu-west-3",
		"WWW-Authenticate": `Basic realm="SENTINEL"`, "Set-Cookie": "SENTINEL", "X-Secret": "SENTINEL", "Location": "SENTINEL",
		"Etag": "SENTINEL", "X-Powered-By": strings.Repeat("SENTINEL", 100),
	} {
		h.Set(k, v)
	}
	offsite := &url.URL{Scheme: "https", Host: "login.other.example", Path: "/SENTINEL"}
	got := probe.StableHeaders(probe.Answer{URL: at, Header: h, Location: offsite})
	for name := range got {
		if !probe.IsStable(name) {
			t.Errorf("%s is kept, and an agent may not say it", name)
		}
	}
	want := map[string]string{
		"server": "nginx", "content-type": "text/html; charset=utf-8", "retry-after": "5", "x-amz-bucket-region": "eu-west-3",
		"www-authenticate": "Basic", "location": "login[.]other[.]example",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	onsite := &url.URL{Scheme: "https", Host: "www.a.example", Path: "/SENTINEL"}
	if got := probe.StableHeaders(probe.Answer{URL: at, Header: http.Header{}, Location: onsite}); got["location"] != "same site" {
		t.Errorf("%v", got)
	}
	long := http.Header{"Server": {strings.Repeat("x", 5000)}}
	if got := probe.StableHeaders(probe.Answer{URL: at, Header: long}); len(got["server"]) != 100 {
		t.Errorf("header of %d bytes kept", len(got["server"]))
	}
}

func TestAnswerPrintsNoContent(t *testing.T) {
	a := probe.Answer{Status: 200, Bytes: 25, Body: []byte(probetest.Secret)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, a); strings.Contains(s, "SENTINEL") || !strings.Contains(s, "200") {
			t.Errorf("%s prints %q", verb, s)
		}
	}
}

func TestFollowableKeepsToTheSite(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"http://a.example.com/", "https://a.example.com/", true},
		{"http://example.com/", "https://www.example.com/x", true},
		{"https://example.com/", "http://example.com/", false},
		{"http://example.com/", "http://169.254.169.254/latest/", false},
		{"http://example.com/", "file:///etc/passwd", false},
		{"http://example.com/", "https://u:p@example.com/", false},
		{"http://example.com/", "https://evil.example/", false},
	} {
		from, _ := url.Parse(tt.from)
		to, _ := url.Parse(tt.to)
		if got := probe.Followable(from, to); got != tt.want {
			t.Errorf("%s to %s: %t", tt.from, tt.to, got)
		}
	}
}

func TestIsChallengeKnowsBlockPages(t *testing.T) {
	html := http.Header{"Content-Type": {"text/html"}}
	for name, tt := range map[string]struct {
		h    http.Header
		body string
		want bool
	}{
		"Cloudflare by header": {http.Header{"Cf-Mitigated": {"challenge"}}, "", true},
		"AWS by header":        {http.Header{"X-Amzn-Waf-Action": {"captcha"}}, "", true},
		"F5":                   {html, "<title>Request Rejected</title>", true},
		"F5 without a type":    {http.Header{}, "  <!DOCTYPE html>The requested URL was rejected.", true},
		"Cloudflare":           {html, "<title>Just a moment...</title>", true},
		"plain denial":         {html, "<h1>403 Forbidden</h1><hr>nginx", false},
		"not a page":           {http.Header{"Content-Type": {"application/xml"}}, "<Error>captcha</Error>", false},
		"nothing":              {http.Header{}, "", false},
	} {
		if got := probe.IsChallenge(tt.h, []byte(tt.body)); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
