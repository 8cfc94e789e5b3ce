package message

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Doubt puts all messages of a case in doubt that were approved or handed to a sender: the record was put back to an
// older state, and they may have left since. None is sent by itself any more. Each is asked about where its channel can
// tell, and a person decides about the rest.
type Doubt struct {
	Why string
	Key string // tells apart what is asked after this restore from what was asked after another one
}

// Rule implements [command.Command].
func (Doubt) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, Engine: true, Ended: true}
}

// Decide implements [command.Command].
func (cmd Doubt) Decide(d *command.Frame) error {
	for _, m := range d.Case.Messages {
		if m.State != disclosure.MessageApproved && m.State != disclosure.MessageQueued {
			continue
		}
		m.State, m.Receipt = disclosure.MessageUncertain, cmd.Why
		d.Emit(disclosure.Event{
			Kind: disclosure.KindMessageUncertain, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Source: disclosure.SourceSystem,
			Text: "it is not known whether the message arrived: " + cmd.Why, Detail: disclosure.Detail{Message: &m, State: disclosure.MessageUncertain},
		})
		if task.SentBy(m.Channel) {
			d.Job(ledger.NewJob(ledger.QueueSend, m.Key+"/asked/"+cmd.Key, task.AskMessage{Message: m.Key}))
		}
	}
	return nil
}
