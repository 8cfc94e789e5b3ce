package appauth_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/notify/github/appauth"
)

// theKey is made once: a key of 2048 bits takes a while under the race detector.
var theKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func pkcs1(k *rsa.PrivateKey) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
}

var now = time.Date(2026, time.January, 27, 9, 0, 0, 0, time.UTC)

// hub is GitHub as its REST documentation describes the routes of an app.
type hub struct {
	*httptest.Server
	mu       sync.Mutex
	minted   int
	asked    []string
	skew     time.Duration
	at       time.Time // its clock
	narrowed map[string]any
	answers  map[string]int // status by method and path, in place of the usual answer
}

func newHub(t *testing.T) *hub {
	h := &hub{answers: map[string]int{}, at: now}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.serve(t, w, r) }))
	t.Cleanup(h.Close)
	return h
}

func (h *hub) serve(t *testing.T, w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.Method+" "+r.URL.Path)
	w.Header().Set("Date", h.at.Add(-h.skew).Format(http.TimeFormat))
	if why := verify(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), h.at); why != "" {
		t.Errorf("the token of the app is refused: %s", why)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if code := h.answers[r.Method+" "+r.URL.Path]; code != 0 {
		w.WriteHeader(code)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /app":
		_, _ = w.Write([]byte(`{"id":7,"slug":"team-disclosure","permissions":{"issues":"write","metadata":"read"}}`))
	case "GET /repos/team/acme/installation", "GET /repos/team/Acme/installation":
		_, _ = w.Write([]byte(`{"id":11}`))
	case "POST /app/installations/11/access_tokens":
		_ = json.NewDecoder(r.Body).Decode(&h.narrowed)
		h.minted++
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"token":"ghs_%d","expires_at":%q,"permissions":{"issues":"write","metadata":"read"}}`, h.minted, h.at.Add(time.Hour).Format(time.RFC3339))
	case "GET /app/hook/deliveries":
		_, _ = w.Write([]byte(`[{"status":"OK","status_code":202,"event":"issues"}]`))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// verify checks a token as RFC 7519 and GitHub's documentation say.
func verify(token string, at time.Time) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "it has not three parts"
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || rsa.VerifyPKCS1v15(&theKey().PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return "the signature is wrong"
	}
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Issued  int64  `json:"iat"`
		Expires int64  `json:"exp"`
		Issuer  string `json:"iss"`
	}
	switch err := json.Unmarshal(raw, &claims); {
	case err != nil:
		return err.Error()
	case claims.Issuer != "7":
		return "it is of " + claims.Issuer
	case claims.Issued > at.Unix():
		return "it was issued in the future"
	case claims.Expires-claims.Issued > 600:
		return "it lives for more than ten minutes"
	case claims.Expires <= at.Unix():
		return "it is over"
	}
	return ""
}

func newApp(t *testing.T, h *hub, clock func() time.Time, change ...func(*appauth.Options)) *appauth.App {
	t.Helper()
	key, err := appauth.ParseKey(pkcs1(theKey()))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(h.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	o := appauth.Options{ID: 7, Key: key, Base: base, Transport: transport, Clock: clock}
	for _, f := range change {
		f(&o)
	}
	a, err := appauth.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestATokenReachesOneRepositoryAndIsKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a := newApp(t, h, func() time.Time { return now })
	token := func(repo string) string {
		t.Helper()
		got, err := a.Token(t.Context(), repo)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := token("team/acme"); got != "ghs_1" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprint(h.narrowed); got != "map[permissions:map[issues:write metadata:read] repositories:[acme]]" {
		t.Errorf("it asked for %s", got)
	}
	if got := token("team/Acme"); got != "ghs_1" {
		t.Errorf("the same repository in capitals has another token: %s", got)
	}
	a.Forget("team/acme", "ghs_0")
	if got := token("team/acme"); got != "ghs_1" {
		t.Errorf("another token was forgotten, and this one is gone: %s", got)
	}
	a.Forget("team/acme", "ghs_1")
	if got := token("team/acme"); got != "ghs_2" {
		t.Errorf("a refused token is used again: %s", got)
	}
}

func TestATokenIsFetchedAnewBeforeItEnds(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a := newApp(t, h, func() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.at })
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{0, "ghs_1"}, {54 * time.Minute, "ghs_1"}, {56 * time.Minute, "ghs_2"}, {90 * time.Minute, "ghs_2"}} {
		h.mu.Lock()
		h.at = now.Add(step.after)
		h.mu.Unlock()
		if got, err := a.Token(t.Context(), "team/acme"); err != nil || got != step.want {
			t.Errorf("after %s: %s, %v", step.after, got, err)
		}
	}
}

func TestManyAskForOneTokenTogether(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a := newApp(t, h, func() time.Time { return now })
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if got, err := a.Token(t.Context(), "team/acme"); err != nil || got != "ghs_1" {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
	wg.Wait()
	if h.minted != 1 {
		t.Errorf("%d tokens were made", h.minted)
	}
}

func TestWhatIsWrongIsSaidWithWhatToDo(t *testing.T) {
	t.Parallel()
	const installation, tokens = "GET /repos/team/acme/installation", "POST /app/installations/11/access_tokens"
	for _, tt := range []struct {
		name, route string
		status      int
		code        fault.Code
		says        string
	}{
		{"it is not installed", installation, 404, fault.Refused, "Install App"},
		{"the repository moved", installation, 301, fault.Refused, "Install App"},
		{"the key is not that of the app", installation, 401, fault.Refused, "the private key and the clock"},
		{"GitHub is down", installation, 502, fault.Unavailable, "502"},
		{"the installation lacks a right", tokens, 422, fault.Refused, "accept the rights"},
		{"the installation was suspended", tokens, 403, fault.Refused, "accept the rights"},
		{"GitHub is down for tokens", tokens, 500, fault.Unavailable, "500"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t)
			h.answers[tt.route] = tt.status
			_, err := newApp(t, h, func() time.Time { return now }).Token(t.Context(), "team/acme")
			if err == nil || fault.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v (%s)", err, fault.CodeOf(err))
			}
			h.mu.Lock()
			delete(h.answers, tt.route)
			h.mu.Unlock()
		})
	}
}

func TestTheAppKnowsItself(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		skew  time.Duration
		wrong string
	}{
		{"the clocks agree", 0, ""},
		{"ours is ahead", 2 * time.Minute, "2m0s ahead of GitHub's"},
		{"ours is behind", -45 * time.Second, "45s behind GitHub's"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t)
			h.skew = tt.skew
			info, err := newApp(t, h, func() time.Time { return now }).Self(t.Context())
			if err != nil || info.Login() != "team-disclosure[bot]" || info.Rights(false) != nil {
				t.Fatalf("%+v, %v, %v", info, err, info.Rights(false))
			}
			if err := info.Clock(); (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("the clock: %v", err)
			}
		})
	}
}

func TestRightsAreExactlyWhatIsNeeded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		has  map[string]string
		says string
	}{
		{"as asked", appauth.Needs(), ""},
		{"issues can only be read", map[string]string{"issues": "read", "metadata": "read"}, "it lacks issues: write"},
		{"nothing", nil, "it lacks issues: write; it lacks metadata: read"},
		{"contents beside them", map[string]string{"issues": "write", "metadata": "read", "contents": "write"}, "more than it needs (contents: write)"},
	} {
		err := appauth.Info{Permissions: tt.has}.Rights(false)
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestEventsThatTheAppDoesNotAskForAreNamed(t *testing.T) {
	t.Parallel()
	takes := []string{"issues", "issue_comment", "repository"}
	for name, tt := range map[string]struct {
		has         []string
		says, lacks string
	}{
		"all of them, and more": {[]string{"push", "repository", "issue_comment", "issues"}, "subscribed to issues, issue_comment, repository", ""},
		"one is missing":        {[]string{"issues", "repository"}, "subscribed to issues, repository", "missing: issue_comment"},
		"none":                  {nil, "subscribed to no event that the bot takes", "missing: issues, issue_comment, repository"},
		"others alone":          {[]string{"push"}, "subscribed to no event that the bot takes", "missing: issues, issue_comment, repository"},
	} {
		says, err := appauth.Info{Events: tt.has}.Subscribed(takes)
		if !strings.Contains(says, tt.says) || (err != nil) != (tt.lacks != "") || err != nil && (!strings.Contains(err.Error(), tt.lacks) || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: %q, %v", name, says, err)
		}
	}
}

func TestTheLastDeliveryTellsWhetherWebhooksArrive(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	a := newApp(t, h, func() time.Time { return now })
	if n, err := a.Deliveries(t.Context()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	h.answers["GET /app/hook/deliveries"] = 404
	if _, err := a.Deliveries(t.Context()); err == nil || !strings.Contains(err.Error(), "set the address") {
		t.Errorf("%v", err)
	}
}

func TestAKeyIsReadInBothFormsAndNeverPrints(t *testing.T) {
	t.Parallel()
	pkcs8, err := x509.MarshalPKCS8PrivateKey(theKey())
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text, wrong string
	}{
		{"PKCS #1", pkcs1(theKey()), ""},
		{"PKCS #8", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})), ""},
		{"no PEM", "ghp_abc", "is no PEM text"},
		{"something else in PEM", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte("x")})), "is no RSA key"},
		{"too small", pkcs1(small), "fewer than 2048 bits"},
	} {
		key, err := appauth.ParseKey(tt.text)
		if (err == nil) != (tt.wrong == "") || err != nil && (!strings.Contains(err.Error(), tt.wrong) || strings.Contains(err.Error(), "ghp_abc")) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := fmt.Sprintf("%v %+v %#v %x", key, key, key, key); got != "[secret] [secret] [secret] [secret]" {
			t.Errorf("%s prints as %.60s", tt.name, got)
		}
	}
}

// The token of the site's repository writes pages and no issues; every other one writes issues and no pages.
func TestOnlyTheTokenOfTheSiteReachesContents(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	for site, want := range map[string]string{
		"Team/Acme": "map[permissions:map[contents:write metadata:read pull_requests:write] repositories:[acme]]",
		"team/site": "map[permissions:map[issues:write metadata:read] repositories:[acme]]",
		"":          "map[permissions:map[issues:write metadata:read] repositories:[acme]]",
	} {
		a := newApp(t, h, func() time.Time { return now }, func(o *appauth.Options) { o.Site = site })
		if _, err := a.Token(t.Context(), "team/acme"); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(h.narrowed); got != want {
			t.Errorf("with the site %q it asked for %s", site, got)
		}
	}
	both := map[string]string{"issues": "write", "metadata": "read", "contents": "write", "pull_requests": "write"}
	if err := (appauth.Info{Permissions: both}).Rights(true); err != nil {
		t.Error(err)
	}
	if err := (appauth.Info{Permissions: appauth.Needs()}).Rights(true); err == nil || !strings.Contains(err.Error(), "it lacks contents: write; it lacks pull_requests: write") {
		t.Errorf("%v", err)
	}
}
