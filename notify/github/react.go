package github

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/outreach"
)

// The tasks of this package besides that which sends a message.
const (
	TaskInbound ledger.Task = "github/inbound" // parse an inbound item
	TaskReaders ledger.Task = "github/readers" // tell a case that who can read a repository may have changed
	TaskComment ledger.Task = "github/comment" // write a comment
	TaskClose   ledger.Task = "github/close"   // write a comment, then close the issue as completed
	TaskReopen  ledger.Task = "github/reopen"  // write a comment, then reopen the issue
	TaskStands  ledger.Task = "github/stands"  // bring the comment and the labels that show how the case stands up to date
)

// Inbound is the payload of [TaskInbound].
type Inbound struct{ ledger.ItemRef }

// Task implements [ledger.Payload].
func (Inbound) Task() ledger.Task { return TaskInbound }

// Writing is the payload of a job that writes in an issue.
type Writing interface {
	ledger.Payload
	// writes returns the comment, and the state that the issue has after it: "" leaves it as it is.
	writes() (c Comment, state string)
}

// Comment is the payload of [TaskComment].
type Comment struct {
	Event int    `json:"seq,omitempty"`  // number of the event that led to it, for operators who read the row; 0 for none
	Issue string `json:"ref,omitempty"`  // owner/repo#number
	Text  string `json:"text,omitempty"` // finished, with the marker
}

// Task implements [ledger.Payload].
func (Comment) Task() ledger.Task { return TaskComment }

func (c Comment) writes() (comment Comment, state string) { return c, "" }

// Close is the payload of [TaskClose].
type Close Comment

// Task implements [ledger.Payload].
func (Close) Task() ledger.Task { return TaskClose }

func (c Close) writes() (comment Comment, state string) { return Comment(c), "closed" }

// Reopen is the payload of [TaskReopen].
type Reopen Comment

// Task implements [ledger.Payload].
func (Reopen) Task() ledger.Task { return TaskReopen }

func (c Reopen) writes() (comment Comment, state string) { return Comment(c), "open" }

// writingFor makes a comment the payload of the task.
func writingFor(task ledger.Task, c Comment) Writing {
	switch task {
	case TaskClose:
		return Close(c)
	case TaskReopen:
		return Reopen(c)
	default:
		return c
	}
}

// Page is the address of a page that says which answers of an asset count as closed; "" is none.
type Page string

// React is the [disclosure.Reaction] of this channel: a probe that was requested in an issue is answered there, a
// verified closure closes the issues of the case, and a re-opening reopens them. The jobs carry the finished text,
// marker included, so that every attempt writes the same. The answer to a probe
// refers to the page.
func (p Page) React(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	if after == nil || len(after.Issues) == 0 {
		return nil
	}
	if after.UnderThreat() {
		return nil // each word to the other side is now a person's
	}
	var jobs []ledger.Job
	// One comment per asset is enough: a closure or re-opening says more than the probe that led to it.
	covered := make(map[string]bool)
	for i := range events {
		switch ev := &events[i]; {
		case ev.Kind == disclosure.KindClosed && ev.Detail.Closure != nil && ev.Detail.Closure.Verified:
			covered[ev.Detail.AssetID] = true
			jobs = append(jobs, everywhere(after, ev, func(c *disclosure.Case, t tongue) (ledger.Task, string) { return closing(c, ev, t) })...)
		case ev.Kind == disclosure.KindReopened:
			covered[ev.Detail.AssetID] = true
			verified := false
			if before != nil {
				asset, _ := before.Asset(ev.Detail.AssetID)
				verified = asset.Closure.Verified
			}
			jobs = append(jobs, everywhere(after, ev, func(c *disclosure.Case, t tongue) (ledger.Task, string) {
				return TaskReopen, t.reopened(assetName(c, ev.Detail.AssetID), eventTime(ev), verified)
			})...)
		}
	}
	jobs = append(jobs, decided(before, after, events)...)
	for i := range events {
		if ev := &events[i]; ev.Kind == disclosure.KindProbed && !covered[ev.Detail.AssetID] {
			jobs = append(jobs, p.answering(after, ev)...)
		}
	}
	return jobs
}

// closing is the comment on a verified closure in an issue. It closes the issue if no open asset is left in c, which has the
// assets of the party of the issue.
func closing(c *disclosure.Case, ev *disclosure.Event, t tongue) (ledger.Task, string) {
	var left []string
	dates := make([]AssetDates, 0, len(c.Assets))
	for _, a := range c.Assets {
		closed := a.Closure.Verified && a.Exposure == disclosure.ExposureClosed
		if a.ID == ev.Detail.AssetID || closed || a.Exposure == disclosure.ExposureDestroyed {
			closure := a.Closure
			if a.ID == ev.Detail.AssetID {
				closure = *ev.Detail.Closure
			}
			dates = append(dates, AssetDates{
				Asset: assetName(c, a.ID), LastOpen: closure.LastOpen, Closed: closure.At, Contacted: c.FirstContact,
			})
			continue
		}
		left = append(left, a.ID)
	}
	if len(left) > 0 {
		return TaskComment, t.partlyClosed(ev.Detail.AssetID, ev.Detail.Closure.At, left)
	}
	if len(dates) == 0 {
		dates = append(dates, AssetDates{
			LastOpen: ev.Detail.Closure.LastOpen, Closed: ev.Detail.Closure.At, Contacted: c.FirstContact,
		})
	}
	return TaskClose, t.closed(dates)
}

// answering comments with the result of a probe in the issue that requested it.
func (p Page) answering(c *disclosure.Case, ev *disclosure.Event) []ledger.Job {
	asked, seen := ev.Detail.Request, ev.Detail.Probe
	if asked == nil || seen == nil || asked.Channel != disclosure.Issue {
		return nil
	}
	ref, ok := ParseRef(asked.Ref)
	if !ok {
		return nil
	}
	// The reference is foreign input, so only an issue of this case is answered.
	i := slices.IndexFunc(c.Issues, func(t disclosure.Tracked) bool { return strings.EqualFold(t.Ref, ref.String()) })
	if i < 0 {
		return nil
	}
	theirs := toldOf(c, c.Issues[i])
	asset, ok := theirs.Asset(ev.Detail.AssetID)
	if !ok {
		return nil // it belongs to somebody else
	}
	answer := Answer{
		Asset: assetName(theirs, ev.Detail.AssetID), Verdict: seen.Verdict, Strength: seen.Strength, Reason: seen.Reason,
		At: seen.Started, Nth: asset.Streak.Strong, Verified: asset.Closure.Verified, Doubted: asset.InDoubt(),
	}
	if answer.At.IsZero() {
		answer.At = eventTime(ev)
	}
	task := TaskComment
	// If a vendor closes an issue while the asset is open, we reopen it once. After that, people have to talk: two
	// sides that reopen and close in turns would not help.
	if seen.Verdict == observed.Open && closings(c, ref) == 1 {
		task, answer.Reopens = TaskReopen, true
	}
	t := tongueFor(c, c.Issues[i])
	return []ledger.Job{job(c, c.Issues[i], ev, task, t.answer(&answer)+t.page(p))}
}

// AnswerStop comments with the text in the issue in which somebody asked us to stop. There is no job where that is no issue of the case.
func AnswerStop(c *disclosure.Case, asked *disclosure.Event, text string) []ledger.Job {
	ref, ok := ParseRef(asked.Ref)
	if !ok || c.UnderThreat() {
		return nil
	}
	for _, t := range c.Issues {
		if strings.EqualFold(t.Ref, ref.String()) {
			key := fmt.Sprintf("%s/%s/%d/%s/stopped", c.ID, TaskComment, asked.Seq, t.Ref)
			return []ledger.Job{commentJob(c.ID, t, tongueFor(c, t), TaskComment, key, text, asked.Seq, asked.RecordedAt)}
		}
	}
	return nil
}

// closings counts how often somebody else closed the issue, if that is the newest claim about it.
func closings(c *disclosure.Case, ref Ref) int {
	n, newest := 0, false
	prefix := strings.ToLower(ref.String()) + "/"
	for _, claim := range c.Claims {
		rest, ok := strings.CutPrefix(strings.ToLower(claim.Ref), prefix)
		if !ok || claim.Kind != disclosure.KindFixClaimed {
			continue
		}
		if newest = strings.HasPrefix(rest, "closed/"); newest {
			n++
		}
	}
	if !newest {
		return 0
	}
	return n
}

// everywhere makes one job for each issue whose party is told of the asset. text gets the case with the assets of that party:
// nobody reads of another's.
func everywhere(c *disclosure.Case, ev *disclosure.Event, text func(*disclosure.Case, tongue) (ledger.Task, string)) []ledger.Job {
	jobs := make([]ledger.Job, 0, len(c.Issues))
	for _, t := range c.Issues {
		theirs := toldOf(c, t)
		if _, ok := theirs.Asset(ev.Detail.AssetID); !ok && ev.Detail.AssetID != "" {
			continue
		}
		task, says := text(theirs, tongueFor(c, t))
		jobs = append(jobs, job(c, t, ev, task, says))
	}
	return jobs
}

// toldOf is the case with the assets that the party of an issue is told of.
func toldOf(c *disclosure.Case, t disclosure.Tracked) *disclosure.Case {
	theirs := *c
	theirs.Assets = outreach.AssetsOf(c, t.Role, t.Name)
	return &theirs
}

func job(c *disclosure.Case, t disclosure.Tracked, ev *disclosure.Event, task ledger.Task, text string) ledger.Job {
	key := fmt.Sprintf("%s/%s/%d/%s", c.ID, task, ev.Seq, t.Ref)
	return commentJob(c.ID, t, tongueFor(c, t), task, key, text, ev.Seq, ev.RecordedAt)
}

// commentJob builds a job that writes a comment.
func commentJob(id disclosure.CaseID, t disclosure.Tracked, in tongue, task ledger.Task, key, text string, seq int, due time.Time) ledger.Job {
	ref, _ := ParseRef(t.Ref)
	c := Comment{Issue: ref.String(), Event: seq, Text: in.comment(text, jobMarker(t.Marker, key))}
	job := ledger.NewJob(ledger.QueueSend, key, writingFor(task, c)).At(due.UTC())
	job.Case, job.Created = id, due.UTC()
	return job
}

// assetName is the name of an asset in an issue: "" if the case has only one.
func assetName(c *disclosure.Case, id string) string {
	if len(c.Assets) < 2 {
		return ""
	}
	return id
}

// eventTime is when something happened, else when we learned it.
func eventTime(ev *disclosure.Event) time.Time {
	if t, ok := ev.At.Instant(); ok {
		return t
	}
	return ev.RecordedAt
}
