package github

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/ledger"
)

// access says in a word what is known of who can read a repository and whether it can be written to.
type access string

// The states of access. Only accessPrivate is written to.
const (
	accessPrivate  access = "private"
	accessPublic   access = "public"
	accessUnknown  access = "unknown"
	accessReplaced access = "replaced"
	accessMoved    access = "moved"
	accessArchived access = "archived"
	accessDisabled access = "disabled"
	accessNoIssues access = "without_issues"
	accessGone     access = "gone"
	// accessStrangers says that somebody can read it of whom nobody said who they are.
	accessStrangers access = "strangers"
)

// judge says what a repository is like, and why nothing may be written to it unless it is private and as expected.
// Whatever the API does not state counts against the write.
func judge(repo *gh.Repository, want Want) (access, string) {
	switch {
	case repo == nil || repo.ID == nil || *repo.ID == 0:
		return accessUnknown, "GitHub does not say which repository it is"
	case want.ID != 0 && *repo.ID != want.ID:
		return accessReplaced, "it is another repository than before; check it and put its id " +
			strconv.FormatInt(*repo.ID, 10) + " into the configuration"
	case want.FullName == "" || !strings.EqualFold(repo.GetFullName(), want.FullName):
		return accessMoved, "it was renamed or moved; find its new name and put it into the configuration"
	case repo.Private == nil:
		return accessUnknown, "GitHub does not say whether it is private"
	case !*repo.Private:
		return accessPublic, "it is public; make it private first"
	// "internal" repositories of an enterprise have private=true but are read by everybody in it.
	case repo.Visibility != nil && *repo.Visibility != "private":
		return accessPublic, "its visibility is " + strconv.Quote(*repo.Visibility) + " and not private"
	case repo.Archived == nil || *repo.Archived:
		return accessArchived, "it is archived, or GitHub does not say that it is not"
	case repo.GetDisabled():
		return accessDisabled, "it is disabled"
	case repo.HasIssues == nil || !*repo.HasIssues:
		return accessNoIssues, "its issues are switched off"
	}
	return accessPrivate, ""
}

// changeOf says in a sentence what became of a repository, by the action of a webhook or by what a read found.
func changeOf(i Item) string {
	who := ""
	if i.Actor.Login != "" {
		who = " by " + name(i.Actor)
	}
	subject := "The repository " + short(i.Repo)
	switch i.Action {
	case "publicized":
		return subject + " was made public" + who
	case "privatized":
		return subject + " was made private" + who
	case "renamed", "transferred", "archived", "unarchived", "deleted":
		return subject + " was " + i.Action + who
	case string(accessPublic):
		return subject + " is not private any more"
	case string(accessPrivate):
		return subject + " is private again"
	case string(accessMoved), string(accessReplaced):
		return subject + " is not the one that it was: it was renamed, moved or replaced"
	case string(accessNoIssues):
		return subject + " has its issues switched off"
	case string(accessGone):
		return subject + " is gone, or not visible to us any more"
	case string(accessStrangers):
		return subject + " can be read by " + short(i.Reason) + ", and nobody said who that is"
	case string(accessUnknown):
		return "It is not known whether the repository " + short(i.Repo) + " is private"
	default:
		return subject + " is " + short(i.Action)
	}
}

// afterAction is the state of access after an action of a webhook, "" where it does not tell.
func afterAction(action string) access {
	switch action {
	case "publicized":
		return accessPublic
	case "privatized":
		return accessPrivate
	case "renamed", "transferred":
		return accessMoved
	case "archived":
		return accessArchived
	case "deleted":
		return accessGone
	}
	return ""
}

// look reads a repository, never from a cache, and notes a change of its access.
func (c *Channel) look(ctx context.Context, fullName string, want Want) (*gh.Repository, string, error) {
	began := c.opts.Clock()
	repo, err := c.repository(ctx, fullName)
	if err != nil {
		if d := classify(http.MethodGet, call{err: err}, c.opts.Clock()); d.Kind == ledger.Permanent && gone(err) {
			c.noteAccess(ctx, fullName, accessGone, began)
		}
		return nil, "", err
	}
	state, why := judge(repo, want)
	c.noteAccess(ctx, fullName, state, began)
	return repo, why, nil
}

func gone(err error) bool {
	code := statusIn(err)
	return code == http.StatusNotFound || code == http.StatusGone || code == http.StatusMovedPermanently
}

// noteAccess compares what was found with what was found before. A change becomes an item of the inbox, from which the
// cases learn of it as they do from a webhook. It is stored before it is remembered: a change told twice does no harm.
// Good news that was asked for before the newest news came is old.
func (c *Channel) noteAccess(ctx context.Context, fullName string, now access, began time.Time) {
	name := accessName(fullName)
	c.news.Lock()
	defer c.news.Unlock()
	if now == accessPrivate && began.Before(c.heard[name]) {
		return
	}
	defer func() { c.heard[name] = c.opts.Clock() }()
	before, err := c.ports.Cursors.Cursor(ctx, name)
	switch {
	case err != nil:
		c.opts.Log.ErrorContext(ctx, "what is known of a repository could not be read", "repository", fullName, "error", err)
		return
	case before == string(now):
		return
	case before != "" || now != accessPrivate:
		c.opts.Log.ErrorContext(ctx, "who can read a repository has changed", "repository", fullName, "was", before, "is", now)
		item := Item{Kind: ItemRepository, Action: string(now), Repo: fullName, At: c.opts.Clock().UTC()}
		if _, err := c.receiveItem(ctx, item); err != nil {
			c.opts.Log.ErrorContext(ctx, "a change of a repository could not be stored", "repository", fullName, "error", err)
			return
		}
	}
	if err := c.ports.Cursors.SetCursor(ctx, name, string(now)); err != nil {
		c.opts.Log.ErrorContext(ctx, "what is known of a repository could not be stored", "repository", fullName, "error", err)
	}
}

func accessName(fullName string) string { return "github/access/" + strings.ToLower(fullName) }
