package engine

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/task"
)

// Sender brings messages to one channel. Both methods mean the same as those of [outbound.Effect].
type Sender interface {
	Send(ctx context.Context, out ledger.Outgoing, mark func(ctx context.Context, phase string) error) ledger.Delivery
	Find(ctx context.Context, out ledger.Outgoing) ledger.Delivery
}

// Blobs returns the content of a blob.
type Blobs interface {
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
}

// SendHandler handles the send jobs of one channel.
func SendHandler(channel disclosure.Channel, service *command.Service, blobs Blobs, sender Sender, policy outbound.Policy) Handler {
	return Handler{Task: ledger.SendTask(channel), Do: func(ctx context.Context, run *Run) Result {
		p, err := task.SendOf(run.Job)
		if err != nil {
			return Failed(err.Error())
		}
		c, err := service.Load(ctx, run.Case)
		if err != nil {
			return keep(run, Again(0, err.Error()))
		}
		m, ok := c.Message(p.Message)
		if !ok {
			return Failed("the message is not on record")
		}
		fresh := ledger.Repeatable(run.Phase)
		// A message that was withheld while it was on its way may be there all the same.
		onItsWay := m.State == disclosure.MessageCancelled && !fresh
		if m.State != disclosure.MessageQueued && !onItsWay {
			// The result of an earlier run is already on record.
			return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: m.Receipt}}
		}
		if fresh {
			if res, ready := mayLeave(ctx, run, service, c, &m); !ready {
				return res
			}
		}
		raw, err := blobs.Blob(ctx, m.Raw)
		if err != nil {
			return keep(run, Again(0, "the frozen bytes cannot be read: "+err.Error()))
		}
		out := ledger.Outgoing{Case: run.Case, Message: m, Bytes: raw, Begun: run.Created}
		e := effect{guard: &guard{run: run, service: service, key: m.Key}, sender: sender, out: out}
		step := outbound.Advance(ctx, outbound.Standing{Phase: run.Phase, Attempts: run.Attempts, Now: run.Now, Mark: e.guard.mark}, e, policy)
		if e.guard.withheld != nil {
			return *e.guard.withheld
		}
		return settled(run, m.Key, step)
	}}
}

// keep leaves the job where it stands: nothing was tried.
func keep(run *Run, res Result) Result {
	res.Phase = run.Phase
	return res
}

// effect is a message in the hands of its channel.
type effect struct {
	guard  *guard
	sender Sender
	out    ledger.Outgoing
}

// Send implements [outbound.Effect].
func (e effect) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return e.sender.Send(ctx, e.out, mark)
}

// Find implements [outbound.Effect].
func (e effect) Find(ctx context.Context) ledger.Delivery { return e.sender.Find(ctx, e.out) }

// Stepped is the result of a job that goes on, or ends, as a step says.
func Stepped(run *Run, step outbound.Step) Result {
	res := Result{Delivery: step.Delivery, Phase: step.Phase}
	if step.Kind == ledger.Retry && outbound.InDoubt(step.Phase) {
		res.Until = run.Now.Add(step.After)
	}
	return res
}

// settled turns a step into the job's result. What is neither there nor to be tried again takes a person's word.
func settled(run *Run, key string, step outbound.Step) Result {
	out := step.Delivery
	switch {
	case outbound.InDoubt(step.Phase) || out.Kind == ledger.Retry && run.Attempts < maxAttempts:
		return Stepped(run, step)
	case out.Kind == ledger.Retry && ledger.Repeatable(step.Phase):
		out = ledger.Delivery{Kind: ledger.Permanent, Reason: "given up: " + out.Reason, Ours: true}
	case out.Kind == ledger.Retry:
		out = ledger.Delivery{Kind: ledger.Uncertain, Reason: out.Reason}
	}
	return Result{Delivery: out, Command: message.RecordDelivery{Message: key, Delivery: out}}
}
