package dangling

import (
	"net/http"
	"testing"

	"daylight/disclosure/probe"
)

// FuzzHost checks that a name which is read is read again as itself, and that no page of another status calls a place
// free.
func FuzzHost(f *testing.F) {
	for _, seed := range []string{"shop.example.com", "dns://a.example/", "https://b.s3.amazonaws.com", "x.github.io.", "0x7f.1", "1.2.3.4"} {
		f.Add(seed, 404, []byte("NoSuchBucket"))
		f.Add(seed, 200, []byte("No such app"))
	}
	f.Fuzz(func(t *testing.T, text string, status int, body []byte) {
		host, err := hostOf(text)
		if err != nil {
			return
		}
		if again, err := hostOf(host); err != nil || again != host {
			t.Errorf("%q is %q and then %q, %v", text, host, again, err)
		}
		if free(probe.Answer{Status: status, Header: http.Header{}, Body: body}, host) && status != http.StatusNotFound {
			t.Errorf("%d %q of %s is free", status, body, host)
		}
	})
}
