package desk

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/outreach"
)

// ComposeStep writes the message of an escalation step that is due. The command records it as a draft that waits for a person; it
// is nil if the step is no longer due, has its draft, or turns to somebody else by now. What still holds it back is a fault: it is
// tried again later.
func (d *Desk) ComposeStep(ctx context.Context, id disclosure.CaseID, clause, contact string) (command.Command, error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return nil, err
	}
	clocks, err := clock.Deadlines(c, d.clockEnv())
	if err != nil {
		return nil, err
	}
	clocks = clock.CurrentClocks(clocks)
	many := outreach.ManyOf(clocks)
	for _, k := range clocks {
		if k.Key() != clause && k.Clause != clause || k.Step == nil || k.State != disclosure.ClockOverdue || c.Ended() {
			continue
		}
		if many.Have(&k) {
			held := many.Held(c, &k) // should there be fewer of them later, it is drafted by itself
			return nil, fault.Errorf(fault.Refused, "%s", held.Text).With(held.Hint)
		}
		status := outreach.StatusOf(c, &k, d.service.Now(), d.service.Rules().Outreach())
		switch {
		case status.Draft != "" || status.Contact.ID != "" && status.Contact.ID != contact:
			return nil, nil //nolint:nilnil // nothing to do is a valid result
		case status.Held.Code != outreach.HeldNotWritten:
			return nil, fault.Errorf(fault.Refused, "%s", status.Held.Text).With(status.Held.Hint)
		}
		return d.draftStep(ctx, c, events, &k, status.Contact)
	}
	return nil, nil //nolint:nilnil // nothing to do is a valid result
}

func (d *Desk) draftStep(ctx context.Context, c *disclosure.Case, events []disclosure.Event, k *clock.Deadline, to disclosure.Contact) (command.Command, error) {
	if _, err := d.MayReach(ctx, c, to); err != nil {
		return nil, err
	}
	draft, body, err := d.write(&past{c: c, events: events}, outreach.StepTemplate(c, k), to, "", "")
	if err != nil {
		return nil, err
	}
	blob, err := d.bodyBlob(body)
	if err != nil {
		return nil, err
	}
	draft.Body = blob.Ref
	return message.DraftEscalation{Clause: k.Key(), Episode: k.Episode, Draft: draft, Blob: blob}, nil
}
