package github

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/ledger"
)

// TaskSeen shows beside a comment that its command was understood.
const TaskSeen ledger.Task = "github/seen"

// Seen is the payload of [TaskSeen].
type Seen struct {
	Comment string `json:"ref,omitempty"` // owner/repo#number/comment/id
}

// Task implements [ledger.Payload].
func (Seen) Task() ledger.Task { return TaskSeen }

// phaseSeen is before the reaction, which may be repeated: a second one of the same kind is the first.
const phaseSeen = "state/seen"

// seenJob builds the job for a comment.
func seenJob(known Known, at string, due time.Time) ledger.Job {
	job := ledger.NewJob(ledger.QueueSend, string(known.Case)+"/"+string(TaskSeen)+"/"+at, Seen{Comment: at}).At(due.UTC())
	job.Case, job.Created = known.Case, due.UTC()
	return job
}

// See adds our reaction to a comment. It says that a command was understood, before anything came of it; where it cannot be added, nothing
// is lost, so only what may pass is tried again.
func (c *Channel) See(ctx context.Context, job ledger.Job, s Seen, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	ref, ok := ParseRef(s.Comment)
	id, err := strconv.ParseInt(s.Comment[strings.LastIndex(s.Comment, "/")+1:], 10, 64)
	if !ok || err != nil {
		return permanent("the job names no comment")
	}
	if d, ok := c.mayTell(ctx, job.Case, ref); !ok {
		return d
	}
	result := c.write(ctx, change{
		repo: ref.FullName(), method: http.MethodPost,
		path: "repos/" + ref.Owner + "/" + ref.Repo + "/issues/comments/" + strconv.FormatInt(id, 10) + "/reactions",
		body: map[string]string{"content": "eyes"}, mark: marker(mark).before(phaseSeen),
	})
	switch d := classify(http.MethodPost, result, c.opts.Clock()); {
	case d.Kind == ledger.Uncertain:
		return retry(0, d.Reason)
	case d.Kind == ledger.Permanent && !d.Withheld:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "no reaction: " + d.Reason}
	default:
		return d
	}
}
