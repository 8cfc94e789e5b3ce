package disclosure

import (
	"fmt"
	"slices"
	"strings"
)

// NewDraft starts a message. The texts come from the templates or from a person; the body is a blob.
type NewDraft struct {
	Draft Draft // Template, Contact, Lang, Subject, Body
	Blob  Blob
}

// Rule implements [Command].
func (NewDraft) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide implements [Command].
func (cmd NewDraft) Decide(d *Frame) error {
	k, ok := d.Case.Contact(cmd.Draft.Contact)
	if !ok {
		return Errorf(NotFound, "%s has no contact %q: add one with `bot contact add %s`", d.Case.ID, cmd.Draft.Contact, d.Case.ID)
	}
	if err := d.Case.mayWriteTo(k, cmd.Draft.Template); err != nil {
		return err
	}
	if !k.Channel.Sends() {
		return Errorf(Refused, "Daylight sends no %s: do it yourself and record it with `bot event add %s contacted --channel %s`",
			k.Channel, d.Case.ID, k.Channel)
	}
	draft := cmd.Draft
	draft.ID = fmt.Sprintf("D%d", len(d.Case.Drafts)+1)
	draft.Contact, draft.Role, draft.Name, draft.Channel = k.ID, k.Role, k.Name, k.Channel
	draft.Subject = strings.TrimSpace(draft.Subject)
	draft.Author, draft.Revision, draft.State, draft.Message = d.Env.Actor.Name, 1, DraftOpen, ""
	if err := checkDraft(draft); err != nil {
		return err
	}
	d.Blob(cmd.Blob)
	d.Emit(d.draftEvent(KindDrafted, draft, fmt.Sprintf("draft %s: %s to %s", draft.ID, draft.Template, k.Role)))
	return nil
}

// mayWriteTo honours do-not-contact and refuses a second first contact.
func (c *Case) mayWriteTo(k Contact, t Template) error {
	if p, ok := c.Party(k.Role, k.Name); ok && p.DoNotContact {
		return Errorf(Refused, "%s asked not to be contacted", k.Role)
	}
	if k.Quality == QualityBounced {
		return Errorf(Refused, "mail to contact %s came back: choose another contact", k.ID)
	}
	if t != FirstContact {
		return nil
	}
	for _, m := range c.Messages {
		if m.Template != FirstContact || m.State == MessageCancelled || m.State == MessageFailed {
			continue
		}
		// The same address may be a contact twice, of two parties.
		other, _ := c.Contact(m.Contact)
		if m.Contact == k.ID || (other.Channel == k.Channel && strings.EqualFold(other.Address, k.Address)) {
			return Errorf(Refused, "contact %s already has a first contact (%s, %s): write a follow_up", k.ID, m.Key, m.State)
		}
	}
	return nil
}

func checkDraft(draft Draft) error {
	switch {
	case draft.Subject == "" || strings.ContainsAny(draft.Subject, "\r\n"):
		return Errorf(Invalid, "a message needs a subject on one line")
	case len(draft.Subject) > 400:
		return Errorf(Invalid, "the subject is longer than 400 bytes")
	case draft.Body == "":
		return Errorf(Invalid, "a message needs a text")
	case !slices.Contains(append(Templates(), FreeText), draft.Template):
		return Errorf(Invalid, "a message needs a template: one of %s", join(append(Templates(), FreeText)))
	}
	return nil
}

func (d *Frame) draftEvent(kind Kind, draft Draft, text string) Event {
	return Event{
		Kind: kind, Party: draft.Role, Name: draft.Name, Channel: draft.Channel, Ref: draft.ID, Text: text,
		Detail: Detail{Draft: &draft},
	}
}

// EditDraft replaces subject and body. It takes back an approval that was not used yet.
type EditDraft struct {
	ID      string
	Subject string
	Body    BlobRef
	Blob    Blob
}

// Rule implements [Command].
func (EditDraft) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide implements [Command].
func (cmd EditDraft) Decide(d *Frame) error {
	draft, err := d.openDraft(cmd.ID)
	if err != nil {
		return err
	}
	if m, ok := d.Case.Message(draft.Message); ok && draft.Message != "" {
		// The approval was for other bytes.
		m.State = MessageCancelled
		d.Emit(Event{
			Kind: KindNote, Party: m.Role, Name: m.Name, Ref: m.Key, Text: "approval taken back: " + draft.ID + " was changed",
			Detail: Detail{Message: &m, State: MessageCancelled},
		})
		draft, _ = d.Case.Draft(cmd.ID)
	}
	draft.Subject, draft.Body = strings.TrimSpace(cmd.Subject), cmd.Body
	draft.Author, draft.Revision, draft.State, draft.Message = d.Env.Actor.Name, draft.Revision+1, DraftOpen, ""
	if err := checkDraft(draft); err != nil {
		return err
	}
	d.Blob(cmd.Blob)
	d.Emit(d.draftEvent(KindDrafted, draft, fmt.Sprintf("draft %s changed, revision %d", draft.ID, draft.Revision)))
	return nil
}

// openDraft returns a draft that was not handed to a sender.
func (d *Frame) openDraft(id string) (Draft, error) {
	draft, ok := d.Case.Draft(id)
	switch {
	case !ok:
		return Draft{}, Errorf(NotFound, "%s has no draft %q", d.Case.ID, id)
	case draft.State == DraftSent:
		return Draft{}, Errorf(Conflict, "draft %s is already sent: write a new one", id)
	case draft.State == DraftDiscarded:
		return Draft{}, Errorf(Conflict, "draft %s was discarded: write a new one", id)
	}
	return draft, nil
}

// DiscardDraft drops a draft that was not sent.
type DiscardDraft struct{ ID string }

// Rule implements [Command].
func (DiscardDraft) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide implements [Command].
func (cmd DiscardDraft) Decide(d *Frame) error {
	draft, err := d.openDraft(cmd.ID)
	if err != nil {
		return err
	}
	if m, ok := d.Case.Message(draft.Message); ok && draft.Message != "" {
		m.State = MessageCancelled
		// A cancelled message opens its draft again, so the draft is discarded by an event of its own.
		d.Emit(Event{Kind: KindNote, Ref: m.Key, Text: "approval taken back", Detail: Detail{Message: &m, State: MessageCancelled}})
	}
	draft.State, draft.Message = DraftDiscarded, ""
	d.Emit(d.draftEvent(KindNote, draft, "draft "+draft.ID+" discarded"))
	return nil
}

// ApproveDraft freezes the bytes of a message. Revision is the draft's revision that the person saw.
type ApproveDraft struct {
	ID       string
	Revision int
	Message  Message // ID, To, Raw; the rest is filled in
	Blob     Blob
}

// Rule implements [Command].
func (ApproveDraft) Rule() CommandRule { return CommandRule{Rank: Lead, Second: SecondByTemplate} }

// Decide implements [Command].
func (cmd ApproveDraft) Decide(d *Frame) error {
	draft, err := d.openDraft(cmd.ID)
	if err != nil {
		return err
	}
	if draft.State == DraftApproved {
		return Errorf(Conflict, "draft %s is already approved", cmd.ID)
	}
	if cmd.Revision != 0 && cmd.Revision != draft.Revision {
		return Errorf(Conflict, "draft %s changed meanwhile (you saw revision %d, it is at %d): read it again",
			cmd.ID, cmd.Revision, draft.Revision)
	}
	if err := d.stepStillDue(draft); err != nil {
		return err
	}
	if t := d.Case.weight(&draft, d.Env.Rules.SecondPerson); slices.Contains(d.Env.Rules.SecondPerson, t) && samePerson(d.Env.Actor.Name, draft.Author) {
		return Errorf(Refused, "the rules ask for a second person on a %s: somebody else than %s has to approve it",
			t, draft.Author)
	}
	k, ok := d.Case.Contact(draft.Contact)
	if !ok {
		return Errorf(NotFound, "contact %s is gone", draft.Contact)
	}
	if err := d.Case.mayWriteTo(k, draft.Template); err != nil {
		return err
	}
	if cmd.Message.ID == "" || cmd.Message.Raw == "" {
		return Errorf(Internal, "the message was not composed")
	}
	m := cmd.Message
	m.Key = fmt.Sprintf("%s/%s/%s/%d", d.Case.ID, draft.Template, k.ID, d.sequence(draft.Template, k.ID))
	m.Draft, m.Template, m.Contact, m.Role, m.Name = draft.ID, draft.Template, k.ID, k.Role, k.Name
	m.Channel, m.Subject, m.State = k.Channel, draft.Subject, MessageApproved
	d.Blob(cmd.Blob)
	d.Emit(Event{
		Kind: KindApproved, Party: k.Role, Name: k.Name, Channel: k.Channel, Ref: m.Key,
		Text: fmt.Sprintf("draft %s approved, %d bytes frozen", draft.ID, len(cmd.Blob.Plain)), Detail: Detail{Message: &m},
	})
	return nil
}

// weight is the template by whose rule a draft is approved. Whatever it is called, the first word to a party is a
// first contact; a notice to a provider has a rule of its own.
func (c *Case) weight(draft *Draft, secondPerson []Template) Template {
	first := c.firstReached(draft.Role, draft.Name).IsZero()
	if first && draft.Template != ProviderNotice && !slices.Contains(secondPerson, draft.Template) {
		return FirstContact
	}
	return draft.Template
}

// sequence numbers the messages of a template to a contact.
func (d *Frame) sequence(t Template, contact string) int {
	n := 1
	for _, m := range d.Case.Messages {
		if m.Template == t && m.Contact == contact {
			n++
		}
	}
	return n
}

// SendDraft hands an approved message to its sender.
type SendDraft struct{ ID string }

// Rule implements [Command].
func (SendDraft) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide implements [Command].
func (cmd SendDraft) Decide(d *Frame) error {
	draft, ok := d.Case.Draft(cmd.ID)
	if !ok {
		return Errorf(NotFound, "%s has no draft %q", d.Case.ID, cmd.ID)
	}
	switch draft.State {
	case DraftOpen:
		return Errorf(Refused, "draft %s is not approved: a person has to read and approve it first", cmd.ID)
	case DraftDiscarded:
		return Errorf(Conflict, "draft %s was discarded", cmd.ID)
	case DraftSent:
		m, _ := d.Case.Message(draft.Message)
		return Errorf(Conflict, "draft %s was already handed to the sender (%s)", cmd.ID, m.State)
	case DraftApproved:
	}
	m, ok := d.Case.Message(draft.Message)
	if !ok {
		return Errorf(Internal, "the approved message of %s is missing", cmd.ID)
	}
	if err := d.stepStillDue(draft); err != nil {
		return err
	}
	if err := d.Case.MayStillSend(m); err != nil {
		return err
	}
	d.queue(m, "handed to the sender", m.Key)
	return nil
}

// MayStillSend looks once more at what may have changed since a message was approved: the case may have ended, the party
// may want to be left alone, mail to the contact may have come back.
func (c *Case) MayStillSend(m Message) error {
	k, ok := c.Contact(m.Contact)
	switch {
	case c.Ended():
		return Errorf(Refused, "the work on %s has ended (%s)", c.ID, c.Work)
	case !ok:
		return Errorf(NotFound, "contact %s is gone", m.Contact)
	}
	return c.mayWriteTo(k, FollowUp) // of first contacts this message may be the one
}

// queue hands a message to its sender under the idempotency key of the job.
func (d *Frame) queue(m Message, text, key string) {
	m.State = MessageQueued
	d.Emit(Event{
		Kind: KindNote, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Text: text,
		Detail: Detail{Message: &m, State: MessageQueued},
	})
	d.Job(Job{Queue: QueueSend, Task: m.Channel.SendTask(), Key: key, Args: JobArgs{Message: m.Key}})
}
