package slack

import (
	"context"
	"fmt"
	"runtime/debug"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Handle processes a stored delivery. The engine calls it with the inbox item of a job with [TaskInbound]; the result
// goes into the transaction that finishes the job. An error means that nothing was done and a retry may help; in all
// other cases, refusals included, the person got an answer and the delivery is finished.
//
// Handle may run twice for one delivery, when the process dies in between. Each command behind it is idempotent: a
// finding by its target, an approval by its revision, a send by its key.
func (a *App) Handle(ctx context.Context, in ledger.Inbound, raw []byte) (update ledger.InboxUpdate, err error) {
	update = ledger.InboxUpdate{ID: in.ID, State: ledger.InboundFailed}
	env, err := readEnvelope(raw)
	if err != nil {
		update.Note = reason(err)
		return update, nil
	}
	who, err := env.interaction()
	if err != nil {
		update.Note = reason(err)
		return update, nil
	}
	defer func() {
		if p := recover(); p != nil {
			a.log.ErrorContext(ctx, "a handler panicked", "inbox", in.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			update = ledger.InboxUpdate{ID: in.ID, State: ledger.InboundFailed, Note: "the handler panicked; the log has the details"}
			err = nil
			a.tell(ctx, who, "Not done", "Something went wrong on our side. Nobody was contacted; the log has the details.")
		}
	}()
	return a.work(ctx, in, who)
}

func (a *App) work(ctx context.Context, in ledger.Inbound, who interaction) (ledger.InboxUpdate, error) {
	update := ledger.InboxUpdate{ID: in.ID, State: ledger.InboundFailed}
	r, c, err := a.resolve(who)
	if err != nil || r.Run == nil {
		update.Note = "no command or button matches this"
		return update, nil //nolint:nilerr // the note has the reason, and a retry would not help
	}
	// The ranks may have changed since the delivery was stored.
	by := a.allowed(ctx, who.knock(), r.Doing, r.Rank)
	switch {
	case by.Unclear: // it was clear when it was stored, and may be again
		return update, fault.Errorf(fault.Unavailable, "%s", by.Refusal)
	case !by.Known:
		update.Note = "refused"
		a.tell(ctx, who, "Not done", by.Refusal)
		return update, nil
	}
	c.Actor = by.Actor
	result, err := r.Run(a.as(c.Actor), ctx, c)
	switch fault.CodeOf(err) {
	case "":
	case fault.Unavailable:
		return update, err
	case fault.Internal:
		a.log.ErrorContext(ctx, "a request from Slack failed", "inbox", in.ID, "route", r.Name, "error", err.Error())
		fallthrough
	default:
		a.tell(ctx, who, "Not done", explain(err)+a.as(c.Actor).nearest(ctx, c, err))
		update.Note, update.Case = cutBytes(reason(err), 500), result.Case
		return update, nil
	}
	update.State, update.Case, update.Note = ledger.InboundMatched, result.Case, result.Note
	if result.Case == "" {
		update.State = ledger.InboundIgnored // a list or a help text belongs to no case
	}
	return update, nil
}
