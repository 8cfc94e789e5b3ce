package clock

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// TimerKey returns the key of the job that wakes the engine when a clock runs out. The key contains the instant, so a moved
// deadline gets a new timer. The old timer still fires, finds that the clock still runs, and does nothing.
func (d *Deadline) TimerKey(id disclosure.CaseID) string {
	return fmt.Sprintf("%s/clock/%d/%s/%s", id, d.Episode, d.Key(), d.Ends.UTC().Format("20060102T150405Z"))
}

// TimerJobs returns the jobs for every clock that lies ahead, each at the first instant after its deadline. They may be
// queued again after every decision: a job whose key is known already is the same job. A clock that has run out
// already gets a job as well, due at once by its date, so that a deadline that passed while nobody looked is noticed.
func TimerJobs(id disclosure.CaseID, clocks []Deadline) []ledger.Job {
	var jobs []ledger.Job
	for i := range clocks {
		d := &clocks[i]
		if !d.Runs() || d.Ends.IsZero() {
			continue
		}
		job := ledger.NewJob(ledger.QueueTimer, d.TimerKey(id), task.Deadline{Clause: d.Key(), Due: d.Due.String()})
		job.Case = id
		jobs = append(jobs, job.At(d.Ends))
	}
	return jobs
}
