package engine

import (
	"context"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Sender brings messages to one channel.
type Sender interface {
	// Send brings the frozen bytes outside. It calls mark before each step, and the name of the step that cannot
	// be taken back is committed before that step begins.
	Send(ctx context.Context, out ledger.Outgoing, mark func(ctx context.Context, phase string) error) ledger.Delivery
	// Reconcile finds out what became of a message whose sending broke off after the point of no return: Sent when
	// it is there; Retry with After when it may still turn up; Retry without After when it is surely not there and
	// may be sent again; Uncertain when nobody but a person can know.
	Reconcile(ctx context.Context, out ledger.Outgoing) ledger.Delivery
}

// Blobs returns the content of a blob.
type Blobs interface {
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
}

// reconcileAfter is how long an uncertain message is given to turn up before its channel is asked for it.
const reconcileAfter = 20 * time.Second

// maxReconciles is how often a channel is asked before a person is.
const maxReconciles = 6

// phaseReconcile is the phase of a job that waits to be reconciled once more, followed by how often it was.
const phaseReconcile = "reconcile/"

// Sending is the payload of a send job. Those of all channels have the same form.
type Sending interface {
	task.SendMail | task.SendIssue
	ledger.Payload
}

// SendHandler handles the send jobs of one channel.
func SendHandler[P Sending](service *command.Service, blobs Blobs, sender Sender) Handler {
	return Typed(func(ctx context.Context, run *Run, p P) Result {
		c, err := service.Load(ctx, run.Case)
		if err != nil {
			return keep(run, Again(0, err.Error()))
		}
		m, ok := c.Message(task.SendMail(p).Message)
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
		if !fresh {
			return reconciled(run, m.Key, sender.Reconcile(ctx, out))
		}
		g := guard{run: run, service: service, key: m.Key}
		delivery := sender.Send(ctx, out, g.mark)
		if g.withheld != nil {
			return *g.withheld
		}
		return sent(run, m.Key, delivery)
	})
}

// keep leaves the job where it stands: nothing was tried.
func keep(run *Run, res Result) Result {
	res.Phase = run.Phase
	return res
}

// sent turns the outcome of an attempt into the job's result. An unknown outcome is first asked of the channel.
func sent(run *Run, key string, out ledger.Delivery) Result {
	switch {
	case out.Kind == ledger.Uncertain && run.Attempts < maxAttempts:
		res := Again(reconcileAfter, out.Reason)
		if res.Phase = run.Phase; ledger.Repeatable(res.Phase) {
			res.Phase = "uncertain" // a sender that forgot its mark must not be run again
		}
		return res
	case out.Kind == ledger.Retry && run.Attempts >= maxAttempts:
		out = ledger.Delivery{Kind: ledger.Permanent, Reason: "given up: " + out.Reason, Ours: true}
	case out.Kind == ledger.Retry:
		return Result{Delivery: out}
	}
	return Result{Delivery: out, Command: message.RecordDelivery{Message: key, Delivery: out}}
}

// reconciled turns what the channel knows into the job's result. Only what is surely not there is sent again;
// everything else takes a person's word.
func reconciled(run *Run, key string, out ledger.Delivery) Result {
	if out.Kind == ledger.Retry && out.After == 0 {
		return Result{Delivery: out} // from the beginning
	}
	n := 1 // attempts count the sends before it too, so that the phase counts the reconciles
	if done, ok := strings.CutPrefix(run.Phase, phaseReconcile); ok {
		if before, err := strconv.Atoi(done); err == nil {
			n = before + 1
		}
	}
	if out.Kind == ledger.Retry && n < maxReconciles && run.Attempts < maxAttempts {
		return Result{Delivery: out, Phase: phaseReconcile + strconv.Itoa(n)}
	}
	if out.Kind == ledger.Retry {
		out = ledger.Delivery{Kind: ledger.Uncertain, Reason: out.Reason}
	}
	return Result{Delivery: out, Command: message.RecordDelivery{Message: key, Delivery: out}}
}
