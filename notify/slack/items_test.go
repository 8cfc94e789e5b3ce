package slack

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// What follows is the inbox of the desk.

func (d *desk) Inbox(_ context.Context, all bool) ([]ledger.Inbound, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.items), func(in ledger.Inbound) bool { return !all && in.State != ledger.InboundWaiting }), nil
}

func (d *desk) item(id int64) (*ledger.Inbound, error) {
	for i := range d.items {
		if d.items[i].ID == id {
			return &d.items[i], nil
		}
	}
	return nil, fault.Errorf(fault.NotFound, "there is no item %d", id)
}

func (d *desk) Inbound(_ context.Context, id int64) (ledger.Inbound, []byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	in, err := d.item(id)
	if err != nil {
		return ledger.Inbound{}, nil, err
	}
	return *in, []byte("We have fixed it, see " + bucket), nil
}

func (d *desk) Excerpt(_ ledger.Inbound, raw []byte) string { return string(raw) }

// Unclear is what the note of an item of the test says.
func (d *desk) Unclear(in ledger.Inbound, _ []byte) bool {
	return strings.HasPrefix(in.Note, "unclear")
}

// Suggested is what the subject of an item of the test says.
func (d *desk) Suggested(_ context.Context, in ledger.Inbound) ([]disclosure.CaseID, error) {
	if in.Case != "" || in.Subject == "" {
		return nil, nil
	}
	var out []disclosure.CaseID
	for _, id := range strings.Fields(in.Subject) {
		out = append(out, disclosure.CaseID(id))
	}
	return out, nil
}

func (d *desk) SayWho(ctx context.Context, actor disclosure.Actor, item int64, id disclosure.CaseID, who inbound.Class, _ string) (*disclosure.Case, error) {
	d.mu.Lock()
	in, err := d.item(item)
	d.mu.Unlock()
	if err != nil {
		return nil, err
	}
	k, err := d.AssignInbound(ctx, actor, item, id, "", "")
	if err == nil {
		in.Note = string(who) + ", said " + actor.Name
	}
	return k, err
}

func (d *desk) AssignInbound(_ context.Context, actor disclosure.Actor, item int64, id disclosure.CaseID, kind disclosure.Kind, _ disclosure.Role) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	in, err := d.item(item)
	if err != nil {
		return nil, err
	}
	if in.State == ledger.InboundMatched {
		return nil, fault.Errorf(fault.Conflict, "item %d already belongs to %s", item, in.Case)
	}
	k := d.cases[id]
	in.State, in.Case, in.Note = ledger.InboundMatched, id, "assigned by "+actor.Name
	d.add(k, k, disclosure.Event{Kind: cmp.Or(kind, disclosure.KindFixClaimed), Actor: actor.Name, Party: disclosure.Vendor})
	return k.Clone(), nil
}

func (d *desk) IgnoreInbound(_ context.Context, actor disclosure.Actor, item int64, why string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	in, err := d.item(item)
	if err != nil {
		return err
	}
	in.State, in.Note = ledger.InboundIgnored, "ignored by "+actor.Name+": "+why
	return nil
}
