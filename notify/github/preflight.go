package github

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Want is the repository that a write is meant for.
type Want struct {
	FullName string // owner/repo
	ID       int64  // 0: never seen before
}

// MayWrite says whether something with details of a case may be written to a repository. It returns nil, or an error
// with code Refused that says what is wrong. Whatever the API does not state counts against the write.
func MayWrite(repo *gh.Repository, want Want) error {
	if _, why := judge(repo, want); why != "" {
		return fault.Errorf(fault.Refused, "nothing is written to %s: %s", want.FullName, why)
	}
	return nil
}

// preflight fetches a repository and asks [MayWrite], within [Channel.write] and right before each request: visibility
// can change at any time. The first repository seen under a name is remembered by its id. ok is false when the write
// must not happen now.
func (c *Channel) preflight(ctx context.Context, fullName string) (d ledger.Delivery, ok bool) {
	want, err := c.want(ctx, fullName)
	if err != nil {
		if fault.CodeOf(err) == fault.Refused {
			return withheld(err.Error()), false
		}
		return retry(0, "the store did not answer"), false
	}
	// The list of readers takes several requests. Visibility is looked at last, so that nothing lies between it and the write.
	readers, known := c.mayBeRead(ctx, fullName)
	repo, why, err := c.look(ctx, fullName, want)
	if err != nil {
		return uncheckable(err, c), false
	}
	if why != "" {
		c.opts.Log.WarnContext(ctx, "a write to a repository was refused", "repository", fullName, "reason", why)
		return withheld("nothing is written to " + fullName + ": " + why), false
	}
	if want.ID == 0 {
		if err := c.ports.Cursors.SetCursor(ctx, pinName(fullName), strconv.FormatInt(*repo.ID, 10)); err != nil {
			return retry(0, "the store did not answer"), false
		}
	}
	return readers, known
}

// uncheckable is the outcome of a write whose repository could not be read: nothing was written.
func uncheckable(err error, c *Channel) ledger.Delivery {
	d := classify(http.MethodGet, call{err: err}, c.opts.Clock())
	reason := "the repository could not be checked: " + d.Reason
	switch d.Kind {
	case ledger.Permanent:
		return withheld(reason)
	case ledger.Sent, ledger.Uncertain, ledger.Retry:
	}
	// An answer without content, such as "unchanged", says nothing about now.
	return retry(d.After, reason)
}

// withheld is the outcome of what may not leave: nothing was tried.
func withheld(reason string) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Permanent, Reason: reason, Ours: true, Withheld: true}
}

// want returns what is known of a repository: it has to be configured, and its id is that of the configuration or of
// the first sight.
func (c *Channel) want(ctx context.Context, fullName string) (Want, error) {
	conf, ok := c.repos[strings.ToLower(fullName)]
	if !ok {
		return Want{}, notTracked(fullName)
	}
	want := Want{FullName: fullName, ID: conf.ID}
	if want.ID != 0 {
		return want, nil
	}
	seen, err := c.ports.Cursors.Cursor(ctx, pinName(fullName))
	if err != nil || seen == "" {
		return want, err
	}
	want.ID, err = strconv.ParseInt(seen, 10, 64)
	if err != nil {
		return Want{}, fault.Errorf(fault.Refused, "the remembered id of %s cannot be read", fullName)
	}
	return want, nil
}

func notTracked(fullName string) *fault.Error {
	return fault.Errorf(fault.Refused, "%.150q is not a tracking repository: add it to the GitHub configuration first", fullName)
}

func pinName(fullName string) string { return "github/repository/" + strings.ToLower(fullName) }

// repository reads a repository as it is now: no cache on the way may answer for it.
func (c *Channel) repository(ctx context.Context, fullName string) (*gh.Repository, error) {
	owner, name, ok := splitRepo(fullName)
	if !ok {
		return nil, fault.Errorf(fault.Invalid, "%.150q is not a repository: write owner/repo", fullName)
	}
	req, err := c.api.NewRequest(http.MethodGet, "repos/"+owner+"/"+name, nil)
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "a request could not be built: %w", err)
	}
	req.Header.Set("Cache-Control", "no-cache")
	repo := new(gh.Repository)
	resp, err := c.do(ctx, req, repo)
	if err == nil && stale(resp) {
		return nil, fault.Errorf(fault.Unavailable, "the answer about %s comes from a cache", fullName)
	}
	return repo, err
}

// stale reports whether an answer has lain in a cache.
func stale(resp *gh.Response) bool {
	age, err := strconv.ParseInt(resp.Header.Get("Age"), 10, 64)
	return err == nil && age > 0
}
