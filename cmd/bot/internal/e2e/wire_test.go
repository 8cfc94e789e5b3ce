package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// wire lies between the bot and a server, and keeps everything that the bot sends.
type wire struct {
	*httptest.Server
	mu   sync.Mutex
	kept []request
}

// request is one that was sent.
type request struct{ method, path, body, authorization string }

// file reports whether it is a file for a repository.
func (r request) file() bool { return strings.HasSuffix(r.path, "/git/blobs") }

// text is what was sent, with files readable.
func (r request) text() string {
	var file struct{ Content, Encoding string }
	if r.file() && json.Unmarshal([]byte(r.body), &file) == nil && file.Encoding == "base64" {
		if raw, err := base64.StdEncoding.DecodeString(file.Content); err == nil {
			return string(raw)
		}
	}
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	var said any
	if json.Unmarshal([]byte(r.body), &said) == nil && enc.Encode(said) == nil {
		return plain.String()
	}
	return r.body
}

// newWire leads to a server, and what begins with a path elsewhere.
func newWire(t *testing.T, to string, elsewhere map[string]string) *wire {
	t.Helper()
	w := &wire{}
	transport := &http.Transport{DisableKeepAlives: true}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadRequest)
			return
		}
		w.mu.Lock()
		w.kept = append(w.kept, request{r.Method, r.URL.RequestURI(), string(body), r.Header.Get("Authorization")})
		w.mu.Unlock()
		target := to
		for prefix, there := range elsewhere {
			if strings.HasPrefix(r.URL.Path, prefix) {
				target = there
			}
		}
		at, err := url.Parse(target)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadGateway)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy := &httputil.ReverseProxy{Transport: transport, Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(at) }}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// sent is all that was sent so far.
func (w *wire) sent() []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.kept)
}
