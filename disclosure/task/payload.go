package task

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// ForMessage is the payload of the job that sends the message with the key on the channel; nil for a channel on which only
// people reach others.
func ForMessage(c disclosure.Channel, message string) disclosure.Payload {
	switch c {
	case disclosure.Email:
		return SendMail{Message: message}
	case disclosure.Issue:
		return SendIssue{Message: message}
	case disclosure.Phone, disclosure.Form, disclosure.Letter:
		return nil
	}
	return nil
}

// SentBy reports whether Daylight itself sends on the channel.
func SentBy(c disclosure.Channel) bool { return ForMessage(c, "") != nil }

// SendMail is the payload of [disclosure.TaskSendMail].
type SendMail struct {
	Message string `json:"message,omitempty"` // key of the message
}

// Task implements [disclosure.Payload].
func (SendMail) Task() disclosure.Task { return disclosure.TaskSendMail }

// SendIssue is the payload of [disclosure.TaskSendIssue].
type SendIssue struct {
	Message string `json:"message,omitempty"` // key of the message
}

// Task implements [disclosure.Payload].
func (SendIssue) Task() disclosure.Task { return disclosure.TaskSendIssue }

// Probe is the payload of [disclosure.TaskProbe].
type Probe struct {
	Asset   string                  `json:"asset,omitempty"`
	Request disclosure.ProbeRequest `json:"asked,omitzero"` // zero is a scheduled one
}

// Task implements [disclosure.Payload].
func (Probe) Task() disclosure.Task { return disclosure.TaskProbe }

// ProbeFrom is the payload of [disclosure.TaskProbeFrom].
type ProbeFrom struct {
	Vantage string                  `json:"vantage,omitempty"` // the place that asks
	Asset   string                  `json:"asset,omitempty"`
	Request disclosure.ProbeRequest `json:"asked,omitzero"` // zero is a scheduled one
}

// Task implements [disclosure.Payload].
func (ProbeFrom) Task() disclosure.Task { return disclosure.TaskProbeFrom }

// Deadline is the payload of [disclosure.TaskDeadline].
type Deadline struct {
	Clause string `json:"clause,omitempty"`
	Due    string `json:"ref,omitempty"` // the date, for whoever looks at the row: what ran out is computed when it rings
}

// Task implements [disclosure.Payload].
func (Deadline) Task() disclosure.Task { return disclosure.TaskDeadline }

// Remind is the payload of [disclosure.TaskRemind].
type Remind struct {
	Clause  string     `json:"clause,omitempty"`
	Episode int        `json:"seq,omitempty"`
	Due     civil.When `json:"ref,omitzero"`
	Days    int        `json:"days,omitempty"` // before the deadline
}

// Task implements [disclosure.Payload].
func (Remind) Task() disclosure.Task { return disclosure.TaskRemind }

// Escalation is the payload of [disclosure.TaskEscalation].
type Escalation struct {
	Clause  string `json:"clause,omitempty"`
	Episode int    `json:"seq,omitempty"`
	Contact string `json:"ref,omitempty"` // its id
}

// Task implements [disclosure.Payload].
func (Escalation) Task() disclosure.Task { return disclosure.TaskEscalation }

// Finding is the payload of [disclosure.TaskFinding].
type Finding struct {
	Asset string `json:"asset,omitempty"` // what anybody could claim
}

// Task implements [disclosure.Payload].
func (Finding) Task() disclosure.Task { return disclosure.TaskFinding }
