package desk

import (
	"cmp"
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
)

// composed makes the bytes that the approval of a draft would freeze.
func (d *Desk) composed(ctx context.Context, id disclosure.CaseID, draftID string, revision int) (
	_ *disclosure.Case, draft disclosure.Draft, cmd message.ApproveDraft, err error,
) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, draft, cmd, err
	}
	draft, cmd, err = d.composedOf(ctx, c, draftID, revision)
	return c, draft, cmd, err
}

// composedOf is [Desk.composed] for a case that was read.
func (d *Desk) composedOf(ctx context.Context, c *disclosure.Case, draftID string, revision int) (
	draft disclosure.Draft, cmd message.ApproveDraft, err error,
) {
	draft, ok := c.Draft(draftID)
	if !ok {
		return draft, cmd, fault.Errorf(fault.NotFound, "%s has no draft %q", c.ID, draftID)
	}
	body, err := d.store.Blob(ctx, draft.Body)
	if err != nil {
		return draft, cmd, err
	}
	k, ok := c.Contact(draft.Contact)
	if !ok {
		return draft, cmd, fault.Errorf(fault.NotFound, "contact %s no longer exists", draft.Contact)
	}
	if _, err := d.MayReach(ctx, c, k); err != nil {
		return draft, cmd, err
	}
	compose := d.carriers[k.Channel].Compose
	if compose == nil {
		return draft, cmd, fault.Errorf(fault.Refused, "sending on the channel %s is not configured", k.Channel)
	}
	msgID, to, raw, err := compose(ctx, c, draft, k, string(body))
	if err != nil {
		return draft, cmd, err
	}
	blob, err := d.service.Blob(raw)
	return draft, message.ApproveDraft{
		ID: draftID, Revision: cmp.Or(revision, draft.Revision),
		Message: disclosure.Message{ID: msgID, To: to, Raw: blob.Ref}, Blob: blob,
	}, err
}
