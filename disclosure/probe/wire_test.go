package probe

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTheBytesOnTheWireAreThoseOfNetHTTP compares with the library that writes requests for everybody else.
func TestTheBytesOnTheWireAreThoseOfNetHTTP(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := &Env{optIn: true, identity: Identity{
			Version: rapid.StringMatching(`[0-9.]{0,5}`).Draw(rt, "version"), URL: rapid.SampledFrom([]string{"", "https://team.example/p"}).Draw(rt, "page"),
			From: rapid.SampledFrom([]string{"", "team@example.com"}).Draw(rt, "from"),
		}}
		address := rapid.SampledFrom([]string{"http", "https"}).Draw(rt, "scheme") + "://" +
			rapid.SampledFrom([]string{"example.com", "192.0.2.7:9200", "[2001:db8::7]", "[2001:db8::7]:80", "b\u00fccher.example", "example.com:"}).Draw(rt, "host") +
			rapid.StringMatching(`(/[a-zA-Z0-9._~+*'()!$&,;=:@-]{0,4}(%2F|%20|%C3%A4| |ä)?){0,3}(\?[a-z0-9=&{}%"|^-]{0,8})?`).Draw(rt, "path")
		u, err := url.Parse(address)
		if err != nil {
			rt.Skip()
		}
		r := Request{Method: rapid.SampledFrom([]string{"GET", "HEAD", "POST"}).Draw(rt, "method"), Case: rapid.SampledFrom([]string{"", "DL-2020-0001"}).Draw(rt, "case")}
		r.Header = map[string]string{}
		for _, name := range []string{"Accept", "accept-language", "Content-Type", "Range", "kbn-xsrf", "X-Ms-Version", "Authorization"} {
			if rapid.Bool().Draw(rt, name) {
				r.Header[name] = rapid.StringMatching(`[!-~]{1,3}( [!-~]{1,3})?`).Draw(rt, "value")
			}
		}
		if r.Method == http.MethodPost {
			r.Payload = []byte(rapid.StringMatching(`[a-z{}]{0,9}`).Draw(rt, "payload"))
		}
		got, err := e.wire(r, u)
		want, wantErr := byLibrary(e, r, u)
		if err != nil {
			rt.Fatalf("%q: %v, %v", address, err, wantErr)
		}
		if wantErr != nil || !bytes.Equal(got, want) {
			rt.Fatalf("%q: %q, want %q, %v", address, got, want, wantErr)
		}
	})
}

// byLibrary is what net/http writes.
func byLibrary(e *Env, r Request, u *url.URL) ([]byte, error) {
	req, err := http.NewRequest(r.Method, u.String(), bytes.NewReader(r.Payload))
	if err != nil {
		return nil, err
	}
	if len(r.Payload) == 0 {
		req.Body = http.NoBody
	}
	req.Close = true
	req.Header.Set("Accept", "*/*")
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	req.Header.Set("User-Agent", e.identity.UserAgent(r.Case))
	if e.identity.From != "" {
		req.Header.Set("From", e.identity.From)
	}
	var wire bytes.Buffer
	err = req.Write(&wire)
	return wire.Bytes(), err
}

// TestWhatFitsIntoNoRequestIsRefused holds that no part of an address or of a header can begin a line of its own.
func TestWhatFitsIntoNoRequestIsRefused(t *testing.T) {
	e := &Env{}
	for name, r := range map[string]Request{
		"a query with a line":     {URL: &url.URL{Scheme: "http", Host: "example.com", Path: "/", RawQuery: "a\r\nX: y"}},
		"a query with a space":    {URL: &url.URL{Scheme: "http", Host: "example.com", Path: "/", RawQuery: "a b"}},
		"a host with a line":      {URL: &url.URL{Scheme: "http", Host: "example.com\r\nX: y", Path: "/"}},
		"a host with a zone":      {URL: &url.URL{Scheme: "http", Host: "[fe80::1%25en0]", Path: "/"}},
		"no path but a text":      {URL: &url.URL{Scheme: "http", Opaque: "example.com"}},
		"a header with a line":    {URL: &url.URL{Scheme: "http", Host: "example.com"}, Header: map[string]string{"Accept": "a\r\nX: y"}},
		"a header of our own":     {URL: &url.URL{Scheme: "http", Host: "example.com"}, Header: map[string]string{"user-agent": "a"}},
		"a login without consent": {URL: &url.URL{Scheme: "http", Host: "example.com"}, Header: map[string]string{"authorization": "a"}},
	} {
		r.Method = http.MethodGet
		if wire, err := e.wire(r, r.URL); err == nil {
			t.Errorf("%s: %q", name, wire)
		}
	}
	path := Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: "example.com", Path: "/a\r\nX: y b"}}
	if wire, err := e.wire(path, path.URL); err != nil || strings.Count(string(wire), "\r\n") != 6 {
		t.Errorf("a path is escaped: %q, %v", wire, err)
	}
}
