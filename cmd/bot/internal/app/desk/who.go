package desk

import (
	"context"

	"daylight/cmd/bot/internal/app/desk/suggest"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// SayWho records that a person, or a machine, wrote an item, and applies what follows: an answer of a person stops clocks from
// the day on which it came, and an automatic one does not. It works for what waits and for what was taken for the other. An
// empty case is the one that the item names.
func (d *Desk) SayWho(
	ctx context.Context, actor disclosure.Actor, inboxID int64, id disclosure.CaseID, who inbound.Class, why string,
) (*disclosure.Case, error) {
	in, raw, err := d.store.Inbound(ctx, inboxID)
	if err != nil {
		return nil, err
	}
	var kind disclosure.Kind
	switch who {
	case inbound.Person:
		kind = inbound.Read(d.Excerpt(in, raw)).Kind()
	case inbound.Automatic:
		kind = disclosure.KindAutoReplied
	case inbound.Unclear:
		return nil, fault.Errorf(fault.Invalid, "say whether a person or a machine wrote item %d", inboxID)
	default:
		return nil, fault.Errorf(fault.Invalid, "%q is neither a person nor a machine", who)
	}
	if in.State == ledger.InboundMatched {
		return d.ReassignInbound(ctx, actor, inboxID, id, kind, "", why)
	}
	return d.AssignInbound(ctx, actor, inboxID, id, kind, "")
}

// Suggested returns the cases that an item without one may mean, as far as the reader may see them: see [suggest.Cases].
func (d *Desk) Suggested(ctx context.Context, in ledger.Inbound) ([]disclosure.CaseID, error) {
	return suggest.Cases(ctx, in, d.cfg.Prefix, d.store.LoadSome, d.shapes.Knows)
}

// Unclear reports whether it does not show who wrote an item: a person has to say so.
func (d *Desk) Unclear(in ledger.Inbound, raw []byte) bool {
	shown, ok := d.shapes.Show(in, raw)
	return ok && shown.Unclear
}
