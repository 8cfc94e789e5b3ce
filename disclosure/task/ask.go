package task

import "daylight/disclosure"

// TaskAskMessage is the task that asks a channel whether it has a message. It sends nothing.
const TaskAskMessage disclosure.Task = "send/ask"

// AskMessage is the payload of [TaskAskMessage].
type AskMessage struct {
	Message string `json:"message,omitempty"` // key of the message
}

// Task implements [disclosure.Payload].
func (AskMessage) Task() disclosure.Task { return TaskAskMessage }
