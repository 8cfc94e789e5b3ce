package github

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Want is the repository that a write is meant for.
type Want struct {
	FullName string // owner/repo
	ID       int64  // 0: never seen before
}

// MayWrite says whether something with details of a case may be written to a repository. It returns nil, or an error
// with code Refused that says what is wrong. Whatever the API does not state counts against the write.
func MayWrite(repo *gh.Repository, want Want) error {
	refuse := func(why string) error {
		return fault.Errorf(fault.Refused, "nothing is written to %s: %s", want.FullName, why)
	}
	switch {
	case repo == nil || repo.ID == nil || *repo.ID == 0:
		return refuse("GitHub does not say which repository it is")
	case want.ID != 0 && *repo.ID != want.ID:
		return refuse("it is another repository than before; check it and put its id " +
			strconv.FormatInt(*repo.ID, 10) + " into the configuration")
	case want.FullName == "" || !strings.EqualFold(repo.GetFullName(), want.FullName):
		return refuse("it was renamed or moved; check where it went and put its new name into the configuration")
	case repo.Private == nil:
		return refuse("GitHub does not say whether it is private")
	case !*repo.Private:
		return refuse("it is public; make it private first")
	// "internal" repositories of an enterprise have private=true but are read by everybody in it.
	case repo.Visibility != nil && *repo.Visibility != "private":
		return refuse("its visibility is " + strconv.Quote(*repo.Visibility) + " and not private")
	case repo.Archived == nil || *repo.Archived:
		return refuse("it is archived, or GitHub does not say that it is not")
	case repo.GetDisabled():
		return refuse("it is disabled")
	case repo.HasIssues == nil || !*repo.HasIssues:
		return refuse("its issues are switched off")
	}
	return nil
}

// preflight fetches a repository and asks [MayWrite], before every single write: visibility can change at any time.
// The first repository seen under a name is remembered by its id. ok is false when the write must not happen now.
func (c *Channel) preflight(ctx context.Context, fullName string) (d disclosure.Delivery, ok bool) {
	want, err := c.want(ctx, fullName)
	if err != nil {
		if fault.CodeOf(err) == fault.Refused {
			return permanent(err.Error()), false
		}
		return retry(0, "the store did not answer"), false
	}
	repo, err := c.repository(ctx, fullName)
	if err != nil {
		d = classify(http.MethodGet, call{err: err}, c.opts.Clock())
		d.Reason = "the repository could not be checked: " + d.Reason
		return d, false
	}
	if err := MayWrite(repo, want); err != nil {
		c.opts.Log.WarnContext(ctx, "a write to a repository was refused", "repository", fullName, "reason", err.Error())
		return permanent(err.Error()), false
	}
	if want.ID == 0 {
		if err := c.ports.Cursors.SetCursor(ctx, pinName(fullName), strconv.FormatInt(*repo.ID, 10)); err != nil {
			return retry(0, "the store did not answer"), false
		}
	}
	return disclosure.Delivery{}, true
}

// want returns what is known of a repository: it has to be configured, and its id is the configured one or the one that
// was seen first.
func (c *Channel) want(ctx context.Context, fullName string) (Want, error) {
	conf, ok := c.repos[strings.ToLower(fullName)]
	if !ok {
		return Want{}, fault.Errorf(fault.Refused,
			"%.150q is not a tracking repository: add it to the GitHub configuration first", fullName)
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

func pinName(fullName string) string { return "github/repository/" + strings.ToLower(fullName) }

func (c *Channel) repository(ctx context.Context, fullName string) (*gh.Repository, error) {
	owner, name, ok := splitRepo(fullName)
	if !ok {
		return nil, fault.Errorf(fault.Invalid, "%.150q is not a repository: write owner/repo", fullName)
	}
	repo := new(gh.Repository)
	_, err := c.read(ctx, "repos/"+owner+"/"+name, repo)
	return repo, err
}
