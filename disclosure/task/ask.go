package task

import (
	"daylight/disclosure/ledger"
)

// TaskAskMessage is the task that asks a channel whether it has a message. It sends nothing.
const TaskAskMessage ledger.Task = "send/ask"

// AskMessage is the payload of [TaskAskMessage].
type AskMessage struct {
	Message string `json:"message,omitempty"` // key of the message
}

// Task implements [ledger.Payload].
func (AskMessage) Task() ledger.Task { return TaskAskMessage }
