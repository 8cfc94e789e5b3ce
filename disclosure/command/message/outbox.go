package message

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// CancelMessage takes a message back that has not left. Its draft is open again. Whoever gives it has looked whether the
// message is on its way: one that may have left is not cancelled but resolved.
type CancelMessage struct {
	Message string // key
	Text    string // why
}

// Rule implements [command.Command].
func (CancelMessage) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead, Ended: true} }

// Decide implements [command.Command].
func (cmd CancelMessage) Decide(d *command.Frame) error {
	m, err := messageOf(d, cmd.Message)
	if err != nil {
		return err
	}
	switch m.State {
	case disclosure.MessageApproved, disclosure.MessageQueued:
	case disclosure.MessageUncertain:
		return mayHaveLeft(d, &m)
	case disclosure.MessageSent, disclosure.MessageFailed, disclosure.MessageCancelled:
		return fault.Errorf(fault.Conflict, "message %s is %s: there is nothing to cancel", m.Key, m.State)
	default:
		return fault.Errorf(fault.Conflict, "message %s is %s: there is nothing to cancel", m.Key, m.State)
	}
	m.State, m.Receipt = disclosure.MessageCancelled, "cancelled by "+d.Env.Actor.Name
	d.Emit(disclosure.Event{
		Kind: disclosure.KindMessageCancelled, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key,
		Text: strings.TrimSpace("cancelled before it left; its draft is open again " + because(cmd.Text)), Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled},
	})
	return nil
}

// RetryMessage sends a message again that surely did not leave.
type RetryMessage struct {
	Message string // key
	Text    string // what was mended
}

// Rule implements [command.Command].
func (RetryMessage) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd RetryMessage) Decide(d *command.Frame) error {
	m, err := messageOf(d, cmd.Message)
	if err != nil {
		return err
	}
	switch m.State {
	case disclosure.MessageFailed:
	case disclosure.MessageUncertain:
		return mayHaveLeft(d, &m)
	case disclosure.MessageQueued:
		return fault.Errorf(fault.Conflict, "message %s is queued already: it is tried by itself", m.Key)
	case disclosure.MessageApproved, disclosure.MessageSent, disclosure.MessageCancelled:
		return fault.Errorf(fault.Conflict, "message %s is %s: only one that failed is sent again", m.Key, m.State)
	default:
		return fault.Errorf(fault.Conflict, "message %s is %s: only one that failed is sent again", m.Key, m.State)
	}
	if k, ok := d.Case.Contact(m.Contact); ok && k.Quality == disclosure.QualityBounced {
		return fault.Errorf(fault.Refused, "the other side refused %s at %s: write to another contact", m.Key, k.ID).With(hint.ToAddContact(d.Case.ID))
	}
	if err := MayLeave(d.Case, &m, d.Env.Rules, d.Env.Now); err != nil {
		return err
	}
	m.Resends++
	askAgain(d, &m)
	queue(d, m, strings.TrimSpace("sent again after it failed "+because(cmd.Text)), fmt.Sprintf("%s/again/%d", m.Key, m.Resends))
	return nil
}

func because(why string) string {
	if why = strings.TrimSpace(why); why != "" {
		return "(" + why + ")"
	}
	return ""
}

func messageOf(d *command.Frame, key string) (disclosure.Message, error) {
	m, ok := d.Case.Message(key)
	if !ok || key == "" {
		return m, fault.Errorf(fault.NotFound, "%s has no message %q", d.Case.ID, key).With(hint.ToSeeOutbox(d.Case.ID))
	}
	return m, nil
}

func mayHaveLeft(d *command.Frame, m *disclosure.Message) error {
	return fault.Errorf(fault.Refused, "message %s may have left: somebody has to find out whether it arrived", m.Key).
		With(hint.ToResolveMessage(d.Case.ID, m.Draft))
}
