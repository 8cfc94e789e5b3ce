package github

import (
	"context"
	"encoding/json"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// TaskPull is the task that opens the pull request of a page.
const TaskPull ledger.Task = "github/pull"

// TaskPulls is the task that looks how the pull requests of all pages stand.
const TaskPulls ledger.Task = "github/pulls"

// Pulls is the payload of [TaskPulls].
type Pulls struct{}

// Task implements [ledger.Payload].
func (Pulls) Task() ledger.Task { return TaskPulls }

// aboutPage reports whether a delivery may be about the pull request of a page.
func (c *Channel) aboutPage(event, repo string) bool {
	return isPullEvent(event) && c.opts.Site.Repository != "" && strings.EqualFold(repo, c.opts.Site.Repository)
}

// pullHint lets the pull requests be looked at now, where the hint is about the site.
func (c *Channel) pullHint(in ledger.Inbound, event string, raw []byte) []ledger.Job {
	var head deliveryHead
	if json.Unmarshal(raw, &head) != nil || !c.aboutPage(event, head.Repository.FullName) {
		return nil
	}
	job := ledger.NewJob(ledger.QueueInbound, in.Key+"/pulls", Pulls{}).At(in.Received.UTC())
	job.Created = in.Received.UTC()
	return []ledger.Job{job}
}

// The states of the pull request of a page, as they are kept beside the order.
const (
	PullReview  = "review" // it waits for a review: not approved yet
	PullWatched = "open"   // it may be merged yet
	PullDoubted = "doubt"  // it was merged, and once the site did not hold what was approved; it may not show it yet
	PullMerged  = "merged" // and the page is not read on the site yet
	PullEnded   = "ended"  // the page is out, or the request will not bring it there
)

// PullRow keeps how the pull request of an order stands, with the key of the order.
func PullRow(id disclosure.CaseID, ref, state, order string) ledger.Ref {
	return ledger.Ref{Case: id, Owner: refOwner, Name: pullPrefix + strings.ToLower(ref), Value: state + " " + order}
}

const pullPrefix = "pull/"

// PullsOf finds the pull requests that are to be looked at, with how each stood and the key of its order.
func (c *Channel) PullsOf(ctx context.Context) ([]WatchedPull, error) {
	rows, err := c.ports.Refs.FindRefs(ctx, refOwner, pullPrefix)
	if err != nil {
		return nil, err
	}
	var out []WatchedPull
	for _, r := range rows {
		if state, order, ok := strings.Cut(r.Value, " "); ok && state != PullEnded {
			out = append(out, WatchedPull{Case: r.Case, State: state, Order: order})
		}
	}
	return out, nil
}

// WatchedPull is a pull request that is to be looked at.
type WatchedPull struct {
	Case  disclosure.CaseID
	State string
	Order string // key of the job that opened it
}

// PagePull is the payload of [TaskPull]: what was approved when it was ordered.
type PagePull struct {
	Mode     disclosure.Mode    `json:"mode,omitempty"`
	Lang     string             `json:"lang,omitempty"`
	Revision int                `json:"revision,omitempty"`
	Digest   string             `json:"digest,omitempty"`
	Checks   []string           `json:"checks,omitempty"` // names of those of the gate
	Files    disclosure.BlobRef `json:"files,omitempty"`  // exactly those that leave, as a JSON object by name
	Review   bool               `json:"review,omitempty"` // nobody approved it yet: it goes to a repository that only the team can read
}

// Task implements [ledger.Payload].
func (PagePull) Task() ledger.Task { return TaskPull }

// TaskApproved is the task that lets the pull request of a page say that it is approved.
const TaskApproved ledger.Task = "github/approved"

// PageApproved is the payload of [TaskApproved].
type PageApproved struct {
	Page  PagePull `json:"page"`  // as it was ordered
	Order string   `json:"order"` // key of the job that opened the request
}

// Task implements [ledger.Payload].
func (PageApproved) Task() ledger.Task { return TaskApproved }

// Pull is the pull request of the payload, with the files that its blob holds.
func (p PagePull) Pull(id disclosure.CaseID, blob []byte) (*Pull, error) {
	out := &Pull{Case: id, Mode: p.Mode, Lang: p.Lang, Revision: p.Revision, Digest: p.Digest, Checks: p.Checks, Review: p.Review}
	if err := json.Unmarshal(blob, &out.Files); err != nil {
		return nil, fault.Errorf(fault.Internal, "the files of a pull request cannot be read: %w", err)
	}
	return out, out.valid()
}
