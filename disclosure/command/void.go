package command

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// VoidApprovals takes the approvals of messages back, because what they rest on was corrected: their drafts are open again,
// and somebody reads them once more. A message that is on its way or uncertain refuses the correction, because it may still
// be found to have left as it was.
func (d *Frame) VoidApprovals(why string, concerns func(*disclosure.Message) bool) error {
	var approved []disclosure.Message
	for i := range d.Case.Messages {
		m := d.Case.Messages[i]
		if !concerns(&m) {
			continue
		}
		switch m.State {
		case disclosure.MessageQueued, disclosure.MessageUncertain:
			return fault.Errorf(fault.Refused, "message %s is %s: cancel or resolve it before %s", m.Key, m.State, why).
				With(hint.ToSeeOutbox(d.Case.ID))
		case disclosure.MessageApproved:
			approved = append(approved, m)
		case disclosure.MessageSent, disclosure.MessageFailed, disclosure.MessageCancelled:
		}
	}
	for _, m := range approved {
		m.State = disclosure.MessageCancelled
		d.Emit(disclosure.Event{
			Kind: disclosure.KindMessageCancelled, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key,
			Text:   "approval taken back: " + why,
			Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled},
		})
	}
	return nil
}
