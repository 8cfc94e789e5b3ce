package engine

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Inbox returns an inbound item with its raw bytes.
type Inbox interface {
	Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error)
}

// Meaning is what an inbound item turned out to be.
type Meaning struct {
	Case    disclosure.CaseID // "" leaves the item to a person
	Command command.Command
	Inbox   ledger.InboxUpdate
	Blobs   []disclosure.Blob
	Refs    []ledger.Ref
	Jobs    []ledger.Job
}

// Interpreter reads what came in on one channel. It must not change anything: what it finds is committed with
// the end of the job.
type Interpreter func(ctx context.Context, in ledger.Inbound, raw []byte) (Meaning, error)

// Reading is the payload of an inbound job, which embeds [ledger.ItemRef].
type Reading interface {
	ledger.Payload
	Item() int64
}

// InboundHandler handles the inbound jobs of one channel. An item that cannot be read is kept and shown, never
// dropped.
func InboundHandler[P Reading](inbox Inbox, read Interpreter) Handler {
	return Typed(func(ctx context.Context, _ *Run, p P) Result {
		in, raw, err := inbox.Inbound(ctx, p.Item())
		if err != nil {
			return Again(0, err.Error())
		}
		if in.State != ledger.InboundNew && in.State != ledger.InboundWaiting {
			return Done(nil)
		}
		m, err := readSafely(ctx, read, in, raw)
		if ctx.Err() != nil && err != nil {
			return Again(0, interrupted) // nothing is wrong with the item
		}
		if fault.CodeOf(err) == fault.Unavailable {
			return Again(0, err.Error()) // somebody has to be asked first, and does not answer now
		}
		if err != nil {
			update := ledger.InboxUpdate{ID: in.ID, State: ledger.InboundFailed, Note: err.Error()}
			return Result{Delivery: ledger.Delivery{Kind: ledger.Sent}, Inbox: &update}
		}
		m.Inbox.ID = in.ID
		res := Done(m.Command)
		res.Case, res.Inbox, res.Blobs, res.Refs, res.Jobs = m.Case, &m.Inbox, m.Blobs, m.Refs, m.Jobs
		return res
	})
}

// readSafely turns a panic into an error: one item that breaks a parser waits for a person and does not come back
// again and again.
func readSafely(ctx context.Context, read Interpreter, in ledger.Inbound, raw []byte) (m Meaning, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Errorf(fault.Internal, "defect while reading the item")
		}
	}()
	return read(ctx, in, raw)
}
