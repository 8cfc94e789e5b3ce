package desk

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/notify"
	"daylight/notify/email"
)

// excerptRunes bounds the excerpt of a received text in the timeline; the raw bytes keep all of it.
const excerptRunes = 2000

// Inbox returns the items that wait for a person, or all items.
func (d *Desk) Inbox(ctx context.Context, all bool) ([]disclosure.Inbound, error) {
	if all {
		return d.store.ListInbound(ctx, "", 200)
	}
	var out []disclosure.Inbound
	for _, state := range []disclosure.InboundState{disclosure.InboundWaiting, disclosure.InboundFailed, disclosure.InboundNew} {
		items, err := d.store.ListInbound(ctx, state, 200)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}

// Inbound returns an item of the inbox with its bytes.
func (d *Desk) Inbound(ctx context.Context, id int64) (disclosure.Inbound, []byte, error) {
	return d.store.Inbound(ctx, id)
}

// Excerpt is the readable part of an inbound item, made safe to show.
func (d *Desk) Excerpt(in disclosure.Inbound, raw []byte) string {
	if in.Channel != disclosure.Email {
		return notify.Cap(notify.Plain(string(raw)), excerptRunes)
	}
	m, err := email.Read(raw)
	if err != nil {
		return notify.Cap(notify.Plain(string(raw)), excerptRunes)
	}
	return notify.Cap(notify.Plain(m.Reply), excerptRunes)
}

// AssignInbound records the case and the kind of a waiting item. An empty kind means a reply from a person.
func (d *Desk) AssignInbound(
	ctx context.Context, actor disclosure.Actor, inboxID int64, id disclosure.CaseID, kind disclosure.Kind, party disclosure.Role,
) (*disclosure.Case, error) {
	in, raw, err := d.store.Inbound(ctx, inboxID)
	if err != nil {
		return nil, err
	}
	if in.State == disclosure.InboundMatched {
		return nil, fault.Errorf(fault.Conflict, "item %d already belongs to %s", inboxID, in.Case)
	}
	if kind == "" {
		kind = disclosure.KindReplied
	}
	switch kind {
	case disclosure.KindReplied, disclosure.KindBounced, disclosure.KindAutoReplied, disclosure.KindFixClaimed, disclosure.KindDisputed:
	default:
		return nil, fault.Errorf(fault.Invalid, "%q is not a kind of incoming message: write replied, bounced, auto_replied, fix_claimed or disputed", kind)
	}
	cmd := incoming.RecordInbound{
		Inbox: inboxID, Kind: kind, Party: party, Channel: in.Channel, At: civil.At(in.Received.In(d.service.Rules().Zone())),
		Source: disclosure.SourceVendorMail, Ref: in.Key, Text: d.Excerpt(in, raw), Body: in.Raw,
	}
	if in.Channel == disclosure.Issue {
		cmd.Source = disclosure.SourceIssue
	}
	res, err := d.service.Execute(ctx, id, actor, cmd, command.Extra{Inbox: &disclosure.InboxUpdate{
		ID: inboxID, State: disclosure.InboundMatched, Case: id, Note: "assigned by " + actor.Name,
	}})
	return res.Case, err
}

// IgnoreInbound marks an item as ignored. The item stays in the database.
func (d *Desk) IgnoreInbound(ctx context.Context, actor disclosure.Actor, inboxID int64, why string) error {
	if !actor.Role.AtLeast(disclosure.Researcher) {
		return fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role researcher or higher", actor.Name)
	}
	in, _, err := d.store.Inbound(ctx, inboxID)
	if err != nil {
		return err
	}
	if in.State == disclosure.InboundMatched {
		return fault.Errorf(fault.Conflict, "item %d belongs to %s", inboxID, in.Case)
	}
	note := "ignored by " + actor.Name
	if why != "" {
		note += ": " + why
	}
	return d.service.Finish(ctx, command.Extra{Inbox: &disclosure.InboxUpdate{ID: inboxID, State: disclosure.InboundIgnored, Note: note}})
}
