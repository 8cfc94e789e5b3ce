package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/writeup"
)

// Waiting returns the decisions of a case that wait for a second person, with all that they state. Where a text is decided on,
// it is in the body.
func (d *Desk) Waiting(ctx context.Context, id disclosure.CaseID) ([]second.Waiting, error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return nil, err
	}
	all := second.Of(c, events, d.service.Now())
	for i := range all {
		w := &all[i]
		switch w.Proposal.What { //nolint:exhaustive // The others decide on no text.
		case disclosure.ProposesMessage:
			err = d.withDraft(ctx, c, w)
		case disclosure.ProposesPublication:
			err = d.withFiles(ctx, id, w)
		}
		if err != nil {
			return nil, err
		}
		*w = w.Sealed(id)
	}
	return all, nil
}

// withDraft adds the text of a message, as its draft has it now.
func (d *Desk) withDraft(ctx context.Context, c *disclosure.Case, w *second.Waiting) error {
	name, revision := draftOf(&w.Proposal)
	draft, ok := c.Draft(name)
	if !ok || draft.Revision != revision || draft.State != disclosure.DraftOpen {
		w.Closed = "the draft was changed meanwhile, or is decided"
		return nil
	}
	body, err := d.store.Blob(ctx, draft.Body)
	if err != nil {
		return err
	}
	k, _ := c.Contact(draft.Contact)
	w.States = append(w.States, fmt.Sprintf("to %s by %s", disclosure.PartyLabel(k.Role, k.Name), k.Channel), "subject: "+draft.Subject)
	w.Body = string(body)
	return nil
}

// draftOf reads which draft, in which revision, a proposal is about.
func draftOf(p *disclosure.Proposal) (name string, revision int) {
	if _, err := fmt.Sscanf(p.Clause, "%s revision %d", &name, &revision); err != nil {
		return "", 0
	}
	return name, revision
}

// withFiles adds the writeup as a person reads it, if it is still the one that was asked for.
func (d *Desk) withFiles(ctx context.Context, id disclosure.CaseID, w *second.Waiting) error {
	mode, lang, _ := strings.Cut(w.Proposal.Clause, " ")
	p, err := d.Prepare(ctx, id, disclosure.Mode(mode), lang)
	switch {
	case fault.CodeOf(err) == fault.Invalid || fault.CodeOf(err) == fault.Refused:
		w.Closed = "there is no such writeup any more: " + err.Error()
		return nil
	case err != nil:
		return err
	case p.Digest != w.Proposal.Name:
		w.Closed = "the files have changed since they were asked for: somebody has to ask for the new ones"
		return nil
	}
	if w.Body = string(p.Files[writeup.FileMarkdown]); w.Body == "" {
		w.Closed = "the writeup has no form that can be read here"
	}
	return nil
}

// Agree gives the word of a second person to exactly the decision with the digest, as [Desk.Waiting] stated it to them. What
// states something else by now is refused.
func (d *Desk) Agree(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, digest string) (*disclosure.Case, error) {
	all, err := d.Waiting(ctx, id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(w second.Waiting) bool { return w.Digest == digest })
	switch {
	case digest == "" || i < 0:
		return nil, fault.Errorf(fault.Conflict, "what you read is decided, has changed or waits no longer: look at %s again", id)
	case all[i].Closed != "":
		return nil, fault.Errorf(fault.Refused, "%s", all[i].Closed)
	}
	w := &all[i]
	if w.Proposal.What == disclosure.ProposesMessage {
		name, revision := draftOf(&w.Proposal)
		return d.ApproveDraft(ctx, actor, id, name, revision)
	}
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	cmd, ok := second.Command(&w.Proposal, c)
	if !ok {
		return nil, fault.Errorf(fault.Refused, "this decision is made on the command line")
	}
	return d.Do(ctx, actor, id, cmd)
}

// AskApproval puts the writeup as it is now before a second person.
func (d *Desk) AskApproval(ctx context.Context, actor disclosure.Actor, p *Publication, text string) error {
	if err := p.MayRevise(); err != nil {
		return err
	}
	_, err := d.Do(ctx, actor, p.Case.ID, publish.AskApproval{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest, Text: text})
	return err
}
