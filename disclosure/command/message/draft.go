package message

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
	"daylight/disclosure/task"
)

// NewDraft starts a message. The texts come from the templates or from a person; the body is a blob.
type NewDraft struct {
	Draft disclosure.Draft // Template, Contact, Lang, Subject, Body
	Blob  disclosure.Blob
}

// Rule implements [command.Command].
func (NewDraft) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd NewDraft) Decide(d *command.Frame) error {
	k, ok := d.Case.Contact(cmd.Draft.Contact)
	if !ok {
		return hint.NoContact(d.Case, cmd.Draft.Contact)
	}
	if err := outreach.MayWriteTo(d.Case, k, cmd.Draft.Template); err != nil {
		return err
	}
	if err := outreach.MayReceive(cmd.Draft.Template, k.Role); err != nil {
		return err
	}
	if !task.SentBy(k.Channel) {
		return fault.Errorf(fault.Refused, "Daylight sends no %s: do it yourself and record the contact", k.Channel).
			With(hint.ToRecordContactBy(d.Case.ID, k.Channel))
	}
	draft := cmd.Draft
	draft.ID = fmt.Sprintf("D%d", len(d.Case.Drafts)+1)
	draft.Contact, draft.Role, draft.Name, draft.Channel = k.ID, k.Role, k.Name, k.Channel
	draft.Subject = strings.TrimSpace(draft.Subject)
	draft.Hand = d.Env.Actor.Hand
	draft.Author, draft.Revision, draft.State, draft.Message = d.Env.Actor.Name, 1, disclosure.DraftOpen, ""
	draft.ReadBy = nil
	draft.Withheld, draft.OwnText = "", draft.OwnText || len(draft.Says) == 0
	draft.Because = strings.Join(strings.Fields(draft.Because), " ")
	if err := checkDraft(draft); err != nil {
		return err
	}
	var err error
	if draft.Says, err = says(d, &draft, outreach.Writing); err != nil {
		return err
	}
	if !believed(&draft) {
		draft.Because = "" // our own answers, or a source, say so: there is no exception to keep
	}
	text := fmt.Sprintf("draft %s: %s to %s", draft.ID, draft.Template, k.Role)
	if draft.Because != "" {
		text += "; written although no answer of ours shows it open, because: " + draft.Because
	}
	d.Blob(cmd.Blob)
	d.Emit(draftEvent(disclosure.KindDrafted, draft, text))
	return nil
}

func checkDraft(draft disclosure.Draft) error {
	switch {
	case draft.Subject == "" || strings.ContainsAny(draft.Subject, "\r\n"):
		return fault.Errorf(fault.Invalid, "a message needs a subject on one line")
	case len(draft.Subject) > 400:
		return fault.Errorf(fault.Invalid, "the subject is longer than 400 bytes")
	case len(draft.Because) > 500:
		return fault.Errorf(fault.Invalid, "the reason is longer than 500 bytes")
	case draft.Body == "":
		return fault.Errorf(fault.Invalid, "a message needs a text")
	case !slices.Contains(append(disclosure.Templates(), disclosure.FreeText), draft.Template):
		return fault.Errorf(fault.Invalid, "a message needs a template: one of %s", fault.OneOf(append(disclosure.Templates(), disclosure.FreeText)))
	}
	return nil
}

func draftEvent(kind disclosure.Kind, draft disclosure.Draft, text string) disclosure.Event {
	return disclosure.Event{
		Kind: kind, Party: draft.Role, Name: draft.Name, Channel: draft.Channel, Ref: draft.ID, Text: text,
		Detail: disclosure.Detail{Draft: &draft},
	}
}

// EditDraft replaces subject and body. It takes back an approval that was not used yet.
type EditDraft struct {
	ID      string
	Subject string
	Body    disclosure.BlobRef
	Blob    disclosure.Blob
}

// Rule implements [command.Command].
func (EditDraft) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd EditDraft) Decide(d *command.Frame) error {
	draft, err := openDraft(d, cmd.ID)
	if err != nil {
		return err
	}
	if m, ok := d.Case.Message(draft.Message); ok && draft.Message != "" {
		// The approval was for other bytes.
		m.State = disclosure.MessageCancelled
		d.Emit(disclosure.Event{
			Kind: disclosure.KindMessageCancelled, Party: m.Role, Name: m.Name, Ref: m.Key, Text: "approval taken back: " + draft.ID + " was changed",
			Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled},
		})
		draft, _ = d.Case.Draft(cmd.ID)
	}
	draft.Subject, draft.Body = strings.TrimSpace(cmd.Subject), cmd.Body
	draft.Hand = d.Env.Actor.Hand
	draft.Author, draft.Revision, draft.State, draft.Message = d.Env.Actor.Name, draft.Revision+1, disclosure.DraftOpen, ""
	draft.OwnText, draft.Withheld, draft.ReadBy = true, "", nil
	if len(cmd.Blob.Plain) > 0 {
		draft.Says = statement.StandingIn(draft.Subject+"\n"+string(cmd.Blob.Plain), draft.Says)
	}
	g := d.Env.Rules.Grounds(d.Case, draft.Role, draft.Name, d.Env.Now)
	g.Stage, g.Because = outreach.Writing, draft.Because
	if made, err := complete(&g, draft.Template, draft.Says); err == nil { // else the approval says what does not hold
		draft.Says = made
	}
	if err := checkDraft(draft); err != nil {
		return err
	}
	d.Blob(cmd.Blob)
	d.Emit(draftEvent(disclosure.KindDrafted, draft, fmt.Sprintf("draft %s changed, revision %d", draft.ID, draft.Revision)))
	return nil
}

// openDraft returns a draft that was not handed to a sender.
func openDraft(d *command.Frame, id string) (disclosure.Draft, error) {
	draft, ok := d.Case.Draft(id)
	switch {
	case !ok:
		return disclosure.Draft{}, fault.Errorf(fault.NotFound, "%s has no draft %q", d.Case.ID, id)
	case draft.State == disclosure.DraftSent:
		return disclosure.Draft{}, fault.Errorf(fault.Conflict, "draft %s is already sent: write a new one", id)
	case draft.Overtaken:
		return disclosure.Draft{}, fault.Errorf(fault.Refused, "draft %s is overtaken: its step is no longer due. Write your own message", id).
			With(hint.ToWriteDraft(d.Case.ID))
	case draft.State == disclosure.DraftDiscarded:
		return disclosure.Draft{}, fault.Errorf(fault.Conflict, "draft %s was discarded: write a new one", id)
	}
	return draft, nil
}

// DiscardDraft drops a draft that was not sent.
type DiscardDraft struct {
	ID   string
	Text string // why
}

// Rule implements [command.Command].
func (DiscardDraft) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd DiscardDraft) Decide(d *command.Frame) error {
	draft, err := openDraft(d, cmd.ID)
	if err != nil {
		return err
	}
	if m, ok := d.Case.Message(draft.Message); ok && draft.Message != "" {
		m.State = disclosure.MessageCancelled
		// A cancelled message opens its draft again, so the draft is discarded by an event of its own.
		d.Emit(disclosure.Event{Kind: disclosure.KindMessageCancelled, Ref: m.Key, Text: "approval taken back", Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled}})
	}
	draft.State, draft.Message = disclosure.DraftDiscarded, ""
	text := "draft " + draft.ID + " discarded"
	if why := strings.Join(strings.Fields(cmd.Text), " "); why != "" {
		text += ": " + why
	}
	d.Emit(draftEvent(disclosure.KindDraftDiscarded, draft, text))
	return nil
}
