package github

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// fakeApp hands out tokens that name their repository and a number.
type fakeApp struct {
	mu      sync.Mutex
	round   int
	forgot  []string
	refuses error
}

func (a *fakeApp) Token(_ context.Context, repo string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.ToLower(repo) + "#" + string(rune('0'+a.round)), a.refuses
}

func (a *fakeApp) Forget(repo, token string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.round++
	a.forgot = append(a.forgot, token)
}

func (*fakeApp) Login(context.Context) (string, error) { return "team-disclosure[bot]", nil }

// What a request is about decides which token it carries: none reaches another repository.
func TestARequestCarriesTheTokenOfItsRepository(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []string
	answer := func(*http.Request) int { return http.StatusOK }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		got = append(got, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")+" "+string(body))
		code := answer(r)
		if code == http.StatusMovedPermanently {
			w.Header().Set("Location", "/api/v3/repositories/9")
		}
		w.WriteHeader(code)
	}))
	defer server.Close()
	base, err := url.Parse(server.URL + "/api/v3/")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, method, path, body string
		answer                   func(*http.Request) int
		want                     []string
		forgot                   int
	}{
		{"about a repository", "GET", "repos/team/Acme/issues/1", "", nil, []string{"team/acme#0 "}, 0},
		{"about the repository alone", "GET", "repos/team/acme", "", nil, []string{"team/acme#0 "}, 0},
		{"about none", "GET", "users/x", "", nil, []string{"team/home#0 "}, 0},
		{"a redirect keeps the first name", "GET", "repos/team/acme", "", func(r *http.Request) int {
			if strings.HasSuffix(r.URL.Path, "/repositories/9") {
				return http.StatusOK
			}
			return http.StatusMovedPermanently
		}, []string{"team/acme#0 ", "team/acme#0 "}, 0},
		{"a token that is refused is fetched anew, and the body goes again", "POST", "repos/team/acme/issues", "text", func(r *http.Request) int {
			if strings.HasSuffix(r.Header.Get("Authorization"), "#0") {
				return http.StatusUnauthorized
			}
			return http.StatusCreated
		}, []string{"team/acme#0 text", "team/acme#1 text"}, 1},
		{"once", "GET", "repos/team/acme", "", func(*http.Request) int { return http.StatusUnauthorized }, []string{"team/acme#0 ", "team/acme#1 "}, 1},
	} {
		app := &fakeApp{}
		mu.Lock()
		got = nil
		if answer = tt.answer; answer == nil {
			answer = func(*http.Request) int { return http.StatusOK }
		}
		mu.Unlock()
		client := &http.Client{
			Transport:     &guardedTransport{next: server.Client().Transport, base: base, auth: credential{app: app, home: "team/home"}},
			CheckRedirect: checkRedirect(base),
		}
		req, err := http.NewRequestWithContext(t.Context(), tt.method, base.String()+tt.path, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		_ = resp.Body.Close()
		mu.Lock()
		if !slices.Equal(got, tt.want) || len(app.forgot) != tt.forgot {
			t.Errorf("%s: the server saw %q, want %q; forgot %v", tt.name, got, tt.want, app.forgot)
		}
		mu.Unlock()
	}
}

// What the app cannot reach is withheld with its reason, and nothing leaves; an outage is tried again.
func TestAnAppThatHasNoTokenWritesNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  error
		want ledger.OutcomeKind
	}{
		{"not installed", fault.Errorf(fault.Refused, "the GitHub App is not installed in it"), ledger.Permanent},
		{"GitHub does not answer", fault.Errorf(fault.Unavailable, "GitHub answered the app 502"), ledger.Retry},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t)
			c, _ := testChannel(t, h, newMemory(), func(o *Options) { o.Token, o.App = Secret{}, &fakeApp{refuses: tt.err} })
			d, ok := c.preflight(t.Context(), repoName)
			if ok || d.Kind != tt.want || len(h.requests) != 0 {
				t.Errorf("%+v, %t, requests %v", d, ok, h.requests)
			}
			if tt.want == ledger.Permanent && !strings.Contains(d.Reason, "not installed") {
				t.Errorf("the reason is %q", d.Reason)
			}
		})
	}
}

// An app is not installed with strangers: what is public there is read with the token of a repository that has it.
func TestAStrangersRepositoryIsReadWithTheTokenOfOurs(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")+" "+r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	a, err := NewAsker(Options{
		BaseURL: server.URL, App: &fakeApp{}, Repositories: map[string]Repository{"team/Home": {}, "team/other": {}}, Clock: func() time.Time { return start },
		Transport: server.Client().Transport,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"repos/acme/app", "repos/TEAM/other/contents", "users/acme"} {
		if r, err := a.Ask(t.Context(), http.MethodGet, path, nil, nil); err != nil || !r.Done {
			t.Errorf("%s: %+v, %v", path, r, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"team/home#0 /repos/acme/app", "team/other#0 /repos/TEAM/other/contents", "team/home#0 /users/acme"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestEitherATokenOrAnAppActs(t *testing.T) {
	t.Parallel()
	o := Options{Token: NewSecret("x"), App: &fakeApp{}}
	if _, err := o.complete(); err == nil || !strings.Contains(err.Error(), "only one of them can act") {
		t.Errorf("%v", err)
	}
}
