package desk

import (
	"cmp"
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/medium"
)

// NewDraft writes a message from its template and returns it with its text. An empty lang takes the party's own.
func (d *Desk) NewDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, t disclosure.Template, contactID, lang string) (disclosure.Draft, string, error) {
	return d.NewDraftBecause(ctx, actor, id, t, contactID, lang, "")
}

// NewDraftBecause is [Desk.NewDraft] with the reason why the message is written although no answer of ours shows the asset
// open. It stays on record, and the text says that nothing of ours has confirmed it. also are commands that happen with it or not at all.
func (d *Desk) NewDraftBecause(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, t disclosure.Template, contactID, lang, because string, also ...command.Command,
) (disclosure.Draft, string, error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	k, ok := c.Contact(contactID)
	if !ok {
		return disclosure.Draft{}, "", hint.NoContact(c, contactID)
	}
	if _, err := d.MayReach(ctx, c, k); err != nil {
		return disclosure.Draft{}, "", err
	}
	draft, body, err := d.write(&past{c: c, events: events}, t, k, lang, because)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	return d.WriteDraft(ctx, actor, id, draft, body, also...)
}

// WriteDraft puts a draft with a person's own text on record. also are commands that happen with it or not at all.
func (d *Desk) WriteDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draft disclosure.Draft, body string, also ...command.Command) (disclosure.Draft, string, error) {
	blob, err := d.bodyBlob(body)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	if k, ok := c.Contact(draft.Contact); ok {
		if _, err := d.MayReach(ctx, c, k); err != nil {
			return disclosure.Draft{}, "", err
		}
	}
	draft.Body = blob.Ref
	res, err := d.execute(ctx, actor, id, append(command.Batch{message.NewDraft{Draft: draft, Blob: blob}}, also...), command.Extra{})
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	return res.Case.Drafts[len(res.Case.Drafts)-1], body, nil
}

// EditDraft replaces a draft's subject and text. An empty subject keeps the old one.
func (d *Desk) EditDraft(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID, subject, body string,
) (*disclosure.Case, error) {
	old, _, err := d.DraftText(ctx, id, draftID)
	if err != nil {
		return nil, err
	}
	blob, err := d.bodyBlob(body)
	if err != nil {
		return nil, err
	}
	return d.Do(ctx, actor, id, message.EditDraft{
		ID: draftID, Subject: cmp.Or(subject, old.Subject), Body: blob.Ref, Blob: blob,
	})
}

func (d *Desk) bodyBlob(body string) (disclosure.Blob, error) {
	if strings.TrimSpace(body) == "" {
		return disclosure.Blob{}, fault.Errorf(fault.Invalid, "a message needs a text")
	}
	return d.service.Blob([]byte(body))
}

// DraftText returns a draft with its text.
func (d *Desk) DraftText(ctx context.Context, id disclosure.CaseID, draftID string) (disclosure.Draft, string, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	draft, ok := c.Draft(draftID)
	if !ok {
		return disclosure.Draft{}, "", fault.Errorf(fault.NotFound, "%s has no draft %q", id, draftID)
	}
	body, err := d.store.Blob(ctx, draft.Body)
	return draft, string(body), err
}

// ApproveDraft freezes the bytes of a draft under a person's name. revision is the one that they read; 0 means the
// current one.
func (d *Desk) ApproveDraft(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string, revision int,
) (*disclosure.Case, error) {
	c, draft, cmd, err := d.composed(ctx, id, draftID, revision)
	if err != nil {
		return nil, err
	}
	approved, err := d.Do(ctx, actor, id, cmd)
	if err != nil && fault.HintOf(err).Code == hint.Probe && d.askNow(ctx, actor, c, draft) {
		return approved, fault.Errorf(fault.Refused, "%w. It is being asked now: approve again when its answer is there", err)
	}
	return approved, err
}

// askNow has the assets asked that a refused draft calls open, where that was not done of late.
func (d *Desk) askNow(ctx context.Context, actor disclosure.Actor, c *disclosure.Case, draft disclosure.Draft) (asked bool) {
	m := message.Of(&draft)
	for _, asset := range message.ToAsk(c, &m, d.service.Rules(), d.service.Now()) {
		_, err := d.Do(ctx, actor, c.ID, exposure.RequestProbe{
			Asset: asset, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: actor.Name},
		})
		asked = asked || err == nil
	}
	return asked
}

// FrozenDraft returns the approved bytes, which are sent unchanged.
func (d *Desk) FrozenDraft(ctx context.Context, id disclosure.CaseID, draftID string) ([]byte, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	draft, ok := c.Draft(draftID)
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "%s has no draft %q", id, draftID)
	}
	m, ok := c.Message(draft.Message)
	if !ok || draft.Message == "" {
		return nil, fault.Errorf(fault.Refused, "draft %s is not approved, so no bytes are frozen", draft.ID)
	}
	return d.store.Blob(ctx, m.Raw)
}

// SendDraft hands an approved draft to its sender. What the channel's guard says of its address is written in the same
// transaction. A draft whose statements no longer hold is withheld: that is on record, and an error for the person.
func (d *Desk) SendDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string) (*disclosure.Case, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	var extra command.Extra
	if m, ok := frozenFor(c, draftID); ok {
		k, known := c.Contact(m.Contact)
		if !known {
			return nil, fault.Errorf(fault.NotFound, "contact %s no longer exists", m.Contact)
		}
		k.Address = m.To // where the frozen message goes, whatever became of the contact
		if extra.Refs, err = d.MayReach(ctx, c, k); err != nil {
			return nil, err
		}
	}
	res, err := d.execute(ctx, actor, id, message.SendDraft{ID: draftID}, extra)
	if why := message.Withheld(res.Events); err == nil && why != "" {
		err = fault.Errorf(fault.Refused, "%s is withheld and was %s", draftID, why)
	}
	return res.Case, err
}

// frozenFor returns the approved message of a draft.
func frozenFor(c *disclosure.Case, draftID string) (disclosure.Message, bool) {
	draft, ok := c.Draft(draftID)
	if !ok || draft.State != disclosure.DraftApproved || draft.Message == "" {
		return disclosure.Message{}, false
	}
	return c.Message(draft.Message)
}

// MayReach asks the guard of the contact's channel.
func (d *Desk) MayReach(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]ledger.Ref, error) {
	if _, known := d.shapes[k.Channel]; !known && medium.Of(k.Channel).Carried {
		return nil, fault.Errorf(fault.Refused, "no channel of this bot carries %s: reach %s by another contact", k.Channel, k.Address)
	}
	if guard := d.carriers[k.Channel].Guard; guard != nil {
		return guard(ctx, c, k)
	}
	return nil, nil
}
