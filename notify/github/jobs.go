package github

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// wireComment is a comment as the API and its webhooks give it.
type wireComment struct {
	ID          int64     `json:"id"`
	Body        string    `json:"body"`
	User        Account   `json:"user"`
	Association string    `json:"author_association"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	App         *struct {
		ID int64 `json:"id"`
	} `json:"performed_via_github_app"`
}

// Run does a job that writes in an issue: it writes the comment, once, and then sets the state.
func (c *Channel) Run(
	ctx context.Context, job ledger.Job, w Writing, mark func(ctx context.Context, phase string) error,
) outbound.Step {
	write, state := w.writes()
	ref, marker, bad := plan(write)
	if bad != "" {
		return outbound.Step{Delivery: permanent(bad)}
	}
	if d, ok := c.mayTell(ctx, job.Case, ref); !ok {
		return outbound.Step{Delivery: d, Phase: job.Phase}
	}
	e := commenting{c: c, ref: ref, text: write.Text, marker: marker, since: job.Created}
	step := outbound.Advance(ctx, outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: c.opts.Clock(), Mark: mark}, e, c.opts.Outbound)
	if step.Kind != ledger.Sent || state == "" {
		return step
	}
	d := c.setState(ctx, ref, state, step.Delivery, mark)
	return outbound.Step{Delivery: d, Phase: PhaseState} // whoever comes back finds the comment first
}

// commenting is a comment that is written once.
type commenting struct {
	c            *Channel
	ref          Ref
	text, marker string
	since        time.Time // when the job was queued: it is not older
}

// Send implements [outbound.Effect].
func (e commenting) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return e.c.comment(ctx, e.ref, e.text, marker(mark))
}

// Find implements [outbound.Effect].
func (e commenting) Find(ctx context.Context) ledger.Delivery {
	id, err := e.c.findComment(ctx, e.ref, e.marker, e.since)
	switch {
	case err != nil:
		return cannotLook(err)
	case id == 0:
		return retry(0, "the comment was not written: every comment of the issue was read")
	}
	return ledger.Delivery{Kind: ledger.Sent, Ref: e.ref.comment(id)}
}

// plan reads the issue of a comment and the marker by which it is found again.
func plan(c Comment) (ref Ref, marker, bad string) {
	ref, ok := ParseRef(c.Issue)
	if !ok {
		return ref, "", "the job names no issue"
	}
	if marker = markerIn(c.Text); marker == "" {
		return ref, "", "the text of the job has no marker"
	}
	return ref, marker, ""
}

// path is the address of an issue in the API.
func (r Ref) path() string {
	return "repos/" + r.Owner + "/" + r.Repo + "/issues/" + strconv.Itoa(r.Number)
}

// marker commits the phase of a job.
type marker func(ctx context.Context, phase string) error

func (m marker) before(phase string) func(context.Context) error {
	return func(ctx context.Context) error { return m(ctx, phase) }
}

func (c *Channel) comment(ctx context.Context, ref Ref, text string, mark marker) ledger.Delivery {
	var created wireComment
	result := c.write(ctx, change{
		repo: ref.FullName(), method: http.MethodPost, path: ref.path() + "/comments",
		body: map[string]string{"body": text}, answer: &created, mark: mark.before(PhaseComment), creates: true,
	})
	d := classify(http.MethodPost, result, c.opts.Clock())
	if d.Kind == ledger.Sent {
		d.Ref = ref.comment(created.ID)
		d.Receipt += result.after
	}
	return d
}

// setState closes or opens an issue. Doing it twice is the same as once, so that an unknown outcome is repeated.
func (c *Channel) setState(ctx context.Context, ref Ref, state string, done ledger.Delivery, mark marker) ledger.Delivery {
	reason := "completed"
	if state == "open" {
		reason = "reopened"
	}
	var after wireIssue
	result := c.write(ctx, change{
		repo: ref.FullName(), method: http.MethodPatch, path: ref.path(),
		body: map[string]string{"state": state, "state_reason": reason}, answer: &after, mark: mark.before(PhaseState),
	})
	d := classify(http.MethodPatch, result, c.opts.Clock())
	switch {
	case d.Kind == ledger.Uncertain:
		return retry(0, d.Reason)
	case d.Kind != ledger.Sent:
		return d
	case after.State != state:
		return retry(0, "GitHub did not set the issue to "+state)
	}
	return done
}

func (c *Channel) issue(ctx context.Context, ref Ref) (wireIssue, error) {
	var issue wireIssue
	resp, err := c.read(ctx, ref.path(), &issue)
	if err != nil {
		return issue, readError(ref.String(), classify(http.MethodGet, call{resp: resp, err: err}, c.opts.Clock()), err)
	}
	return issue, nil
}

// comments reads the comments of an issue, the oldest first. since is a hint that some servers ignore; the zero time
// asks for all.
func (c *Channel) comments(ctx context.Context, ref Ref, since time.Time) func(yield func(wireComment, error) bool) {
	path := ref.path() + "/comments?sort=created&direction=asc"
	if !since.IsZero() {
		path += "&since=" + url.QueryEscape(since.UTC().Format(time.RFC3339))
	}
	return func(yield func(wireComment, error) bool) {
		pages[wireComment](ctx, c, path, "the comments of "+ref.String(), yield)
	}
}

// findComment returns our comment with the marker, 0 if there is none. An hour of overlap allows for two clocks.
func (c *Channel) findComment(ctx context.Context, ref Ref, marker string, since time.Time) (int64, error) {
	self, err := c.Self(ctx)
	if err != nil {
		return 0, err
	}
	if !since.IsZero() {
		since = since.Add(-time.Hour)
	}
	for found, err := range c.comments(ctx, ref, since) {
		if err != nil {
			return 0, err
		}
		if found.User.ID == self.ID && markerIn(found.Body) == marker {
			return found.ID, nil
		}
	}
	return 0, nil
}
