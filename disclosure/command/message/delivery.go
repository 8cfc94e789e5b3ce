package message

import (
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/medium"
	"daylight/disclosure/person"
)

// RecordDelivery is the result of a send job.
type RecordDelivery struct {
	Message  string // key
	Delivery ledger.Delivery
	// Withheld says that nothing was tried, because the message may not leave any more (see [MayLeave]).
	// Delivery.Reason tells why.
	Withheld bool
	// Untrue says that it was withheld because what it says no longer holds.
	Untrue bool
}

// Rule implements [command.Command].
func (RecordDelivery) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide turns the outcome of a send into facts.
func (cmd RecordDelivery) Decide(d *command.Frame) error {
	m, ok := d.Case.Message(cmd.Message)
	if !ok {
		return fault.Errorf(fault.NotFound, "%s has no message %q", d.Case.ID, cmd.Message)
	}
	if m.State == disclosure.MessageCancelled {
		if cmd.Delivery.Kind == ledger.Permanent || cmd.Withheld {
			return nil // it was withheld while it was tried, and it did not leave
		}
		m.State = disclosure.MessageQueued // it may have left when it was withheld: what happened goes on record
	}
	if m.State != disclosure.MessageQueued && m.State != disclosure.MessageUncertain {
		return fault.Errorf(fault.Conflict, "message %s is %s: no delivery is expected", m.Key, m.State)
	}
	if cmd.Withheld || cmd.Delivery.Withheld {
		if cmd.Untrue {
			withhold(d, m, cmd.Delivery.Reason)
			return nil
		}
		m.State, m.Receipt = disclosure.MessageCancelled, cmd.Delivery.Reason
		d.Emit(disclosure.Event{
			Kind: disclosure.KindMessageCancelled, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Source: disclosure.SourceSystem,
			Text: "not sent: " + cmd.Delivery.Reason, Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled},
		})
		return nil
	}
	e := disclosure.Event{
		Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.ID, Source: medium.Of(m.Channel).Ours, Actor: d.Env.Actor.Name,
	}
	switch cmd.Delivery.Kind {
	case ledger.Sent:
		return messageSent(d, m, e, cmd.Delivery)
	case ledger.Permanent:
		m.State, m.Receipt = disclosure.MessageFailed, cmd.Delivery.Reason
		e.Kind, e.Text = disclosure.KindBounced, "refused: "+cmd.Delivery.Reason
		e.Detail = disclosure.Detail{Message: &m, State: disclosure.MessageFailed}
		if !medium.Of(m.Channel).Mailbox || cmd.Delivery.Ours {
			// Our own trouble says nothing about the address: nobody refused anything.
			e.Kind, e.Text = disclosure.KindMessageFailed, "not sent: "+cmd.Delivery.Reason
		} else if k, ok := d.Case.Contact(m.Contact); ok {
			k.Quality = disclosure.QualityBounced
			e.Detail.Contact = &k
		}
	case ledger.Uncertain:
		m.State, m.Receipt = disclosure.MessageUncertain, cmd.Delivery.Reason
		e.Kind, e.Text = disclosure.KindMessageUncertain, "it is not known whether the message arrived: "+cmd.Delivery.Reason
		e.Detail = disclosure.Detail{Message: &m, State: disclosure.MessageUncertain}
	case ledger.Retry:
		return fault.Errorf(fault.Internal, "a retry is not an outcome of message %s", m.Key)
	}
	d.Emit(e)
	return nil
}

func messageSent(d *command.Frame, m disclosure.Message, e disclosure.Event, out ledger.Delivery) error {
	m.State, m.Receipt, m.SentAt = disclosure.MessageSent, out.Receipt, d.Env.Now.UTC().Truncate(time.Second)
	e.Kind, e.Text = disclosure.KindContacted, sentText(m)
	if out.DryRun {
		e.Text += " (dry run: written to a folder, nothing was sent)"
	}
	if d.Case.Rehearsal {
		e.Text += " (rehearsal: to the team alone)"
	}
	if m.DryRun && !out.DryRun {
		e.Corrects = m.ContactSeq // only now somebody was told
	}
	m.DryRun, m.ContactSeq = out.DryRun, d.Case.Version+1
	if m.Template == disclosure.PrePublication {
		e.Kind = disclosure.KindHeadsUpSent
	}
	e.Detail = disclosure.Detail{Message: &m, State: disclosure.MessageSent}
	to := medium.Of(m.Channel)
	if (to.Place || to.Once) && out.Ref != "" {
		e.Ref = out.Ref // where it stands is what a person looks for
	}
	if to.Place && out.Ref != "" && !out.Joined {
		e.Detail.Issue = &disclosure.Tracked{Ref: out.Ref, Role: m.Role, Name: m.Name, Marker: m.ID}
	}
	d.Emit(e)
	return nil
}

// sentText says in the timeline what was sent, without an address.
func sentText(m disclosure.Message) string {
	what := map[disclosure.Template]string{
		disclosure.FirstContact: "first contact", disclosure.FollowUp: "follow-up", disclosure.ProviderNotice: "notice to the provider",
		disclosure.ClosureNotice: "closure confirmation", disclosure.PrePublication: "notice before publication",
		disclosure.CoordinatorNotice: "notice to the coordinator", disclosure.RegulatorNotice: "notice to the regulator",
	}[m.Template]
	if what == "" {
		what = "message"
	}
	return what + " " + medium.Of(m.Channel).Sent
}

// ResolveMessage is a person's decision about an uncertain message: it arrived, or it did not and is sent again.
type ResolveMessage struct {
	Message string
	Arrived bool
	Text    string // how the person knows
}

// Rule implements [command.Command].
func (ResolveMessage) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, Engine: true, Ended: true}
}

// Decide implements [command.Command].
func (cmd ResolveMessage) Decide(d *command.Frame) error {
	m, ok := d.Case.Message(cmd.Message)
	if !ok {
		return fault.Errorf(fault.NotFound, "%s has no message %q", d.Case.ID, cmd.Message)
	}
	rehearsed := m.State == disclosure.MessageSent && m.DryRun && !cmd.Arrived
	if m.State != disclosure.MessageUncertain && !rehearsed {
		return fault.Errorf(fault.Conflict, "message %s is %s: there is nothing to resolve", m.Key, m.State)
	}
	if err := takesPerson(d, m.Channel, person.Decision{}, "whether it arrived takes a person"); err != nil {
		return err
	}
	if cmd.Arrived {
		e := disclosure.Event{Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.ID, Source: disclosure.SourcePerson, Actor: d.Env.Actor.Name}
		return messageSent(d, m, e, ledger.Delivery{Kind: ledger.Sent, Receipt: "confirmed by " + d.Env.Actor.Name + ": " + cmd.Text})
	}
	if err := MayLeave(d.Case, &m, d.Env.Rules, d.Env.Now); err != nil {
		m.State, m.Receipt = disclosure.MessageFailed, "did not arrive"
		d.Emit(disclosure.Event{
			Kind: disclosure.KindMessageFailed, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key,
			Text:   fmt.Sprintf("%s says that it did not arrive (%s); not sent again: %v", d.Env.Actor.Name, cmd.Text, err),
			Detail: disclosure.Detail{Message: &m, State: disclosure.MessageFailed},
		})
		return nil
	}
	m.Resends++
	queue(d, m, d.Env.Actor.Name+" says that it did not arrive; sent again: "+cmd.Text, fmt.Sprintf("%s/again/%d", m.Key, m.Resends))
	return nil
}
