package engine

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// maxLooks is how often a channel is asked for an uncertain message, askAgain how long it is given in between.
const (
	maxLooks = 6
	askAgain = 10 * time.Second
)

// AskHandler asks the channel of an uncertain message whether it is there. It never sends: what is not there may still
// have left by another way, and only a person has it sent again. Channels without a sender cannot be asked.
func AskHandler(service *command.Service, blobs Blobs, senders map[disclosure.Channel]Sender) Handler {
	return Typed(func(ctx context.Context, run *Run, p task.AskMessage) Result {
		c, err := service.Load(ctx, run.Case)
		if err != nil {
			return Again(0, err.Error())
		}
		m, ok := c.Message(p.Message)
		if !ok {
			return Failed("the message is not on record")
		}
		if m.State != disclosure.MessageUncertain {
			return answered("somebody has answered already")
		}
		sender, ok := senders[m.Channel]
		if !ok {
			return answered("nobody can be asked: a person decides")
		}
		raw, err := blobs.Blob(ctx, m.Raw)
		if err != nil {
			return Again(0, "the frozen bytes cannot be read: "+err.Error())
		}
		out := sender.Find(ctx, ledger.Outgoing{Case: run.Case, Message: m, Bytes: raw})
		switch {
		case out.Kind == ledger.Sent:
			return Result{Delivery: out, Command: message.RecordDelivery{Message: m.Key, Delivery: out}}
		case out.Kind == ledger.Retry && out.After > 0 && run.Attempts < maxLooks:
			return Again(max(out.After, askAgain), out.Reason)
		}
		return answered("it was not found: a person decides")
	})
}

// answered ends the job of a question.
func answered(what string) Result {
	res := Done(nil)
	res.Receipt = what
	return res
}
