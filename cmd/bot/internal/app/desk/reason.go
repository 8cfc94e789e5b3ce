package desk

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/hint"
)

// NeedsReason says why a message to a contact can be written only with a reason, "" if it can be written without one, or with
// none at all. It changes nothing.
func (d *Desk) NeedsReason(ctx context.Context, id disclosure.CaseID, t disclosure.Template, contactID string) (why string, err error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return "", err
	}
	k, ok := c.Contact(contactID)
	if !ok {
		return "", hint.NoContact(c, contactID)
	}
	h := &past{c: c, events: events}
	_, _, without := d.write(h, t, k, "", "")
	_, _, with := d.write(h, t, k, "", "a reason of theirs")
	if without == nil || with != nil {
		return "", nil //nolint:nilerr // no reason helps: whoever tries is told what does
	}
	return without.Error(), nil
}
