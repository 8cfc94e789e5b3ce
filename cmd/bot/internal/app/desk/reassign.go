package desk

import (
	"cmp"
	"context"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/timeline"
)

// ReassignInbound moves an item that was assigned to the wrong case, or taken for the wrong thing. What it led to is corrected
// first, in the transaction that lets go of the item; from then on it waits in the inbox until it is recorded anew, so that a
// fault between the two loses nothing.
func (d *Desk) ReassignInbound(
	ctx context.Context, actor disclosure.Actor, inboxID int64, to disclosure.CaseID, kind disclosure.Kind, party disclosure.Role, why string,
) (*disclosure.Case, error) {
	in, raw, err := d.store.Inbound(ctx, inboxID)
	if err != nil {
		return nil, err
	}
	if in.State != ledger.InboundMatched || in.Case == "" {
		return nil, fault.Errorf(fault.Conflict, "item %d belongs to no case yet: assign it", inboxID)
	}
	from := in.Case
	if to = cmp.Or(to, from); to == from && kind == "" && party == "" {
		return nil, fault.Errorf(fault.Invalid, "item %d belongs to %s already: name another case, kind or party", inboxID, from)
	}
	// What would refuse the second step refuses the first.
	if _, err := d.assignable(ctx, in, raw, to, kind, party); err != nil {
		return nil, err
	}
	events, err := d.store.Events(ctx, from)
	if err != nil {
		return nil, err
	}
	back := incoming.TakeBack{Inbox: inboxID, Text: why, Qualities: map[string]disclosure.Quality{}}
	for _, e := range timeline.CurrentEvents(events) {
		if e.Detail.Inbox != inboxID {
			continue
		}
		back.Events = append(back.Events, e)
		if k := e.Detail.Contact; k != nil {
			back.Qualities[k.ID] = qualityBefore(events, k.ID, e.Seq)
		}
	}
	release := command.Extra{Inbox: &ledger.InboxUpdate{
		ID: inboxID, State: ledger.InboundWaiting, Release: from, Note: "taken out of " + string(from) + " by " + actor.Name,
	}}
	if len(back.Events) == 0 {
		return nil, fault.Errorf(fault.Refused, "nothing in %s came from item %d, so there is nothing to correct: record what it says as an event", from, inboxID)
	}
	if _, err := d.execute(ctx, actor, from, back, release); err != nil {
		return nil, err
	}
	c, err := d.AssignInbound(ctx, actor, inboxID, to, kind, party)
	if err != nil {
		return nil, fault.Errorf(fault.CodeOf(err), "item %d was taken out of %s and waits in the inbox: %w", inboxID, from, err)
	}
	return c, nil
}

// qualityBefore is what was known of a contact before an event.
func qualityBefore(events []disclosure.Event, contact string, seq int) disclosure.Quality {
	for _, e := range slices.Backward(events) {
		if k := e.Detail.Contact; e.Seq < seq && k != nil && k.ID == contact {
			return k.Quality
		}
	}
	return ""
}
