package webhook

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// TaskEvent is the task that posts an event.
const TaskEvent ledger.Task = "webhook/event"

// Event is the payload of [TaskEvent].
type Event struct {
	Event int `json:"seq,omitempty"` // its number
	// Notice is what members of the team are told because of it; "" for a notable event, which says what it is by itself.
	Notice string `json:"notice,omitempty"`
}

// Task implements [ledger.Payload].
func (Event) Task() ledger.Task { return TaskEvent }

// maxJobs bounds how many posts one commit can lead to. More events than that come from an import.
const maxJobs = 8

// Reaction derives a post from each notable event of a case that everybody in the team may see. It is pure; the jobs are committed with
// the events.
func Reaction(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	if after == nil || after.Imported && before == nil {
		return nil
	}
	var jobs []ledger.Job
	for i := range events {
		e := &events[i]
		if !notable(e) || len(jobs) == maxJobs {
			continue
		}
		j := ledger.NewJob(ledger.QueueSend, fmt.Sprintf("webhook/%s/%d", after.ID, e.Seq), Event{Event: e.Seq}).At(e.RecordedAt)
		j.Case = after.ID
		jobs = append(jobs, j)
	}
	return jobs
}

func notable(e *disclosure.Event) bool { return !e.Planned && !e.Kind.Info().Silent }

// Told derives a post from what members of the team are told because of an event. One that is notable is posted anyway.
func Told(c *disclosure.Case, e *disclosure.Event, text string) []ledger.Job {
	if notable(e) {
		return nil
	}
	j := ledger.NewJob(ledger.QueueSend, fmt.Sprintf("webhook/%s/%d/notice", c.ID, e.Seq), Event{Event: e.Seq, Notice: text}).At(e.RecordedAt)
	j.Case = c.ID
	return []ledger.Job{j}
}
