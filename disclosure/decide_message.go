package disclosure

import (
	"fmt"
	"slices"
	"strings"
)

func (d *decider) newDraft(cmd NewDraft) error {
	k, ok := d.c.Contact(cmd.Draft.Contact)
	if !ok {
		return Errorf(NotFound, "%s has no contact %q: add one with `bot contact add %s`", d.c.ID, cmd.Draft.Contact, d.c.ID)
	}
	if err := d.c.mayWriteTo(k, cmd.Draft.Template); err != nil {
		return err
	}
	if !sends(k.Channel) {
		return Errorf(Refused, "Daylight sends no %s: do it yourself and record it with `bot event add %s contacted --channel %s`",
			k.Channel, d.c.ID, k.Channel)
	}
	draft := cmd.Draft
	draft.ID = fmt.Sprintf("D%d", len(d.c.Drafts)+1)
	draft.Contact, draft.Role, draft.Name, draft.Channel = k.ID, k.Role, k.Name, k.Channel
	draft.Subject = strings.TrimSpace(draft.Subject)
	draft.Author, draft.Revision, draft.State, draft.Message = d.env.Actor.Name, 1, DraftOpen, ""
	if err := checkDraft(draft); err != nil {
		return err
	}
	d.blob(cmd.Blob)
	d.emit(d.draftEvent(KindDrafted, draft, fmt.Sprintf("draft %s: %s to %s", draft.ID, draft.Template, k.Role)))
	return nil
}

// sends reports whether Daylight itself can send on the channel.
func sends(ch Channel) bool { return ch == Email || ch == Issue }

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

func (d *decider) draftEvent(kind Kind, draft Draft, text string) Event {
	return Event{
		Kind: kind, Party: draft.Role, Name: draft.Name, Channel: draft.Channel, Ref: draft.ID, Text: text,
		Detail: Detail{Draft: &draft},
	}
}

func (d *decider) editDraft(cmd EditDraft) error {
	draft, err := d.openDraft(cmd.ID)
	if err != nil {
		return err
	}
	if m, ok := d.c.Message(draft.Message); ok && draft.Message != "" {
		// The approval was for other bytes.
		m.State = MessageCancelled
		d.emit(Event{
			Kind: KindNote, Party: m.Role, Name: m.Name, Ref: m.Key, Text: "approval taken back: " + draft.ID + " was changed",
			Detail: Detail{Message: &m, State: MessageCancelled},
		})
		draft, _ = d.c.Draft(cmd.ID)
	}
	draft.Subject, draft.Body = strings.TrimSpace(cmd.Subject), cmd.Body
	draft.Author, draft.Revision, draft.State, draft.Message = d.env.Actor.Name, draft.Revision+1, DraftOpen, ""
	if err := checkDraft(draft); err != nil {
		return err
	}
	d.blob(cmd.Blob)
	d.emit(d.draftEvent(KindDrafted, draft, fmt.Sprintf("draft %s changed, revision %d", draft.ID, draft.Revision)))
	return nil
}

// openDraft returns a draft that was not handed to a sender.
func (d *decider) openDraft(id string) (Draft, error) {
	draft, ok := d.c.Draft(id)
	switch {
	case !ok:
		return Draft{}, Errorf(NotFound, "%s has no draft %q", d.c.ID, id)
	case draft.State == DraftSent:
		return Draft{}, Errorf(Conflict, "draft %s is already sent: write a new one", id)
	case draft.State == DraftDiscarded:
		return Draft{}, Errorf(Conflict, "draft %s was discarded: write a new one", id)
	}
	return draft, nil
}

func (d *decider) discardDraft(cmd DiscardDraft) error {
	draft, err := d.openDraft(cmd.ID)
	if err != nil {
		return err
	}
	if m, ok := d.c.Message(draft.Message); ok && draft.Message != "" {
		m.State = MessageCancelled
		// A cancelled message opens its draft again, so the draft is discarded by an event of its own.
		d.emit(Event{Kind: KindNote, Ref: m.Key, Text: "approval taken back", Detail: Detail{Message: &m, State: MessageCancelled}})
	}
	draft.State, draft.Message = DraftDiscarded, ""
	d.emit(d.draftEvent(KindNote, draft, "draft "+draft.ID+" discarded"))
	return nil
}

func (d *decider) approveDraft(cmd ApproveDraft) error {
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
	if t := d.c.weight(&draft, d.env.Rules.SecondPerson); slices.Contains(d.env.Rules.SecondPerson, t) && samePerson(d.env.Actor.Name, draft.Author) {
		return Errorf(Refused, "the rules ask for a second person on a %s: somebody else than %s has to approve it",
			t, draft.Author)
	}
	k, ok := d.c.Contact(draft.Contact)
	if !ok {
		return Errorf(NotFound, "contact %s is gone", draft.Contact)
	}
	if err := d.c.mayWriteTo(k, draft.Template); err != nil {
		return err
	}
	if cmd.Message.ID == "" || cmd.Message.Raw == "" {
		return Errorf(Internal, "the message was not composed")
	}
	m := cmd.Message
	m.Key = fmt.Sprintf("%s/%s/%s/%d", d.c.ID, draft.Template, k.ID, d.sequence(draft.Template, k.ID))
	m.Draft, m.Template, m.Contact, m.Role, m.Name = draft.ID, draft.Template, k.ID, k.Role, k.Name
	m.Channel, m.Subject, m.State = k.Channel, draft.Subject, MessageApproved
	d.blob(cmd.Blob)
	d.emit(Event{
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
func (d *decider) sequence(t Template, contact string) int {
	n := 1
	for _, m := range d.c.Messages {
		if m.Template == t && m.Contact == contact {
			n++
		}
	}
	return n
}

func (d *decider) sendDraft(cmd SendDraft) error {
	draft, ok := d.c.Draft(cmd.ID)
	if !ok {
		return Errorf(NotFound, "%s has no draft %q", d.c.ID, cmd.ID)
	}
	switch draft.State {
	case DraftOpen:
		return Errorf(Refused, "draft %s is not approved: a person has to read and approve it first", cmd.ID)
	case DraftDiscarded:
		return Errorf(Conflict, "draft %s was discarded", cmd.ID)
	case DraftSent:
		m, _ := d.c.Message(draft.Message)
		return Errorf(Conflict, "draft %s was already handed to the sender (%s)", cmd.ID, m.State)
	case DraftApproved:
	}
	m, ok := d.c.Message(draft.Message)
	if !ok {
		return Errorf(Internal, "the approved message of %s is missing", cmd.ID)
	}
	if err := d.stepStillDue(draft); err != nil {
		return err
	}
	if err := d.c.MayStillSend(m); err != nil {
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
func (d *decider) queue(m Message, text, key string) {
	m.State = MessageQueued
	d.emit(Event{
		Kind: KindNote, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Text: text,
		Detail: Detail{Message: &m, State: MessageQueued},
	})
	d.job(Job{Queue: QueueSend, Task: sendTask(m.Channel), Key: key, Args: JobArgs{Message: m.Key}})
}

func sendTask(ch Channel) Task {
	if ch == Issue {
		return TaskSendIssue
	}
	return TaskSendMail
}
