package httpfile

import (
	"bytes"
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzGit checks that a .git folder is open by the words of one only, and that no answer of it closes anything.
func FuzzGit(f *testing.F) {
	for _, seed := range []string{"ref: refs/heads/", "0123456789abcdef", "ref:", "", "<!doctype html>"} {
		f.Add(206, "bytes 0-15/41", []byte(seed))
		f.Add(200, "", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, size string, body []byte) {
		r := known(gitHead).judge(probe.Answer{Status: status, Header: http.Header{"Content-Range": {size}}, Body: body}, probe.Answer{Status: 404})
		if r.Verdict == observed.Closed {
			t.Errorf("%d %q: %+v", status, body, r)
		}
		if r.Verdict == observed.Open && !bytes.HasPrefix(body, []byte("ref: refs/")) && size != "bytes 0-15/41" && size != "bytes 0-15/65" {
			t.Errorf("%d %q %q: %+v", status, size, body, r)
		}
	})
}

// FuzzAddress checks that a canonical address is read as itself.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"https://a.example/.git/", "a.example/.env", "https://a.example/.git/.git/x", "https://a.example/%2egit/a", "http://[::1]/.git"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, _, err := read(raw, true)
		if err != nil {
			return
		}
		again, _, err := read(got.Target, true)
		if err != nil || again.Target != got.Target {
			t.Errorf("%q is %q and then %q, %v", raw, got.Target, again.Target, err)
		}
	})
}
