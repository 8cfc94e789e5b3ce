package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEveryRouteAnswersWithItsStatus(t *testing.T) {
	d := newDesk("2020-02-16")
	d.add("DL-2020-0001", nextMotion())
	s := newServer(t, Options{Desk: d, Hooks: map[string]http.Handler{"github": http.NotFoundHandler()}})
	for _, c := range []struct {
		rule, method, target string
		status               int
		kind                 string
	}{
		{"the board", "GET", "/", 200, "text/html"},
		{"a search", "GET", "/?q=patient&all=1&overdue=1", 200, "text/html"},
		{"a search that is too long", "GET", "/?q=" + strings.Repeat("x", maxQuery+1), 400, "text/html"},
		{"a search that is no text", "GET", "/?q=%ff", 400, "text/html"},
		{"a page behind what is no case", "GET", "/?after=%27--", 404, "text/html"},
		{"a case", "GET", "/case/DL-2020-0001", 200, "text/html"},
		{"a case without a body", "HEAD", "/case/DL-2020-0001", 200, "text/html"},
		{"a case that is not there", "GET", "/case/DL-2020-0002", 404, "text/html"},
		{"a case whose id cannot be one", "GET", "/case/..%2f..%2fetc", 404, "text/html"},
		{"a case with a very long id", "GET", "/case/" + strings.Repeat("D", 65), 404, "text/html"},
		{"a folder of a case", "GET", "/case/DL-2020-0001/", 404, "text/html"},
		{"a timeline", "GET", "/case/DL-2020-0001/timeline.json", 200, "application/json"},
		{"a timeline that is not there", "GET", "/case/DL-2020-0002/timeline.json", 404, "text/html"},
		{"the style", "GET", s.pages.stylePath, 200, "text/css"},
		{"another style", "GET", "/style.css", 404, "text/html"},
		{"health", "GET", "/healthz", 200, "application/json"},
		{"a debugger", "GET", "/debug/pprof/", 404, "text/html"},
		{"webhooks have their own listener", "GET", "/webhooks/github", 404, "text/html"},
		{"webhooks cannot be posted to the board", "POST", "/webhooks/github", 405, "text/html"},
		{"the board has no writes", "POST", "/", 405, "text/html"},
		{"a case has no writes", "DELETE", "/case/DL-2020-0001", 405, "text/html"},
		{"a method that nobody knows", "BREW", "/", 405, "text/html"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			w := ask(t, s, c.method, "127.0.0.1:8080", c.target)
			if w.Code != c.status || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) {
				t.Errorf("%s %s: %d %s, want %d %s", c.method, c.target, w.Code, w.Header().Get("Content-Type"), c.status, c.kind)
			}
			if c.method == http.MethodHead && w.Body.Len() != 0 {
				t.Errorf("an answer to HEAD has a body of %d bytes", w.Body.Len())
			}
			if c.status == http.StatusMethodNotAllowed && w.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("Allow is %q", w.Header().Get("Allow"))
			}
		})
	}
}

func TestEveryAnswerCarriesTheHeadersOfTheGuard(t *testing.T) {
	d := newDesk("2020-02-16")
	d.add("DL-2020-0001", nextMotion())
	s := newServer(t, Options{Desk: d})
	for _, target := range []string{"/", "/case/DL-2020-0001", "/case/X", "/nowhere", "/healthz", s.pages.stylePath, "/case/DL-2020-0001/timeline.json"} {
		h := get(t, s, target).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", target, name, h.Get(name), want)
			}
		}
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "style-src 'self'", "img-src data:", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %s", target, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: the policy lets scripts or loose styles in: %s", target, policy)
		}
		if h.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", target)
		}
		if cached := h.Get("Cache-Control"); (cached != "no-store") != (target == s.pages.stylePath) {
			t.Errorf("%s: Cache-Control is %q", target, cached)
		}
	}
}

func TestOnlyItsOwnNamesReachTheBoard(t *testing.T) {
	for _, c := range []struct {
		listen, host string
		ours         bool
	}{
		{"127.0.0.1:0", "localhost", true},
		{"127.0.0.1:0", "LOCALHOST.:8080", true},
		{"127.0.0.1:0", "127.0.0.1:9999", true}, // a forwarded port
		{"127.0.0.1:0", "[::1]:8080", true},
		{"127.0.0.1:0", "[::ffff:127.0.0.1]:8080", true},
		{"127.0.0.1:0", "", false},
		{"127.0.0.1:0", "rebind.attacker.example:8080", false},
		{"127.0.0.1:0", "localhost.attacker.example", false},
		{"127.0.0.1:0", "127.0.0.1.attacker.example", false},
		{"127.0.0.1:0", "attacker.localhost.example", false},
		{"127.0.0.1:0", "192.0.2.7:8080", false},
		{"127.0.0.1:0", "0.0.0.0:8080", false},
		{"127.0.0.1:0", "[::1", false},
		{"localhost:0", "localhost:1", true},
		{":0", "192.0.2.7:8080", true}, // it listens everywhere: any of its addresses, but no name
		{":0", "attacker.example", false},
	} {
		t.Run(c.listen+" asked as "+c.host, func(t *testing.T) {
			s := newServer(t, Options{Desk: newDesk("2020-02-16"), Listen: c.listen})
			if err := s.Bind(); err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}()
			want := http.StatusMisdirectedRequest
			if c.ours {
				want = http.StatusOK
			}
			if w := ask(t, s, http.MethodGet, c.host, "/"); w.Code != want {
				t.Errorf("status %d, want %d", w.Code, want)
			}
		})
	}
}

func TestCodesOfTheDomainBecomeStatuses(t *testing.T) {
	for code, status := range map[fault.Code]int{
		fault.Invalid: 400, fault.NotFound: 404, fault.Conflict: 409, fault.Forbidden: 403,
		fault.Refused: 422, fault.Unavailable: 503, fault.Internal: 500, "new": 500,
	} {
		d := newDesk("2020-02-16")
		d.err = fault.Errorf(code, "the reason is <here>: %w", errors.New("cause"))
		var log bytes.Buffer
		s := newServer(t, Options{Desk: d, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		for _, target := range []string{"/", "/case/DL-2020-0001", "/case/DL-2020-0001/timeline.json"} {
			w := get(t, s, target)
			if w.Code != status {
				t.Errorf("%s at %s: %d, want %d", code, target, w.Code, status)
			}
			shown := strings.Contains(w.Body.String(), "the reason is &lt;here&gt;")
			if shown != (code != fault.Internal) {
				t.Errorf("%s at %s: the reason is shown: %t", code, target, shown)
			}
		}
		if logged := strings.Contains(log.String(), "the reason is"); logged != (status >= 500) {
			t.Errorf("%s: logged %t", code, logged)
		}
	}
}

// A page says what is wrong in the words of the domain. What to do about it is worded by surfaces on which it can be done.
func TestAPageOfAnErrorNamesNoCommand(t *testing.T) {
	page := func(err error) string {
		d := newDesk("2020-02-16")
		d.err = err
		return get(t, newServer(t, Options{Desk: d}), "/case/DL-2020-0001").Body.String()
	}
	plain := fault.Errorf(fault.Refused, "the reason is here")
	for _, h := range hint.All() {
		if got := page(plain.With(h)); got != page(plain) || !strings.Contains(got, "the reason is here") {
			t.Errorf("%s changes the page: %s", h.Code, got)
		}
	}
}

func TestWhoDoesNotWaitGetsNoPage(t *testing.T) {
	d := newDesk("2020-02-16")
	d.err = context.Canceled
	s := newServer(t, Options{Desk: d})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/", nil)
	if err != nil {
		t.Fatal(err)
	}
	rec := ask(t, s, http.MethodGet, "localhost", "/")
	if rec.Code != http.StatusInternalServerError {
		t.Errorf("a store that gave up by itself is our fault: %d", rec.Code)
	}
	blank := &silent{header: http.Header{}}
	s.Handler().ServeHTTP(blank, r)
	if blank.wrote {
		t.Error("a page was made for nobody")
	}
}

type silent struct {
	header http.Header
	wrote  bool
}

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) WriteHeader(int)             { s.wrote = true }
func (s *silent) Write(b []byte) (int, error) { s.wrote = true; return len(b), nil }

func TestNewSaysWhatIsWrong(t *testing.T) {
	for _, o := range []Options{
		{Listen: "127.0.0.1:0"},
		{Desk: newDesk("2020-02-16"), Listen: "8080"},
		{Desk: newDesk("2020-02-16"), Listen: "127.0.0.1:0", Webhooks: "all"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestBindFailsOnAnAddressInUseAndLeavesNothingOpen(t *testing.T) {
	var lc net.ListenConfig
	taken, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := newServer(t, Options{Desk: newDesk("2020-02-16"), Listen: taken.Addr().String()})
	if err := s.Bind(); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("the board: %v", err)
	}
	s = newServer(t, Options{Desk: newDesk("2020-02-16"), Webhooks: taken.Addr().String(), Hooks: map[string]http.Handler{"github": http.NotFoundHandler()}})
	if err := s.Bind(); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("the webhooks: %v", err)
	}
	if _, err := s.boardSocket.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the board stayed open: %v", err)
	}
}

// run starts a server and returns what stops it.
func run(t *testing.T, s *Server) (stop func() error) {
	t.Helper()
	if err := s.Bind(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return func() error { cancel(); return <-done }
}

func fetch(t *testing.T, method, url string, body io.Reader) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestWebhooksHaveAListenerThatServesNothingElse(t *testing.T) {
	d := newDesk("2020-02-16")
	d.add("DL-2020-0001", nextMotion())
	got := make(chan string, 1)
	s := newServer(t, Options{Desk: d, Webhooks: "127.0.0.1:0", Hooks: map[string]http.Handler{"github": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "too long", http.StatusRequestEntityTooLarge)
			return
		}
		got <- string(b)
		w.WriteHeader(http.StatusAccepted)
	})}})
	stop := run(t, s)
	hooks, board := "http://"+s.WebhookAddr(), "http://"+s.Addr()
	if status, _ := fetch(t, "POST", hooks+"/webhooks/github", strings.NewReader("{}")); status != 202 || <-got != "{}" {
		t.Errorf("a delivery: %d", status)
	}
	for _, c := range []struct {
		method, url string
		status      int
	}{
		{"GET", hooks + "/webhooks/github", 405},
		{"GET", hooks + "/", 404},
		{"GET", hooks + "/healthz", 404},
		{"GET", hooks + "/case/DL-2020-0001", 404},
		{"POST", board + "/webhooks/github", 405},
		{"GET", board + "/case/DL-2020-0001", 200},
	} {
		if status, _ := fetch(t, c.method, c.url, nil); status != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.url, status, c.status)
		}
	}
	if status, _ := fetch(t, "POST", hooks+"/webhooks/github", strings.NewReader(strings.Repeat("x", maxWebhookBytes+1))); status != 413 {
		t.Errorf("a delivery without end: %d", status)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestNoReceiverMeansNoListenerForWebhooks(t *testing.T) {
	s := newServer(t, Options{Desk: newDesk("2020-02-16"), Webhooks: "127.0.0.1:0"})
	stop := run(t, s)
	if s.WebhookAddr() != "" {
		t.Errorf("something listens on %s", s.WebhookAddr())
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestARequestMayFinishWhileTheServerStops(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	s := newServer(t, Options{Desk: newDesk("2020-02-16"), Health: func(ctx context.Context) []Health {
		close(begun)
		<-goOn
		return []Health{{Name: "store", OK: ctx.Err() == nil}}
	}})
	stop := run(t, s)
	status := make(chan int, 1)
	go func() {
		code, _ := fetch(t, "GET", "http://"+s.Addr()+"/healthz", nil)
		status <- code
	}()
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	select {
	case err := <-stopped:
		t.Fatalf("the server left a request behind: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(goOn)
	if code := <-status; code != 200 {
		t.Errorf("the request got %d", code)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestRunBindsByItselfAndReportsASocketThatBroke(t *testing.T) {
	s := newServer(t, Options{Desk: newDesk("2020-02-16")})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Run(ctx); err != nil {
		t.Errorf("an ended context: %v", err)
	}
	s = newServer(t, Options{Desk: newDesk("2020-02-16")})
	if err := s.Bind(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("a closed socket: %v", err)
	}
}
