package desk

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
)

// Silent is a batch of messages to the parties of a case that were told and have not answered.
type Silent struct {
	Batch string `json:"batch,omitempty"` // "" where nothing was written
	// Parties are all that the question was about, also those to whom nothing is written, each with its draft or the reason.
	Parties []SilentParty `json:"parties"`
	Told    int           `json:"told"`
	Silent  int           `json:"silent"`
	Drafts  int           `json:"drafts"` // written now, or that would be
}

// SilentParty is one party of a [Silent].
type SilentParty struct {
	Role    disclosure.Role `json:"role"`
	Name    string          `json:"party"`
	Country string          `json:"country,omitempty"`
	Contact string          `json:"contact,omitempty"`
	Lang    string          `json:"lang,omitempty"`
	Draft   string          `json:"draft,omitempty"`
	Reason  string          `json:"reason,omitempty"` // why nothing is written

	step string
}

// DraftSilent writes a message to each party of a role that was told and has not answered: a follow_up, or the message of a clause to
// those for whom it is due. Each is in the language of its party. Who has a draft that may still leave gets no second one, so that a
// second call writes nothing. With dry it only says what it would write.
func (d *Desk) DraftSilent(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, clause string, dry bool) (Silent, error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return Silent{}, err
	}
	t := disclosure.FollowUp
	due := map[string]*clock.Deadline{} // by party
	if clause != "" {
		if t, err = d.dueOf(c, clause, due); err != nil {
			return Silent{}, err
		}
	}
	h := &past{c: c, events: events}
	out := Silent{Parties: []SilentParty{}}
	var cmd message.NewBatch
	var rows []int
	for i := range c.Parties {
		p := &c.Parties[i]
		key := disclosure.KeyOf(p.Role, p.Name)
		k := due[strings.ToLower(p.Name)]
		if p.Role != disclosure.Vendor || c.Reached[key].IsZero() {
			continue
		}
		out.Told++
		if _, answered := c.Answered[key]; answered && k == nil {
			continue
		}
		out.Silent++
		row := SilentParty{Role: p.Role, Name: p.Name, Country: p.Country}
		if clause != "" && k == nil {
			row.Reason = "the step " + clause + " is not due for them"
		} else {
			draft, body := d.writeToSilent(ctx, h, p, t, k, &row)
			if row.Reason == "" {
				blob, err := d.bodyBlob(body)
				if err != nil {
					return Silent{}, err
				}
				draft.Body, draft.Step = blob.Ref, row.step
				cmd.Drafts, cmd.Blobs = append(cmd.Drafts, draft), append(cmd.Blobs, blob)
				rows = append(rows, len(out.Parties))
			}
		}
		out.Parties = append(out.Parties, row)
	}
	out.Drafts = len(cmd.Drafts)
	if dry || out.Drafts == 0 {
		return out, nil
	}
	res, err := d.execute(ctx, actor, id, cmd, command.Extra{})
	if err != nil {
		return Silent{}, err
	}
	written := res.Case.Drafts[len(res.Case.Drafts)-out.Drafts:]
	for i, row := range rows {
		out.Parties[row].Draft = written[i].ID
	}
	out.Batch = written[0].Batch
	return out, nil
}

// dueOf collects for whom a clause is due, and returns the message that it asks for.
func (d *Desk) dueOf(c *disclosure.Case, clause string, due map[string]*clock.Deadline) (t disclosure.Template, err error) {
	clocks, err := clock.Deadlines(c, d.clockEnv())
	if err != nil {
		return "", err
	}
	for _, k := range clock.CurrentClocks(clocks) {
		if k.Clause != clause {
			continue
		}
		if k.Step == nil || k.Step.Role != disclosure.Vendor {
			return "", fault.Errorf(fault.Invalid, "the clause %q asks for no message to the vendor", clause)
		}
		t = k.Step.Template
		if k.State == disclosure.ClockOverdue {
			name := k.Name
			if name == "" {
				name = c.Vendor().Name
			}
			due[strings.ToLower(name)] = &k
		}
	}
	if t == "" {
		return "", fault.Errorf(fault.NotFound, "%s has no clock %q", c.ID, clause).With(hint.ToSeeClocks(c.ID))
	}
	return t, nil
}

// writeToSilent writes the message to one party, or leaves the reason why not.
func (d *Desk) writeToSilent(
	ctx context.Context, h *past, p *disclosure.Party, t disclosure.Template, k *clock.Deadline, row *SilentParty,
) (draft disclosure.Draft, body string) {
	c := h.c
	if k == nil {
		k = &clock.Deadline{Role: p.Role, Name: p.Name, Country: p.Country, Step: &clock.EscalationStep{Role: p.Role, Template: t}}
	} else {
		row.step = outreach.StepKey(k)
	}
	if old, ok := outreach.DraftTo(c, p.Role, p.Name, t); ok {
		row.Contact, row.Lang, row.Draft, row.Reason = old.Contact, old.Lang, old.ID, old.ID+" is written already"
		return draft, ""
	}
	status := outreach.StatusOf(c, k, d.service.Now(), d.service.Rules().Outreach())
	row.Contact = status.Contact.ID
	switch status.Held.Code {
	case outreach.HeldNotWritten, outreach.HeldBefore:
	case "":
		row.Draft, row.Reason = status.Draft, status.Draft+" is written already"
		return draft, ""
	default:
		row.Reason = status.Held.Text
		return draft, ""
	}
	if _, err := d.MayReach(ctx, c, status.Contact); err != nil {
		row.Reason = err.Error()
		return draft, ""
	}
	draft, body, err := d.write(h, t, status.Contact, "", "")
	if err != nil {
		row.Reason = err.Error()
	}
	row.Lang = draft.Lang
	return draft, body
}

// Batch returns one batch of a case.
func (d *Desk) Batch(ctx context.Context, id disclosure.CaseID, batch string) (*disclosure.Case, message.Batch, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, message.Batch{}, err
	}
	for _, v := range message.Batches(c) {
		if strings.EqualFold(v.ID, batch) {
			return c, v, nil
		}
	}
	return nil, message.Batch{}, fault.Errorf(fault.NotFound, "%s has no batch %q", id, batch)
}

// ApproveBatchOf is the command that approves a batch: its bytes are composed, and nothing is decided. A message that cannot be composed
// stays open.
func (d *Desk) ApproveBatchOf(ctx context.Context, id disclosure.CaseID, batch string) (message.ApproveBatch, error) {
	c, v, err := d.Batch(ctx, id, batch)
	if err != nil {
		return message.ApproveBatch{}, err
	}
	cmd := message.ApproveBatch{Batch: v.ID, Of: v.Of}
	for i := range v.Drafts {
		if v.Drafts[i].State != disclosure.DraftOpen {
			continue
		}
		_, one, err := d.composedOf(ctx, c, v.Drafts[i].ID, v.Drafts[i].Revision)
		if err != nil {
			if len(v.Drafts) == 1 {
				return cmd, err
			}
			continue
		}
		cmd.Messages = append(cmd.Messages, one)
	}
	return cmd, nil
}
