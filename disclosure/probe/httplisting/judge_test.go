package httplisting

import (
	"bytes"
	"net/http"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// FuzzPage checks that a page without a title says nothing, and that no page is a strong closure.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{"<title>Index of /</title>", "<TITLE a=b>\nDirectory: /x", "<title>", "<html><title>Welcome</title>", ""} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, honest bool) {
		r := judge(probe.Answer{Status: 200, Header: http.Header{}, Body: body}, honest)
		if r.Strength == disclosure.Strong {
			t.Errorf("%q: %+v", body, r)
		}
		if r.Verdict == disclosure.Open && !bytes.Contains(bytes.ToLower(body), []byte("<title")) {
			t.Errorf("%q: %+v", body, r)
		}
	})
}
