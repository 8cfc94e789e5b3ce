package disclosure

import (
	"fmt"
	"time"
)

// RecordDelivery is the result of a send job.
type RecordDelivery struct {
	Message  string // key
	Delivery Delivery
	// Withheld says that nothing was tried, because the message may not leave any more (see [Case.MayStillSend]).
	// Delivery.Reason tells why.
	Withheld bool
}

// Rule implements [Command].
func (RecordDelivery) Rule() CommandRule { return CommandRule{Engine: true, Ended: true} }

// Decide turns the outcome of a send into facts.
func (cmd RecordDelivery) Decide(d *Frame) error {
	m, ok := d.Case.Message(cmd.Message)
	if !ok {
		return Errorf(NotFound, "%s has no message %q", d.Case.ID, cmd.Message)
	}
	if m.State != MessageQueued && m.State != MessageUncertain {
		return Errorf(Conflict, "message %s is %s: no delivery is expected", m.Key, m.State)
	}
	if cmd.Withheld {
		m.State, m.Receipt = MessageCancelled, cmd.Delivery.Reason
		d.Emit(Event{
			Kind: KindNote, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Source: SourceSystem,
			Text: "not sent: " + cmd.Delivery.Reason, Detail: Detail{Message: &m, State: MessageCancelled},
		})
		return nil
	}
	e := Event{
		Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.ID, Source: SourceOwnMail, Actor: d.Env.Actor.Name,
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
		} else if k, ok := d.Case.Contact(m.Contact); ok {
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
	d.Emit(e)
	return nil
}

func (d *Frame) messageSent(m Message, e Event, out Delivery) error {
	m.State, m.Receipt, m.SentAt = MessageSent, out.Receipt, d.Env.Now.UTC().Truncate(time.Second)
	e.Kind, e.Text = KindContacted, sentText(m)
	if out.DryRun {
		e.Text += " (dry run: written to a folder, nothing left)"
	}
	if m.DryRun && !out.DryRun {
		e.Corrects = m.Told // only now somebody was told
	}
	m.DryRun, m.Told = out.DryRun, d.Case.Version+1
	if m.Template == PrePublication {
		e.Kind = KindHeadsUpSent
	}
	e.Detail = Detail{Message: &m, State: MessageSent}
	if m.Channel == Issue && out.Ref != "" {
		e.Ref = out.Ref
		e.Detail.Issue = &Tracked{Ref: out.Ref, Role: m.Role, Name: m.Name, Marker: m.ID}
	}
	d.Emit(e)
	return nil
}

// sentText says in the timeline what was sent, without an address.
func sentText(m Message) string {
	what := map[Template]string{
		FirstContact: "first contact", FollowUp: "follow-up", ProviderNotice: "notice to the provider",
		ClosureNotice: "closure confirmation", PrePublication: "notice before publication",
		CoordinatorNotice: "notice to the coordinator", RegulatorNotice: "notice to the regulator",
	}[m.Template]
	if what == "" {
		what = "message"
	}
	if m.Channel == Issue {
		return what + " as an issue"
	}
	return what + " by mail"
}

// ResolveMessage is a person's decision about an uncertain message: it arrived, or it did not and is sent again.
type ResolveMessage struct {
	Message string
	Arrived bool
	Text    string // how the person knows
}

// Rule implements [Command].
func (ResolveMessage) Rule() CommandRule { return CommandRule{Rank: Lead, Engine: true, Ended: true} }

// Decide implements [Command].
func (cmd ResolveMessage) Decide(d *Frame) error {
	m, ok := d.Case.Message(cmd.Message)
	if !ok {
		return Errorf(NotFound, "%s has no message %q", d.Case.ID, cmd.Message)
	}
	rehearsed := m.State == MessageSent && m.DryRun && !cmd.Arrived
	if m.State != MessageUncertain && !rehearsed {
		return Errorf(Conflict, "message %s is %s: there is nothing to resolve", m.Key, m.State)
	}
	if cmd.Arrived {
		e := Event{Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.ID, Source: SourcePerson, Actor: d.Env.Actor.Name}
		return d.messageSent(m, e, Delivery{Kind: Sent, Receipt: "confirmed by " + d.Env.Actor.Name + ": " + cmd.Text})
	}
	if err := d.Case.MayStillSend(m); err != nil {
		m.State, m.Receipt = MessageFailed, "did not arrive"
		d.Emit(Event{
			Kind: KindNote, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key,
			Text:   fmt.Sprintf("%s says that it did not arrive (%s); not sent again: %v", d.Env.Actor.Name, cmd.Text, err),
			Detail: Detail{Message: &m, State: MessageFailed},
		})
		return nil
	}
	m.Resends++
	d.queue(m, d.Env.Actor.Name+" says that it did not arrive; sent again: "+cmd.Text, fmt.Sprintf("%s/again/%d", m.Key, m.Resends))
	return nil
}
