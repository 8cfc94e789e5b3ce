package task

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
)

// ForMessage is the payload of the job that sends the message with the key on the channel; nil for a channel on which only
// people reach others.
func ForMessage(c disclosure.Channel, message string) ledger.Payload {
	switch c {
	case disclosure.Email:
		return SendMail{Message: message}
	case disclosure.Issue:
		return SendIssue{Message: message}
	case disclosure.Phone, disclosure.Form, disclosure.Letter, disclosure.Social, disclosure.Chat:
		return nil
	}
	return nil
}

// SentBy reports whether Daylight itself sends on the channel.
func SentBy(c disclosure.Channel) bool { return ForMessage(c, "") != nil }

// SendMail is the payload of [ledger.TaskSendMail].
type SendMail struct {
	Message string `json:"message,omitempty"` // key of the message
}

// Task implements [ledger.Payload].
func (SendMail) Task() ledger.Task { return ledger.TaskSendMail }

// SendIssue is the payload of [ledger.TaskSendIssue].
type SendIssue struct {
	Message string `json:"message,omitempty"` // key of the message
}

// Task implements [ledger.Payload].
func (SendIssue) Task() ledger.Task { return ledger.TaskSendIssue }

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
