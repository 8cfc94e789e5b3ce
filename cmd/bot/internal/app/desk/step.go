package desk

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/outreach"
)

// ComposeStep writes the message of an escalation step that is due. The command records it as a draft that waits for a
// person; it is nil if the step is no longer due.
func (d *Desk) ComposeStep(ctx context.Context, id disclosure.CaseID, clause, contact string) (command.Command, error) {
	c, events, _, err := d.history(ctx, id)
	if err != nil {
		return nil, err
	}
	steps, err := outreach.DueSteps(c, d.clockEnv())
	if err != nil {
		return nil, err
	}
	for i := range steps {
		s := &steps[i]
		if s.Key() != clause && s.Clause != clause || s.Contact.ID != contact {
			continue
		}
		if _, err := d.mayReach(ctx, c, s.Contact); err != nil {
			return nil, err
		}
		draft, body, err := d.write(c, events, s.Step.Template, s.Contact, "", "") //nolint:contextcheck // plans are written down and nothing is sent
		if err != nil {
			return nil, err
		}
		blob, err := d.bodyBlob(body)
		if err != nil {
			return nil, err
		}
		draft.Body = blob.Ref
		return message.DraftEscalation{Clause: s.Key(), Episode: s.Episode, Draft: draft, Blob: blob}, nil
	}
	return nil, nil //nolint:nilnil // nothing to do is a valid result
}
