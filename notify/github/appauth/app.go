package appauth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"daylight/disclosure/fault"
)

// Options describe an app.
type Options struct {
	ID        int64 // the App ID on the app's page
	Key       Key
	Base      *url.URL // root of the API, with a slash at its end
	Transport http.RoundTripper
	Timeout   time.Duration // of one request; 0 is ten seconds
	Clock     func() time.Time
	Site      string // the repository of a web site, owner/repository, to which pages are brought by pull request; "" for none
}

// App is the app, safe for concurrent use.
type App struct {
	opts   Options
	client *http.Client
	mu     sync.Mutex
	tokens map[string]*grant // by lower-case owner/repository
}

// grant is a token of one repository. Its lock lets one caller fetch it and the others wait.
type grant struct {
	mu           sync.Mutex
	installation int64
	token        string
	until        time.Time
	rights       map[string]string
}

// maxAnswer is the largest answer that is read, in bytes.
const maxAnswer = 1 << 20

// early is how long before its end a token is fetched anew: a request that is on its way must not outlive it.
const early = 5 * time.Minute

// New builds the app. It makes no request.
func New(o Options) (*App, error) {
	if o.ID <= 0 || o.Key.key == nil || o.Base == nil || o.Clock == nil || o.Transport == nil {
		return nil, fault.Errorf(fault.Invalid, "a GitHub App needs its id and its private key")
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	return &App{
		opts: o, tokens: map[string]*grant{},
		client: &http.Client{Transport: o.Transport, Timeout: o.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a repository that moved is found by its name in the configuration, or not at all
		}},
	}, nil
}

// Needs are the rights that a token asks for, and no others: the issues of one repository, and who it is.
func Needs() map[string]string { return map[string]string{"issues": "write", "metadata": "read"} }

// SiteNeeds are the rights that the token of the site's repository asks for, and no others.
func SiteNeeds() map[string]string {
	return map[string]string{"contents": "write", "pull_requests": "write", "metadata": "read"}
}

// Rights are all that the app asks for: what its tokens need, each for its own repository.
func Rights(site bool) map[string]string {
	out := Needs()
	if site {
		maps.Copy(out, SiteNeeds())
	}
	return out
}

// needs are the rights that the token of a repository asks for.
func (a *App) needs(repo string) map[string]string {
	if a.opts.Site != "" && strings.EqualFold(repo, a.opts.Site) {
		return SiteNeeds()
	}
	return Needs()
}

// asks words rights.
func asks(rights map[string]string) string {
	var out []string
	for _, right := range slices.Sorted(maps.Keys(rights)) {
		out = append(out, right+": "+rights[right])
	}
	return strings.Join(out, " and ")
}

// Token returns a token of one repository, owner/name, that may do what [Needs] says, or [SiteNeeds] for that of the site. It is kept until shortly before its end.
func (a *App) Token(ctx context.Context, repo string) (string, error) {
	g := a.grant(repo)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.token != "" && a.opts.Clock().Add(early).Before(g.until) {
		return g.token, nil
	}
	g.token = ""
	if g.installation == 0 {
		var found struct {
			ID int64 `json:"id"`
		}
		err := a.call(ctx, http.MethodGet, "repos/"+repo+"/installation", nil, &found)
		if Status(err) == http.StatusNotFound || Status(err) == http.StatusMovedPermanently {
			return "", fault.Errorf(fault.Refused, "the GitHub App is not installed in %s, or the repository is gone: install it there at the app's page, Install App", repo)
		}
		if err != nil {
			return "", err
		}
		g.installation = found.ID
	}
	_, name, _ := strings.Cut(repo, "/")
	var out struct {
		Token       string            `json:"token"`
		ExpiresAt   time.Time         `json:"expires_at"`
		Permissions map[string]string `json:"permissions"`
	}
	err := a.call(ctx, http.MethodPost, "app/installations/"+strconv.FormatInt(g.installation, 10)+"/access_tokens",
		map[string]any{"repositories": []string{name}, "permissions": a.needs(repo)}, &out)
	if err != nil {
		g.installation = 0 // it may have been removed and installed again
		if Status(err) == http.StatusNotFound || Status(err) == http.StatusUnprocessableEntity || Status(err) == http.StatusForbidden {
			return "", fault.Errorf(fault.Refused, "the installation of the GitHub App does not reach %s with %s: "+
				"add the repository to the installation, and accept the rights that the app asks for", repo, asks(a.needs(repo)))
		}
		return "", err
	}
	if out.Token == "" || out.ExpiresAt.IsZero() {
		return "", fault.Errorf(fault.Unavailable, "GitHub gave the app no token")
	}
	g.token, g.until, g.rights = out.Token, out.ExpiresAt, out.Permissions
	return g.token, nil
}

// Forget drops the token of a repository that GitHub no longer takes, so that the next one is fetched anew.
func (a *App) Forget(repo, token string) {
	g := a.grant(repo)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.token == token {
		g.token, g.installation = "", 0
	}
}

func (a *App) grant(repo string) *grant {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := strings.ToLower(repo)
	if a.tokens[key] == nil {
		a.tokens[key] = &grant{}
	}
	return a.tokens[key]
}

// Info is the app as GitHub knows it.
type Info struct {
	ID          int64             `json:"id"`
	Slug        string            `json:"slug"`
	Permissions map[string]string `json:"permissions"`
	Events      []string          `json:"events"`
	Skew        time.Duration     `json:"-"` // how far our clock is ahead of GitHub's; seconds are all that it says
}

// Login is the login under which the app acts.
func (i Info) Login() string { return i.Slug + "[bot]" }

// Self asks GitHub who the app is.
func (a *App) Self(ctx context.Context) (Info, error) {
	var out Info
	skew, err := a.ask(ctx, http.MethodGet, "app", nil, &out)
	out.Skew = skew
	if err == nil && out.Slug == "" {
		err = fault.Errorf(fault.Unavailable, "GitHub did not say which app the key belongs to")
	}
	return out, err
}

// Login returns the login under which the app acts.
func (a *App) Login(ctx context.Context) (string, error) {
	info, err := a.Self(ctx)
	return info.Login(), err
}

// StatusError is an answer that is no success.
type StatusError struct{ Code int }

func (e *StatusError) Error() string {
	switch e.Code {
	case http.StatusUnauthorized:
		return "GitHub does not accept the key of the app: check the App ID, the private key and the clock of this machine"
	default:
		return "GitHub answered the app " + strconv.Itoa(e.Code)
	}
}

// refusal is an answer that is no success: what will stay the same is refused, and everything else may be tried again.
func refusal(status int) error {
	e := &StatusError{status}
	if status == http.StatusUnauthorized {
		return fault.Errorf(fault.Refused, "%w", e)
	}
	return fault.Errorf(fault.Unavailable, "%w", e)
}

// Status is the HTTP status of an answer that is no success, 0 if there was none.
func Status(err error) int {
	if e, ok := errors.AsType[*StatusError](err); ok {
		return e.Code
	}
	return 0
}

// call makes a request as the app itself.
func (a *App) call(ctx context.Context, method, path string, body, into any) error {
	_, err := a.ask(ctx, method, path, body, into)
	return err
}

// ask makes a request, and says how far our clock is ahead of GitHub's.
func (a *App) ask(ctx context.Context, method, path string, body, into any) (time.Duration, error) {
	token, err := a.opts.Key.jwt(strconv.FormatInt(a.opts.ID, 10), a.opts.Clock())
	if err != nil {
		return 0, err
	}
	var send io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		send = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.opts.Base.JoinPath(path).String(), send)
	if err != nil {
		return 0, fault.Errorf(fault.Internal, "a request could not be built: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("User-Agent", "daylight")
	resp, err := a.client.Do(req)
	if err != nil {
		return 0, fault.Errorf(fault.Unavailable, "GitHub does not answer the app: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var skew time.Duration
	if theirs, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		skew = a.opts.Clock().Sub(theirs).Truncate(time.Second)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer))
		return skew, refusal(resp.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(into); err != nil {
		return skew, fault.Errorf(fault.Unavailable, "the answer of GitHub to the app could not be read")
	}
	return skew, nil
}
