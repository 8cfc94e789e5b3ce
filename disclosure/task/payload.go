package task

import (
	"encoding/json"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/medium"
)

// Send is the payload of the job that sends a message. Its task names the channel, so [SendOf] reads it.
type Send struct {
	Channel disclosure.Channel `json:"-"`
	Message string             `json:"message,omitempty"` // key of the message
}

// Task implements [ledger.Payload].
func (s Send) Task() ledger.Task { return ledger.SendTask(s.Channel) }

// SendOf reads the payload of a job that sends a message. It refuses any other job.
func SendOf(j ledger.Job) (Send, error) {
	c, ok := j.Task().SendsOn()
	if !ok {
		return Send{}, fault.Errorf(fault.Internal, "a job of the task %q sends no message", j.Task())
	}
	out := Send{Channel: c}
	if err := json.Unmarshal([]byte(j.Args()), &out); err != nil {
		return Send{}, fault.Errorf(fault.Internal, "the payload of a job of the task %q cannot be read: %w", j.Task(), err)
	}
	return out, nil
}

// ForMessage is the payload of the job that sends the message with the key on the channel; nil for a channel on which only
// people reach others.
func ForMessage(c disclosure.Channel, message string) ledger.Payload {
	if !medium.Of(c).Carried {
		return nil
	}
	return Send{Channel: c, Message: message}
}

// SentBy reports whether Daylight itself sends on the channel.
func SentBy(c disclosure.Channel) bool { return medium.Of(c).Carried }

// Probe is the payload of [ledger.TaskProbe].
type Probe struct {
	Asset   string                  `json:"asset,omitempty"`
	Request disclosure.ProbeRequest `json:"asked,omitzero"` // zero is a scheduled one
}

// Task implements [ledger.Payload].
func (Probe) Task() ledger.Task { return ledger.TaskProbe }

// ProbeFrom is the payload of [ledger.TaskProbeFrom].
type ProbeFrom struct {
	Vantage string                  `json:"vantage,omitempty"` // the place that asks
	Asset   string                  `json:"asset,omitempty"`
	Request disclosure.ProbeRequest `json:"asked,omitzero"` // zero is a scheduled one
}

// Task implements [ledger.Payload].
func (ProbeFrom) Task() ledger.Task { return ledger.TaskProbeFrom }

// Deadline is the payload of [ledger.TaskDeadline].
type Deadline struct {
	Clause string `json:"clause,omitempty"`
	Due    string `json:"ref,omitempty"` // the date, for whoever looks at the row: what ran out is computed when it rings
}

// Task implements [ledger.Payload].
func (Deadline) Task() ledger.Task { return ledger.TaskDeadline }

// Remind is the payload of [ledger.TaskRemind].
type Remind struct {
	Clause  string     `json:"clause,omitempty"`
	Episode int        `json:"seq,omitempty"`
	Due     civil.When `json:"ref,omitzero"`
	Days    int        `json:"days,omitempty"` // before the deadline
}

// Task implements [ledger.Payload].
func (Remind) Task() ledger.Task { return ledger.TaskRemind }

// Escalation is the payload of [ledger.TaskEscalation].
type Escalation struct {
	Clause  string `json:"clause,omitempty"`
	Episode int    `json:"seq,omitempty"`
	Contact string `json:"ref,omitempty"` // its id
}

// Task implements [ledger.Payload].
func (Escalation) Task() ledger.Task { return ledger.TaskEscalation }

// Finding is the payload of [ledger.TaskFinding].
type Finding struct {
	Asset string `json:"asset,omitempty"` // what anybody could claim
}

// Task implements [ledger.Payload].
func (Finding) Task() ledger.Task { return ledger.TaskFinding }
