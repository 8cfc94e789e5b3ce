package httplisting

import (
	"net/http"
	"net/url"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzPage checks that no page closes anything, and that one without a link or the heading of a list is never open.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{
		"<title>Index of /</title>", "<TITLE a=b>\nDirectory: /x", "<title>", "<html><title>Welcome</title>", "", `<pre><a href="a">a</a>`,
		`<a href="../">../</a><a href='b c'>b c</a> 2020-01-01 10:00 4K`, `[{"name":"a","type":"file","mtime":"x"}]`,
	} {
		f.Add([]byte(seed), 404)
		f.Add([]byte(seed), 200)
	}
	at := &url.URL{Scheme: "http", Host: "a.example", Path: "/x/"}
	f.Fuzz(func(t *testing.T, body []byte, control int) {
		r := judge(probe.Answer{URL: at, Status: 200, Header: http.Header{}, Body: body}, probe.Answer{URL: at, Status: control, Header: http.Header{}})
		if r.Verdict == observed.Closed {
			t.Errorf("%q: %+v", body, r)
		}
		if r.Verdict == observed.Open && len(body) < len("<title>Index of /x/") && len(body) < len(`<pre><a href=a>a</a>`) {
			t.Errorf("%q: %+v", body, r)
		}
	})
}
