package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"daylight/disclosure/fault"
)

// Payload is what a job needs to know. Each task has a type of its own for it, so that no handler reads what is meant
// for another one. A channel has the payloads of its tasks in its own package.
//
// It is stored as a JSON object, and a job may be read by another version of the program than the one that made it. So
// the key of a field is never renamed, a new field has a safe zero value, and a field is never given another meaning.
type Payload interface {
	// Task is the task that the payload is for. It must not depend on the value: [PayloadOf] calls it on the zero value.
	Task() Task
}

// NewJob returns a job that waits to do the task of the payload. It has no due time, which means now. Without a payload
// it has no task either, and no store takes it.
func NewJob(queue Queue, key string, p Payload) Job {
	j := Job{Queue: queue, Key: key, State: JobWaiting}
	if p != nil {
		j.task, j.args = p.Task(), encode(p)
	}
	return j
}

func encode(v any) string {
	args, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("ledger: the payload %T: %v", v, err)) // cannot happen: a payload is plain data
	}
	return string(args)
}

// Stored returns the job with what a store kept of its payload: the task, and what [Job.Args] gave.
func (j Job) Stored(task Task, args string) Job {
	j.task, j.args = task, args
	return j
}

// Task names what the job does.
func (j Job) Task() Task { return j.task }

// Args is the payload as it is stored, a JSON object. Only [PayloadOf] reads it.
func (j Job) Args() string {
	if j.args == "" {
		return "{}"
	}
	return j.args
}

// At returns the job with the time at which it is due.
func (j Job) At(due time.Time) Job {
	j.Due = due
	return j
}

// PayloadOf reads the payload of a job. It refuses the job of another task. Keys that it does not know are skipped:
// another version may have written them.
func PayloadOf[P Payload](j Job) (P, error) {
	var p, none P
	if want := p.Task(); j.task != want {
		return none, fault.Errorf(fault.Internal, "a job of the task %q has no payload of %q", j.task, want)
	}
	if err := json.Unmarshal([]byte(j.Args()), &p); err != nil {
		return none, fault.Errorf(fault.Internal, "the payload of a job of the task %q cannot be read: %w", j.task, err)
	}
	return p, nil
}

// ItemRef is what each payload of an inbound job embeds and has no field besides: the item of the inbox to read.
type ItemRef struct {
	Inbox int64 `json:"inbox"`
}

// Item is the id of the item.
func (r ItemRef) Item() int64 { return r.Inbox }

// ForItem gives an inbound job the id of its item, which is known only once the inbox has stored the item. It refuses
// a job that does not wait for one.
func (j Job) ForItem(id int64) (Job, error) {
	if j.args != encode(ItemRef{}) {
		return j, fault.Errorf(fault.Internal, "a job of the task %q does not wait for an item of the inbox", j.task)
	}
	j.args = encode(ItemRef{Inbox: id})
	return j, nil
}
