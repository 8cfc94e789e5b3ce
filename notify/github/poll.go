package github

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// overlap is how far back each poll reads again, in case clocks differ. Items that are read twice have the same key and
// are stored once.
const overlap = 10 * time.Minute

// PollResult counts what a poll did.
type PollResult struct {
	Issues, Items, Fresh int // issues looked at, items found, items that were not stored yet
}

// Poll reads what changed in the tracking repositories and stores it as items. It is the safety net below the
// webhooks, and the only way in where no webhook can be received. A repository that fails does not stop the others;
// its cursor stays where it was.
func (c *Channel) Poll(ctx context.Context) (PollResult, error) {
	var res PollResult
	self, err := c.Self(ctx)
	if err != nil {
		return res, err
	}
	var errs []error
	for _, repo := range c.Repositories() {
		if err := c.pollRepository(ctx, repo, self, &res); err != nil {
			errs = append(errs, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return res, errors.Join(errs...)
}

// Watch polls until ctx ends, at once and then every [Options.PollEvery]. It returns nil.
func (c *Channel) Watch(ctx context.Context) error {
	for {
		res, err := c.Poll(ctx)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // stopped by the caller
		case err != nil:
			c.opts.Log.WarnContext(ctx, "polling GitHub failed", "error", err)
		case res.Fresh > 0:
			c.opts.Log.InfoContext(ctx, "polled GitHub", "issues", res.Issues, "fresh", res.Fresh)
		}
		if c.opts.Sleep(ctx, c.opts.PollEvery) != nil {
			return nil //nolint:nilerr // stopped by the caller
		}
	}
}

// pollRepository reads the issues that changed since the last poll, the newest change first, and for each its state and
// its comments. Comments are read issue by issue, because not every server offers the list of all comments of a
// repository.
func (c *Channel) pollRepository(ctx context.Context, repo string, self Account, res *PollResult) error {
	want, err := c.want(ctx, repo)
	if err != nil {
		return err
	}
	// Who can read it is looked at first. A repository that turned public is still read: what is said there matters.
	if _, _, err := c.look(ctx, repo, want); err != nil {
		return readError(repo, classify(http.MethodGet, call{err: err}, c.opts.Clock()), err)
	}
	if err := c.lookAtReaders(ctx, repo); err != nil {
		c.opts.Log.WarnContext(ctx, "who can read a repository could not be listed", "repository", repo, "error", err)
	}
	since, sweep, err := c.pollFrom(ctx, repo)
	if err != nil {
		return err
	}
	newest := since
	for issue, err := range c.changed(ctx, repo) {
		if err != nil {
			// The oldest part of a very long list is left to the webhooks; everything newer was read.
			if errors.Is(err, errIncomplete) {
				break
			}
			return err
		}
		if !sweep && issue.UpdatedAt.Before(since.Add(-overlap)) {
			break
		}
		if issue.UpdatedAt.After(newest) {
			newest = issue.UpdatedAt
		}
		if issue.isPull() {
			continue
		}
		res.Issues++
		if err := c.pollIssue(ctx, repo, issue, self, since, res); err != nil {
			return err
		}
	}
	if !newest.Equal(since) {
		if err := c.ports.Cursors.SetCursor(ctx, "github/changed/"+strings.ToLower(repo), stamp(newest)); err != nil {
			return err
		}
	}
	if sweep {
		return c.ports.Cursors.SetCursor(ctx, "github/sweep/"+strings.ToLower(repo), stamp(c.opts.Clock()))
	}
	return nil
}

// pollFrom returns the newest change that the last poll saw, and whether it is time to look at everything again.
func (c *Channel) pollFrom(ctx context.Context, repo string) (since time.Time, sweep bool, err error) {
	since, err = c.timeCursor(ctx, "github/changed/"+strings.ToLower(repo))
	if err != nil {
		return since, false, err
	}
	swept, err := c.timeCursor(ctx, "github/sweep/"+strings.ToLower(repo))
	return since, since.IsZero() || c.opts.Clock().Sub(swept) >= c.opts.SweepEvery, err
}

func (c *Channel) timeCursor(ctx context.Context, name string) (time.Time, error) {
	v, err := c.ports.Cursors.Cursor(ctx, name)
	if err != nil || v == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339Nano, v)
	if err != nil {
		// A cursor that cannot be read costs a full read, nothing else.
		return time.Time{}, nil //nolint:nilerr // see above: reading from the start is right
	}
	return t, nil
}

func (c *Channel) changed(ctx context.Context, repo string) func(yield func(wireIssue, error) bool) {
	owner, name, _ := splitRepo(repo)
	path := "repos/" + owner + "/" + name + "/issues?state=all&sort=updated&direction=desc"
	return func(yield func(wireIssue, error) bool) {
		pages[wireIssue](ctx, c, path, "the issues of "+repo, yield)
	}
}

// pollIssue stores the state and the comments of one issue.
func (c *Channel) pollIssue(ctx context.Context, repo string, issue wireIssue, self Account, seen time.Time, res *PollResult) error {
	item := Item{Repo: repo, Issue: issue.Number, IssueAuthor: issue.User, Marker: markerIn(issue.Body)}
	ref, ok := item.Ref()
	if !ok {
		return nil
	}
	if issue.User.ID != self.ID {
		// Somebody else opened an issue. Issues from before our first poll are ignored.
		if seen.IsZero() || issue.CreatedAt.Before(seen.Add(-overlap)) {
			return nil
		}
		item.Kind, item.Action, item.At, item.Actor = ItemIssue, "opened", issue.CreatedAt, issue.User
		return c.receive(ctx, item, res)
	}
	if issue.State == "closed" {
		if err := c.pollClosed(ctx, ref, item, self, res); err != nil {
			return err
		}
	}
	name := "github/comments/" + strings.ToLower(ref.String())
	last, err := c.timeCursor(ctx, name)
	if err != nil {
		return err
	}
	var since time.Time
	if !last.IsZero() {
		since = last.Add(-overlap)
	}
	newest := last
	for w, err := range c.comments(ctx, ref, since) {
		if err != nil {
			return err
		}
		if w.UpdatedAt.After(newest) {
			newest = w.UpdatedAt
		}
		// The server may ignore since; older comments were stored by an earlier poll.
		if w.ID <= 0 || w.UpdatedAt.Before(since) || w.User.ID == self.ID && !w.edited() {
			continue
		}
		item.Kind, item.Action, item.Comment, item.At = ItemComment, "created", w.item(), w.UpdatedAt.UTC()
		if w.edited() {
			item.Action = "edited"
		}
		if err := c.receive(ctx, item, res); err != nil {
			return err
		}
	}
	if !newest.Equal(last) {
		return c.ports.Cursors.SetCursor(ctx, name, stamp(newest))
	}
	return nil
}

// pollClosed stores that an issue was closed, unless we did it. Lists do not say who closed an issue.
func (c *Channel) pollClosed(ctx context.Context, ref Ref, item Item, self Account, res *PollResult) error {
	full, err := c.issue(ctx, ref)
	if err != nil {
		return err
	}
	if full.State != "closed" || full.ClosedAt.IsZero() {
		return nil
	}
	item.Kind, item.Action, item.At, item.Reason = ItemIssue, "closed", full.ClosedAt.UTC(), full.StateReason
	if full.ClosedBy != nil {
		item.Actor = *full.ClosedBy
	}
	if item.Actor.ID == self.ID {
		return nil
	}
	return c.receive(ctx, item, res)
}

// receive stores an item; a key that is taken is no error.
func (c *Channel) receive(ctx context.Context, item Item, res *PollResult) error {
	res.Items++
	fresh, err := c.receiveItem(ctx, item)
	if fresh {
		res.Fresh++
	}
	return err
}

func (c *Channel) receiveItem(ctx context.Context, item Item) (fresh bool, err error) {
	in, raw, job, err := item.inbound(c.opts.Clock())
	if err != nil {
		return false, err
	}
	blob, err := disclosure.NewBlob(raw, nil)
	if err != nil {
		return false, err
	}
	in.Raw = blob.Ref
	if _, fresh, err = c.ports.Inbox.Receive(ctx, in, blob, job); err != nil {
		return false, fault.Errorf(fault.Unavailable, "GitHub: item %s could not be stored: %w", strconv.Quote(in.Key), err)
	}
	return fresh, nil
}
