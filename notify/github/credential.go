package github

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// App is a GitHub App that acts in place of the owner of a token.
type App interface {
	// Token returns a token that reaches one repository, owner/name, alone.
	Token(ctx context.Context, repo string) (string, error)
	// Forget drops a token that GitHub no longer takes.
	Forget(repo, token string)
	// Login asks GitHub under which login the app acts.
	Login(ctx context.Context) (string, error)
}

// credential is by what a request is authorized.
type credential struct {
	token Secret
	app   App    // nil: the token is it
	home  string // the repository whose token serves requests that are about none
	// only are the repositories, by lower-case name, that have tokens of their own; nil is every one. The token of home serves the
	// others: an app is not installed with strangers, and what is public is shown to any token.
	only map[string]bool
}

// authorized sends a request with a token. A token of an app that GitHub refuses, because the installation has changed,
// is fetched anew once: what was refused for its token had no effect.
func (t *guardedTransport) authorized(req *http.Request) (*http.Response, error) {
	if t.auth.app == nil {
		return t.with(req, t.auth.token.value)
	}
	ctx, cancel := untraced(req.Context())
	defer cancel()
	repo := t.auth.repository(req, t.base)
	if repo == "" {
		return nil, fault.Errorf(fault.Refused, "a GitHub App without a repository can read nothing: configure one")
	}
	token, err := t.auth.app.Token(ctx, repo)
	if err != nil {
		return nil, err
	}
	resp, err := t.with(req, token)
	if err != nil || resp.StatusCode != http.StatusUnauthorized || req.Body != nil && req.GetBody == nil {
		return resp, err
	}
	_ = resp.Body.Close()
	t.auth.app.Forget(repo, token)
	if token, err = t.auth.app.Token(ctx, repo); err != nil {
		return nil, err
	}
	if req.GetBody != nil {
		again := *req
		if again.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
		req = &again
	}
	return t.with(req, token)
}

// untraced ends with ctx and has no values of it: fetching a token must not look as if the write itself had left.
func untraced(ctx context.Context) (context.Context, context.CancelFunc) {
	own, cancel := context.WithCancel(context.Background())
	stop := context.AfterFunc(ctx, cancel)
	return own, func() { stop(); cancel() }
}

func (t *guardedTransport) with(req *http.Request, token string) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+token)
	return t.next.RoundTrip(req)
}

// repository is the one that a request is about. A redirect leads to an address without its name, so the request that
// was made first tells.
func (c *credential) repository(req *http.Request, base *url.URL) string {
	for req.Response != nil && req.Response.Request != nil {
		req = req.Response.Request
	}
	rest, ok := strings.CutPrefix(req.URL.Path, base.Path+"repos/")
	parts := strings.SplitN(rest, "/", 3)
	if !ok || len(parts) < 2 {
		return c.home
	}
	name := parts[0] + "/" + parts[1]
	if c.only != nil && !c.only[strings.ToLower(name)] {
		return c.home
	}
	return name
}

// selfPath is where our own account is read.
func (c *Channel) selfPath(ctx context.Context) (string, error) {
	switch {
	case c.opts.BotLogin != "":
		return "users/" + url.PathEscape(c.opts.BotLogin), nil
	case c.opts.App != nil:
		login, err := c.opts.App.Login(ctx)
		return "users/" + url.PathEscape(login), err
	default:
		return "user", nil
	}
}

// home is the first repository by name, else that of the site.
func home(repos map[string]Repository, site string) string {
	names := slices.Sorted(maps.Keys(repos))
	if len(names) == 0 {
		return site
	}
	return names[0]
}
