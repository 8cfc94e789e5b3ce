package incoming

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// RecordUnattributed is something that somebody wrote or did who is not known to speak for any party. It is shown to the
// team and moves nothing: no dialogue, no clock, no claim.
type RecordUnattributed struct {
	Inbox   int64
	Channel disclosure.Channel
	At      civil.When
	Source  disclosure.Source
	Ref     string // address of the comment
	Login   string // who wrote it, as the channel names them
	Place   string // where the team could say that they speak for the party, such as owner/repo
	Reason  string // why it is nobody's word
	Text    string // excerpt that the team may see, already made safe
	Body    disclosure.BlobRef
}

// Rule implements [command.Command].
func (RecordUnattributed) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide implements [command.Command].
func (cmd RecordUnattributed) Decide(d *command.Frame) error {
	e := disclosure.Event{
		Kind: disclosure.KindUnattributed, At: cmd.At, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Detail: disclosure.Detail{Inbox: cmd.Inbox, Body: cmd.Body, Excerpt: cmd.Text, Reason: cmd.Reason},
	}
	if cmd.Login != "" && cmd.Place != "" {
		h := hint.ToLetSpeak(cmd.Place, cmd.Login)
		e.Detail.Hint = &h
	}
	if e.At.IsZero() || d.InFuture(e.At) {
		e.At = d.Now() // the clock of the other side is wrong
	}
	if err := command.CheckVocabulary(&e); err != nil {
		return err
	}
	if cmd.Text == "" && cmd.Reason == "" {
		return fault.Errorf(fault.Internal, "there is nothing to show")
	}
	e.Hand = cameIn(d, e.Channel)
	d.Emit(e)
	return nil
}
