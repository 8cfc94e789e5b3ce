package github

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// The phases of the jobs of this package. Each is committed before the step that it names.
const (
	PhaseCreate  = "create"  // the issue is about to be created
	PhaseComment = "comment" // a comment is about to be written
	PhaseState   = "state"   // the issue is about to be closed or reopened, which may be repeated
)

// maxPages bounds every list. A tracking repository with more issues than this cannot be searched completely, and an
// incomplete search never proves absence.
const maxPages = 20

// Send creates the issue of a message, or writes it as a comment; the frozen bytes come from [Compose]. Whose repository it is and who can read it
// are checked right before, and the latter once more right after.
func (c *Channel) Send(ctx context.Context, out ledger.Outgoing, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	issue, err := frozen(out)
	if err != nil {
		return permanent(err.Error())
	}
	owner, name, _ := splitRepo(out.To)
	if d, ok := c.mayCreate(ctx, out); !ok {
		return d
	}
	if ref, ok := ParseRef(issue.Issue); ok {
		if d, ok := c.mayTell(ctx, out.Case, ref); !ok {
			return d
		}
		d := c.comment(ctx, ref, issue.Body, mark)
		d.Joined = true
		return d
	}
	var created gh.Issue
	result := c.write(ctx, change{
		repo: out.To, method: http.MethodPost, path: "repos/" + owner + "/" + name + "/issues",
		body:   json.RawMessage(out.Bytes), // keeps the bytes: what a person approved is what leaves
		answer: &created, mark: marker(mark).before(PhaseCreate), creates: true,
	})
	d := classify(http.MethodPost, result, c.opts.Clock())
	if d.Kind != ledger.Sent {
		return d
	}
	if created.GetNumber() <= 0 {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "GitHub did not say which issue it created"}
	}
	d.Ref = Ref{Owner: owner, Repo: name, Number: created.GetNumber()}.String()
	d.Receipt = d.Receipt + " " + d.Ref + result.after
	return d
}

// lookAgain reads a repository once more after something was written to it. A change alerts the team (see
// [Channel.noteAccess]); what it says belongs to the receipt, "" where all is well. A read that fails is caught up by the
// next poll.
func (c *Channel) lookAgain(ctx context.Context, fullName string) string {
	want, err := c.want(ctx, fullName)
	if err != nil {
		return ""
	}
	switch _, why, err := c.look(ctx, fullName, want); {
	case err != nil:
		return "; the repository could not be read again after it"
	case why != "":
		return "; right after it: " + why
	}
	return ""
}

// frozen reads the bytes of a message: an issue, or a comment in one of the same repository, with its marker.
func frozen(out ledger.Outgoing) (issue issueBody, err error) {
	if _, _, ok := splitRepo(out.To); !ok {
		return issue, fault.Errorf(fault.Refused, "%.150q is not a repository", out.To)
	}
	if err := json.Unmarshal(out.Bytes, &issue); err != nil || issue.Title == "" && issue.Issue == "" {
		return issue, fault.Errorf(fault.Refused, "the frozen bytes are not those of an issue")
	}
	if ref, ok := ParseRef(issue.Issue); issue.Issue != "" && (!ok || !strings.EqualFold(ref.FullName(), out.To)) {
		return issue, fault.Errorf(fault.Refused, "the frozen comment belongs into another repository")
	}
	if out.ID == "" || markerIn(issue.Body) != out.ID {
		return issue, fault.Errorf(fault.Refused, "the frozen issue does not carry its marker")
	}
	return issue, nil
}

// Find looks for the issue of a message: Sent when an issue of our own carries the marker, Retry with no time when every issue of the
// repository was read and none carries it, Retry with a time if GitHub cannot be reached now, and Uncertain if it refuses the search.
func (c *Channel) Find(ctx context.Context, out ledger.Outgoing) ledger.Delivery {
	issue, err := frozen(out)
	if err != nil {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: err.Error()}
	}
	if ref, ok := ParseRef(issue.Issue); ok {
		d := commenting{c: c, ref: ref, marker: out.ID}.Find(ctx)
		d.Joined = true
		return d
	}
	self, err := c.Self(ctx)
	if err != nil {
		return cannotLook(err)
	}
	number, err := c.findIssue(ctx, out.To, out.ID, self)
	if err != nil {
		return cannotLook(err)
	}
	if number > 0 {
		owner, name, _ := splitRepo(out.To)
		ref := Ref{Owner: owner, Repo: name, Number: number}.String()
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "found " + ref, Ref: ref}
	}
	return retry(0, "the issue was not created: every issue of the repository was read")
}

// cannotLook is the outcome of a search that failed.
func cannotLook(err error) ledger.Delivery {
	if fault.CodeOf(err) == fault.Refused {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: err.Error()}
	}
	return retry(secondaryWait, err.Error())
}

// findIssue returns the number of our issue with the marker, 0 if there is none. It does not filter by creator on the
// server: if the filter were misread, the empty list would look like a proof.
func (c *Channel) findIssue(ctx context.Context, fullName, marker string, self Account) (int, error) {
	for issue, err := range c.issues(ctx, fullName) {
		if err != nil {
			return 0, err
		}
		if issue.User.ID == self.ID && !issue.isPull() && markerIn(issue.Body) == marker {
			return issue.Number, nil
		}
	}
	return 0, nil
}

// wireIssue is an issue as the API and its webhooks give it.
type wireIssue struct {
	Number      int             `json:"number"`
	State       string          `json:"state"`
	StateReason string          `json:"state_reason"`
	Body        string          `json:"body"`
	User        Account         `json:"user"`
	ClosedBy    *Account        `json:"closed_by"`
	ClosedAt    time.Time       `json:"closed_at"`
	CreatedAt   time.Time       `json:"created_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
	PullRequest json.RawMessage `json:"pull_request"`
	Labels      []struct {
		Name string `json:"name"`
	} `json:"labels"`
}

// issues reads every issue of a repository, the newest first. The last element is an error when the list could not
// be read to its end.
func (c *Channel) issues(ctx context.Context, fullName string) func(yield func(wireIssue, error) bool) {
	owner, name, ok := splitRepo(fullName)
	path := "repos/" + owner + "/" + name + "/issues?state=all&sort=created&direction=desc"
	return func(yield func(wireIssue, error) bool) {
		if !ok {
			yield(wireIssue{}, fault.Errorf(fault.Invalid, "%.150q is not a repository", fullName))
			return
		}
		pages[wireIssue](ctx, c, path, "the issues of "+fullName, yield)
	}
}

// pages reads a list page by page.
func pages[T any](ctx context.Context, c *Channel, path, what string, yield func(T, error) bool) {
	var none T
	for number := 1; ; {
		var rows []T
		resp, err := c.read(ctx, path+"&per_page="+strconv.Itoa(page)+"&page="+strconv.Itoa(number), &rows)
		if err != nil {
			yield(none, readError(what, classify(http.MethodGet, call{resp: resp, err: err}, c.opts.Clock()), err))
			return
		}
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
		switch {
		case resp.NextPage == 0:
			return
		case resp.NextPage <= number || number >= maxPages:
			yield(none, fault.Errorf(fault.Refused, "GitHub: %s could not be read: %w", what, errIncomplete))
			return
		}
		number = resp.NextPage
	}
}

// isPull reports whether the issue is a pull request, which the API lists among the issues.
func (w wireIssue) isPull() bool { return len(w.PullRequest) > 0 && string(w.PullRequest) != "null" }
