package desk

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/medium"
	"daylight/notify"
)

// excerptRunes bounds the excerpt of a received text in the timeline; the raw bytes keep all of it.
const excerptRunes = 2000

// Inbox returns the items that wait for a person, or all items.
func (d *Desk) Inbox(ctx context.Context, all bool) ([]ledger.Inbound, error) {
	if all {
		return d.store.ListInbound(ctx, "", 200)
	}
	var out []ledger.Inbound
	for _, state := range []ledger.InboundState{ledger.InboundWaiting, ledger.InboundFailed, ledger.InboundNew} {
		items, err := d.store.ListInbound(ctx, state, 200)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}

// Inbound returns an item of the inbox with its bytes.
func (d *Desk) Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error) {
	return d.store.Inbound(ctx, id)
}

// Excerpt is the readable part of an inbound item, made safe to show.
func (d *Desk) Excerpt(in ledger.Inbound, raw []byte) string {
	text := string(raw)
	if shown, ok := d.shapes.Show(in, raw); ok {
		text = shown.Text
	}
	return notify.Cap(notify.Plain(text), excerptRunes)
}

// wholeRunes bounds the text that [Desk.WholeText] shows.
const wholeRunes = 200_000

// WholeText is all of the text of an item, with what it quotes, made safe to show.
func (d *Desk) WholeText(in ledger.Inbound, raw []byte) string {
	shown, ok := d.shapes.Show(in, raw)
	if !ok || strings.TrimSpace(shown.Whole) == "" {
		return d.Excerpt(in, raw)
	}
	return notify.Cap(notify.Plain(shown.Whole), wholeRunes)
}

// InboundHint says what the team could do about an item that waits, zero for nothing.
func (d *Desk) InboundHint(in ledger.Inbound, raw []byte) fault.Hint {
	shown, ok := d.shapes.Show(in, raw)
	if !ok || in.State != ledger.InboundWaiting || in.Case == "" {
		return fault.Hint{}
	}
	return shown.Hint
}

// ReadInbound says what an item is for a case, as it was read. Its kind is "" where it is no news or could not be read.
// Without a case only the kind and the text mean something.
func (d *Desk) ReadInbound(
	ctx context.Context, in ledger.Inbound, raw []byte, id disclosure.CaseID, party disclosure.Role,
) (incoming.RecordInbound, error) {
	c := &disclosure.Case{}
	if id != "" {
		var err error
		if c, err = d.store.Load(ctx, id); err != nil {
			return incoming.RecordInbound{}, err
		}
	}
	cmd := incoming.RecordInbound{
		Inbox: in.ID, Party: cmp.Or(party, disclosure.Vendor), Channel: in.Channel, Source: medium.Of(in.Channel).Theirs, Ref: in.Key,
		Text: d.Excerpt(in, raw), Body: in.Raw,
	}
	if read := d.carriers[in.Channel].Read; read != nil {
		got, err := read(ctx, in, raw, c, party)
		switch {
		case err == nil:
			cmd = got
		case fault.CodeOf(err) != fault.Invalid: // what cannot be read can still be assigned by a person who says what it is
			return cmd, err
		}
	}
	cmd.At = civil.At(in.Received.In(d.service.Rules().Zone()))
	return cmd, nil
}

// AssignInbound records a waiting item in a case. An empty case is the one that the item names, an empty kind what was
// read, and an empty party the one whose word it is as it was read. Whoever wrote it is known to the case from then on.
func (d *Desk) AssignInbound(
	ctx context.Context, actor disclosure.Actor, inboxID int64, id disclosure.CaseID, kind disclosure.Kind, party disclosure.Role,
) (*disclosure.Case, error) {
	in, raw, err := d.store.Inbound(ctx, inboxID)
	if err != nil {
		return nil, err
	}
	if in.State == ledger.InboundMatched {
		return nil, fault.Errorf(fault.Conflict, "item %d already belongs to %s", inboxID, in.Case)
	}
	if id = cmp.Or(id, in.Case); id == "" {
		return nil, fault.Errorf(fault.Invalid, "item %d names no case: say to which one it belongs", inboxID)
	}
	cmd, err := d.assignable(ctx, in, raw, id, kind, party)
	if err != nil {
		return nil, err
	}
	res, err := d.execute(ctx, actor, id, cmd, command.Extra{Inbox: &ledger.InboxUpdate{
		ID: inboxID, State: ledger.InboundMatched, Case: id, Note: "assigned by " + actor.Name + " as " + string(cmd.Kind),
	}})
	return res.Case, err
}

// assignable is what an item would be recorded as in a case.
func (d *Desk) assignable(
	ctx context.Context, in ledger.Inbound, raw []byte, id disclosure.CaseID, kind disclosure.Kind, party disclosure.Role,
) (incoming.RecordInbound, error) {
	switch kind {
	case "", disclosure.KindReplied, disclosure.KindBounced, disclosure.KindAutoReplied, disclosure.KindFixClaimed, disclosure.KindDisputed,
		disclosure.KindLegalThreat:
	default:
		return incoming.RecordInbound{}, fault.Errorf(fault.Invalid, "%q is not a kind of incoming message: write "+assignableKinds, kind)
	}
	cmd, err := d.ReadInbound(ctx, in, raw, id, party)
	if err != nil {
		return incoming.RecordInbound{}, err
	}
	if kind != "" && kind != cmd.Kind {
		cmd.Kind, cmd.Contact, cmd.Text = kind, "", d.Excerpt(in, raw)
	}
	if cmd.Kind == disclosure.KindUnclear {
		return incoming.RecordInbound{}, fault.Errorf(fault.Invalid, "it is not clear who wrote item %d: say whether a person did", in.ID).
			With(hint.ToSayWho(strconv.FormatInt(in.ID, 10)))
	}
	if cmd.Kind == "" {
		return incoming.RecordInbound{}, fault.Errorf(fault.Invalid, "item %d reads as no news for a case: say what it is, "+assignableKinds, in.ID)
	}
	if shown, ok := d.shapes.Show(in, raw); ok {
		cmd.Ref = cmp.Or(shown.Ref, cmd.Ref)
		if !shown.At.IsZero() {
			cmd.At = civil.At(shown.At.In(d.service.Rules().Zone()))
		}
	}
	return cmd, nil
}

// assignableKinds are the kinds that a person may say an item is.
const assignableKinds = "replied, bounced, auto_replied, fix_claimed, disputed or legal_threat"

// IgnoreInbound marks an item as ignored. The item stays in the database.
func (d *Desk) IgnoreInbound(ctx context.Context, actor disclosure.Actor, inboxID int64, why string) error {
	if !actor.Role.AtLeast(disclosure.Researcher) {
		return fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role researcher or higher", actor.Name)
	}
	in, _, err := d.store.Inbound(ctx, inboxID)
	if err != nil {
		return err
	}
	if in.State == ledger.InboundMatched {
		return fault.Errorf(fault.Conflict, "item %d belongs to %s", inboxID, in.Case)
	}
	note := "ignored by " + actor.Name
	if why != "" {
		note += ": " + why
	}
	return d.service.Finish(ctx, command.Extra{Inbox: &ledger.InboxUpdate{ID: inboxID, State: ledger.InboundIgnored, Note: note}})
}
