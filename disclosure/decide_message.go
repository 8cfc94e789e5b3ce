package disclosure

import (
	"fmt"
	"slices"
	"strings"
	"time"
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
	if t := d.weight(draft); slices.Contains(d.env.Rules.SecondPerson, t) && samePerson(d.env.Actor.Name, draft.Author) {
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
func (d *decider) weight(draft Draft) Template {
	first := d.c.firstReached(draft.Role, draft.Name).IsZero()
	if first && draft.Template != ProviderNotice && !slices.Contains(d.env.Rules.SecondPerson, draft.Template) {
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

// recordDelivery turns the outcome of a send into facts.
func (d *decider) recordDelivery(cmd RecordDelivery) error {
	m, ok := d.c.Message(cmd.Message)
	if !ok {
		return Errorf(NotFound, "%s has no message %q", d.c.ID, cmd.Message)
	}
	if m.State != MessageQueued && m.State != MessageUncertain {
		return Errorf(Conflict, "message %s is %s: no delivery is expected", m.Key, m.State)
	}
	if cmd.Withheld {
		m.State, m.Receipt = MessageCancelled, cmd.Delivery.Reason
		d.emit(Event{
			Kind: KindNote, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Source: SourceSystem,
			Text: "not sent: " + cmd.Delivery.Reason, Detail: Detail{Message: &m, State: MessageCancelled},
		})
		return nil
	}
	e := Event{
		Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.ID, Source: SourceOwnMail, Actor: d.env.Actor.Name,
	}
	if m.Channel == Issue {
		e.Source = SourceIssue
	}
	switch cmd.Delivery.Kind {
	case Sent:
		return d.messageSent(m, e, cmd.Delivery)
	case Permanent:
		m.State, m.Receipt = MessageFailed, cmd.Delivery.Reason
		e.Kind, e.Text = KindBounced, "refused: "+cmd.Delivery.Reason
		e.Detail = Detail{Message: &m, State: MessageFailed}
		if m.Channel == Issue || cmd.Delivery.Ours {
			// Our own trouble says nothing about the address: nobody refused anything.
			e.Kind, e.Text = KindNote, "not sent: "+cmd.Delivery.Reason
		} else if k, ok := d.c.Contact(m.Contact); ok {
			k.Quality = QualityBounced
			e.Detail.Contact = &k
		}
	case Uncertain:
		m.State, m.Receipt = MessageUncertain, cmd.Delivery.Reason
		e.Kind, e.Text = KindNote, "it is not known whether the message arrived: "+cmd.Delivery.Reason
		e.Detail = Detail{Message: &m, State: MessageUncertain}
	case Retry:
		return Errorf(Internal, "a retry is no outcome of message %s", m.Key)
	}
	d.emit(e)
	return nil
}

func (d *decider) messageSent(m Message, e Event, out Delivery) error {
	first := d.c.FirstContact.IsZero()
	m.State, m.Receipt, m.SentAt = MessageSent, out.Receipt, d.env.Now.UTC().Truncate(time.Second)
	e.Kind, e.Text = KindContacted, sentText(m)
	if out.DryRun {
		e.Text += " (dry run: written to a folder, nothing left)"
	}
	if m.DryRun && !out.DryRun {
		e.Corrects = m.Told // only now somebody was told
	}
	m.DryRun, m.Told = out.DryRun, d.c.Version+1
	if m.Template == PrePublication {
		e.Kind = KindHeadsUpSent
	}
	e.Detail = Detail{Message: &m, State: MessageSent}
	if m.Channel == Issue && out.Ref != "" {
		e.Ref = out.Ref
		e.Detail.Issue = &Tracked{Ref: out.Ref, Role: m.Role, Name: m.Name, Marker: m.ID}
	}
	d.emit(e)
	if first && !d.c.FirstContact.IsZero() {
		d.startPublicationClock()
	}
	if e.Corrects > 0 {
		d.restartPublicationClock()
	}
	return nil
}

// sentText says in the timeline what was sent, without an address.
func sentText(m Message) string {
	what := map[Template]string{
		FirstContact: "first contact", FollowUp: "follow-up", ProviderNotice: "notice to the provider",
		ClosureNotice: "closure confirmation", PrePublication: "notice before publication",
	}[m.Template]
	if what == "" {
		what = "message"
	}
	if m.Channel == Issue {
		return what + " as an issue"
	}
	return what + " by mail"
}

func (d *decider) resolveMessage(cmd ResolveMessage) error {
	m, ok := d.c.Message(cmd.Message)
	if !ok {
		return Errorf(NotFound, "%s has no message %q", d.c.ID, cmd.Message)
	}
	rehearsed := m.State == MessageSent && m.DryRun && !cmd.Arrived
	if m.State != MessageUncertain && !rehearsed {
		return Errorf(Conflict, "message %s is %s: there is nothing to resolve", m.Key, m.State)
	}
	if cmd.Arrived {
		e := Event{Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.ID, Source: SourcePerson, Actor: d.env.Actor.Name}
		return d.messageSent(m, e, Delivery{Kind: Sent, Receipt: "confirmed by " + d.env.Actor.Name + ": " + cmd.Text})
	}
	if err := d.c.MayStillSend(m); err != nil {
		m.State, m.Receipt = MessageFailed, "did not arrive"
		d.emit(Event{
			Kind: KindNote, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key,
			Text:   fmt.Sprintf("%s says that it did not arrive (%s); not sent again: %v", d.env.Actor.Name, cmd.Text, err),
			Detail: Detail{Message: &m, State: MessageFailed},
		})
		return nil
	}
	m.Resends++
	d.queue(m, d.env.Actor.Name+" says that it did not arrive; sent again: "+cmd.Text, fmt.Sprintf("%s/again/%d", m.Key, m.Resends))
	return nil
}

// recordInbound records what came in. A person's first answer acknowledges; later ones are replies.
func (d *decider) recordInbound(cmd RecordInbound) error {
	role := cmd.Party
	if role == "" {
		role = Vendor
	}
	e := Event{
		Kind: cmd.Kind, At: cmd.At, Party: role, Name: cmd.Name, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Text: cmd.Text, Detail: Detail{Inbox: cmd.Inbox, Body: cmd.Body},
	}
	m, answers := d.c.Message(cmd.Answers)
	answers = answers && cmd.Answers != ""
	if answers {
		e.Party, e.Name = m.Role, m.Name
		if e.Channel == "" {
			e.Channel = m.Channel
		}
	}
	e.Name = d.c.nameOf(e.Party, e.Name)
	if e.At.IsZero() || d.inFuture(e.At) {
		e.At = d.now() // the sender's clock is wrong
	}
	if err := checkWords(&e); err != nil {
		return err
	}
	switch cmd.Kind {
	case KindReplied:
		if !d.c.answered(e.Party, e.Name) {
			e.Kind = KindAcknowledged
		}
	case KindBounced:
		k, known := d.c.Contact(cmd.Contact)
		if !known && cmd.Contact == "" && answers {
			k, known = d.c.Contact(m.Contact)
		}
		if known {
			if !answers {
				e.Party, e.Name = k.Role, k.Name
			}
			k.Quality = QualityBounced
			e.Detail.Contact = &k
		}
	case KindAcknowledged, KindAutoReplied, KindDelivered, KindFixClaimed, KindDisputed, KindRefused, KindFixPromised, KindStatement, KindNote:
	default:
		return Errorf(Internal, "%s is nothing that comes in", cmd.Kind)
	}
	// What a party writes to us is theirs to publish: the fact that they answered may become public, their words
	// stay beside it as an excerpt for the team.
	if e.Kind != KindStatement {
		e.Text, e.Detail.Excerpt = "", cmd.Text
	}
	d.emit(e)
	if (e.Kind == KindAcknowledged || e.Kind == KindReplied) && asksToStop(cmd.Text) {
		// It only makes us do less, so it is honoured at once; a person sees it and can take it back.
		return d.stopProbing(StopProbing{Text: "asked for by the " + string(e.Party)})
	}
	if cmd.Kind == KindFixClaimed {
		d.probeAll(Asked{Reason: AskedClaim, By: string(e.Party), Channel: e.Channel, Ref: cmd.Ref})
	}
	return nil
}

// trackIssue records what we did to an issue of ours.
func (d *decider) trackIssue(cmd TrackIssue) error {
	i := slices.IndexFunc(d.c.Issues, func(t Tracked) bool { return t.Ref == cmd.Ref })
	if i < 0 {
		return Errorf(NotFound, "%s has no issue %s", d.c.ID, cmd.Ref)
	}
	issue := d.c.Issues[i]
	if issue.Closed == cmd.Closed {
		return nil
	}
	issue.Closed = cmd.Closed
	text := "issue reopened"
	if cmd.Closed {
		text = "issue closed with the dates"
	}
	d.emit(Event{
		Kind: KindNote, Party: issue.Role, Name: issue.Name, Channel: Issue, Ref: cmd.Ref, Text: text, Detail: Detail{Issue: &issue},
	})
	return nil
}
