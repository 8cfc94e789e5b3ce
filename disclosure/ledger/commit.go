package ledger

import (
	"errors"
	"time"

	"daylight/disclosure"
)

// ErrLeaseLost says that somebody else took over a job while it ran; its result is dropped.
var ErrLeaseLost = errors.New("the lease of the job was lost")

// Commit is what one transaction writes.
type Commit struct {
	Case   *disclosure.Case // after the events; nil when only a job is finished
	Expect int              // version of the case before the events; 0 for a new case
	Events []disclosure.Event
	Jobs   []Job // a job whose key exists already is skipped
	Blobs  []disclosure.Blob
	Finish *Finish
	Inbox  *InboxUpdate
	Refs   []Ref
}

// Finish ends a running job. It is fenced: only the holder of the lease can finish it.
type Finish struct {
	JobID     int64
	Owner     string
	State     JobState // JobDone, JobFailed, JobUncertain, or JobWaiting to run again at Due
	Due       time.Time
	LastError string
	Receipt   string
	Phase     string
}

// InboxUpdate moves an inbound item.
type InboxUpdate struct {
	ID    int64
	State InboundState
	Case  disclosure.CaseID
	Note  string
	// Release is the case that gives a matched item up, because a person assigned it wrongly. Only that case can.
	Release disclosure.CaseID
}

// Ref is where a channel keeps something that belongs to a case, such as the channel and timestamp of a Slack card.
type Ref struct {
	Case  disclosure.CaseID
	Owner string // slack, github
	Name  string // card, thread
	Value string
	// Sole says that the name has one value in all cases: a commit that brings another one is refused as a whole. It is
	// how a place that has room for one party is given away once.
	Sole bool
}
