package notifytest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// Tap stands between a channel and a server that speaks HTTP, and lets things go wrong on the way.
type Tap struct {
	URL string
	// Writes tells the request that brings something there, Looks those that look for it.
	Writes, Looks func(r *http.Request) bool
	// Empty is a list with nothing in it.
	Empty string

	proxy  *httputil.ReverseProxy
	mu     sync.Mutex
	fault  Fault
	hidden bool
	blind  bool
}

// NewTap returns a tap in front of the server at the address.
func NewTap(t *testing.T, server string) *Tap {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	tap := &Tap{proxy: &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(u); r.Out.Host = u.Host },
		Transport: &http.Transport{DisableKeepAlives: true},
	}}
	s := httptest.NewServer(tap)
	t.Cleanup(s.Close)
	tap.URL = s.URL
	return tap
}

// Fail lets something go wrong with the next request that writes. Fail, Hide and Blind are those of a [Place].
func (t *Tap) Fail(f Fault) bool { t.set(func() { t.fault = f }); return true }

// Hide keeps everything out of the lists.
func (t *Tap) Hide(hidden bool) { t.set(func() { t.hidden = hidden }) }

// Blind makes every look fail.
func (t *Tap) Blind(blind bool) { t.set(func() { t.blind = blind }) }

func (t *Tap) set(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

// ServeHTTP forwards a request, unless something goes wrong with it.
func (t *Tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var fault Fault
	var hidden, blind bool
	t.set(func() {
		if t.Writes(r) {
			fault, t.fault = t.fault, None
		} else if t.Looks(r) {
			hidden, blind = t.hidden, t.blind
		}
	})
	switch {
	case blind:
		w.WriteHeader(http.StatusBadGateway)
	case hidden:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(t.Empty))
	default:
		t.meet(fault, w, r)
	}
}

func (t *Tap) meet(f Fault, w http.ResponseWriter, r *http.Request) {
	switch f {
	case LostBefore:
		cut(w)
	case LostDuring:
		_, _ = r.Body.Read(make([]byte, 8))
		cut(w)
	case LostAfter:
		t.proxy.ServeHTTP(httptest.NewRecorder(), r)
		cut(w)
	case Busy, Down:
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(status(f))
	case BusyBare, DownBare:
		w.WriteHeader(status(f))
	case None:
		t.proxy.ServeHTTP(w, r)
	}
}

func status(f Fault) int {
	if f == Busy || f == BusyBare {
		return http.StatusTooManyRequests
	}
	return http.StatusServiceUnavailable
}

// cut ends the connection without an answer.
func cut(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}
