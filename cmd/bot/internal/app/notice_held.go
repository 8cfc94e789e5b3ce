package app

import (
	"context"
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// held tells the team that something names a case and moved nothing, because nobody knows who wrote it. A request to stop
// is told at once, in quiet hours too: a person may honour it. One notice a day for each case is enough, so that nobody
// can fill our mailboxes by writing to us.
func (n *notifier) held(ctx context.Context, id disclosure.CaseID, item int64, stop bool) []ledger.Job {
	now := n.service.Now()
	what, text := "held", fmt.Sprintf("inbox item %d names the case and moved nothing: who wrote it is not known", item)
	if stop {
		what, text = "stop", fmt.Sprintf("inbox item %d asks to STOP and moved nothing: who wrote it is not known", item)
	}
	var jobs []ledger.Job
	for _, person := range n.readers() {
		if !n.mayRead(ctx, person, id) {
			continue
		}
		due := now
		if !stop {
			due = n.quietEnd(person, now.Add(noticeWait))
		}
		key := fmt.Sprintf("%s%s/%s/%s", noticePrefix(person), id, what, now.UTC().Format(time.DateOnly))
		job := ledger.NewJob(ledger.QueueSend, key, notice{Person: person, Text: text, Urgent: stop}).At(due)
		job.Case = id
		jobs = append(jobs, job)
	}
	return jobs
}
