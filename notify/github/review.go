package github

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// A page that waits for its second person lies in an ordinary pull request whose title and first line say that it is not approved yet, and
// both are edited once it is. GitHub's own drafts would look nicer. But only GraphQL takes a draft out of that state, and private
// repositories of free plans have no drafts. Neither state is believed: that a page is approved says our own record.

// shutOnly refuses a repository that others than those on its list can read. What GitHub does not say counts as public.
func shutOnly(repo *gh.Repository) error {
	switch {
	case repo == nil || repo.Private == nil:
		return fault.Errorf(fault.Refused, "GitHub does not say whether the repository of the site is private")
	case !*repo.Private:
		return fault.Errorf(fault.Refused, "the repository of the site is public")
	case repo.Visibility != nil && *repo.Visibility != "private": // a whole enterprise reads an internal one
		return fault.Errorf(fault.Refused, "the visibility of the repository of the site is %q and not private", *repo.Visibility)
	}
	return nil
}

// mayLieIn refuses a repository in which the page may not lie: one that nobody approved goes where only the team reads.
func (p *Pull) mayLieIn(repo *gh.Repository) error {
	if !p.Review {
		return nil
	}
	if err := shutOnly(repo); err != nil {
		return fault.Errorf(fault.Refused, "%w: nothing goes there before two people approved it", err)
	}
	return nil
}

// SiteIsShut refuses a repository of the site in which a page may not lie before two people approved it.
func (c *Channel) SiteIsShut(ctx context.Context) error {
	repo, err := c.siteRepository(ctx)
	if err != nil {
		return err
	}
	return (&Pull{Review: true}).mayLieIn(repo)
}

// wireReview is a review as the API gives it.
type wireReview struct {
	ID     int64     `json:"id"`
	User   *Account  `json:"user"`
	State  string    `json:"state"`
	Commit string    `json:"commit_id"`
	At     time.Time `json:"submitted_at"`
}

// Review is the word by which an account stands: the last of its reviews that decides anything.
type Review struct {
	ID     int64
	By     Account
	Commit string
	Why    string // why it is no approval of what lies there now; "" where it is one
}

// Said names the review in a record.
func (r Review) Said() string { return fmt.Sprintf("review %d of commit %.12s", r.ID, r.Commit) }

// standingReviews finds the word by which each account stands, by the time of that word. head is the commit that lies in the request; merged is
// when it was merged, zero where it was not. self is our own account.
func standingReviews(rows []wireReview, head string, merged time.Time, self int64) []Review {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b wireReview) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	var out []Review
	for _, r := range rows {
		if r.User == nil || r.User.ID <= 0 || r.User.ID == self || r.State == "COMMENTED" || r.State == "PENDING" {
			continue // nobody, ourselves, or a remark: who approved and then remarks something has approved
		}
		out = slices.DeleteFunc(out, func(old Review) bool { return old.By.ID == r.User.ID })
		out = append(out, Review{ID: r.ID, By: *r.User, Commit: r.Commit, Why: r.whyNot(head, merged)})
	}
	return out
}

// whyNot says why a review approves nothing that lies in the request; "" where it does.
func (r wireReview) whyNot(head string, merged time.Time) string {
	switch {
	case r.User.Type != "User":
		return "it is not by a person"
	case r.State == "CHANGES_REQUESTED":
		return "it asks for changes"
	case r.State == "DISMISSED":
		return "it was dismissed"
	case r.State != "APPROVED":
		return "what it says is not known"
	case head == "" || r.Commit != head:
		return "it is of another commit than the one that lies there now"
	case r.ID <= 0 || r.At.IsZero():
		return "GitHub does not say when it was given"
	case !merged.IsZero() && r.At.After(merged):
		return "it was given after the request was merged"
	}
	return ""
}

// Reviewed is how a pull request stands that waits for a review.
type Reviewed struct {
	PullState
	Shut    error    // why others can read what lies there; nil where only the team can
	Reviews []Review // of the commit that lies there, as far as anything can be approved there
}

// Reviews reads who reviewed the pull request of a page. Nothing can be approved where others can read it, where it was closed, and where
// the commit does not hold exactly the files of the page: then there are no reviews.
func (c *Channel) Reviews(ctx context.Context, p *Pull) (Reviewed, error) {
	var out Reviewed
	repo, err := c.siteRepository(ctx)
	if err != nil {
		return out, err
	}
	self, err := c.Self(ctx)
	if err != nil {
		return out, err
	}
	out.Shut = shutOnly(repo)
	if out.PullState, err = c.findPull(ctx, p); err != nil || out.Number == 0 || out.Shut != nil || !out.Open && !out.Merged {
		return out, err
	}
	if out.Holds, err = c.holds(ctx, out.head, p); err != nil || !out.Holds {
		return out, err
	}
	var rows []wireReview
	list := fmt.Sprintf("repos/%s/pulls/%d/reviews?direction=asc", c.opts.Site.Repository, out.Number)
	for r, err := range func(yield func(wireReview, error) bool) {
		pages[wireReview](ctx, c, list, "the reviews of "+out.Ref, yield)
	} {
		if err != nil {
			return Reviewed{}, err // what withdraws an approval could stand in the rest
		}
		rows = append(rows, r)
	}
	merged := out.Ended
	if !out.Merged {
		merged = time.Time{}
	}
	out.Reviews = standingReviews(rows, out.head, merged, self.ID)
	return out, nil
}

// ShowApproved takes one step towards a pull request that says that it is approved.
func (c *Channel) ShowApproved(ctx context.Context, job ledger.Job, p *Pull, mark func(ctx context.Context, phase string) error) outbound.Step {
	if c.opts.Site.Repository == "" {
		return outbound.Step{Delivery: withheld("no repository of a site is configured: github.site")}
	}
	at := outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: c.opts.Clock(), Mark: mark}
	return outbound.Advance(ctx, at, approving{c, p}, c.opts.Outbound)
}

// phaseApproved is that the text of a request is about to be edited.
const phaseApproved = "approved"

// approving edits the texts of a pull request that is approved now. Doing it twice is the same as once.
type approving struct {
	c *Channel
	p *Pull // as it is once it is approved
}

// Send implements [outbound.Effect].
func (e approving) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return e.edit(ctx, func(ctx context.Context) error { return mark(ctx, phaseApproved) })
}

// Find implements [outbound.Effect].
func (e approving) Find(ctx context.Context) ledger.Delivery {
	return e.edit(ctx, func(context.Context) error { return nil })
}

func (e approving) edit(ctx context.Context, mark func(context.Context) error) ledger.Delivery {
	there, err := e.c.findPull(ctx, e.p)
	if err != nil {
		return cannotWrite(err)
	}
	switch same, err := e.c.holdsHead(ctx, there, e.p); {
	case there.Number == 0:
		return withheld("the pull request is gone")
	case err != nil:
		return cannotWrite(err)
	case !same:
		return withheld(there.Ref + " does not hold exactly the files that were approved: look at it")
	}
	title, text := e.p.title(), e.p.text(e.c.opts.Site.Repository)
	if there.title == title && strings.TrimSpace(there.body) == strings.TrimSpace(text) {
		return arrived(there, "as it was:")
	}
	d, _ := e.c.siteWrite(ctx, e.p, http.MethodPatch, fmt.Sprintf("pulls/%d", there.Number), map[string]string{"title": title, "body": text}, nil, mark)
	switch d.Kind {
	case ledger.Sent:
		return arrived(there, d.Receipt)
	case ledger.Uncertain:
		return retry(firstLook, d.Reason)
	default:
		return d
	}
}

// holdsHead reports whether the commit that lies in a request has exactly the files of the page.
func (c *Channel) holdsHead(ctx context.Context, there PullState, p *Pull) (bool, error) {
	if there.head == "" {
		return false, nil
	}
	return c.holds(ctx, there.head, p)
}
