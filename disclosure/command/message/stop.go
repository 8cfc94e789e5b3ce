package message

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
)

// DraftStopAnswer puts the answer to a request to stop on record, as a draft that waits for a person. It leaves nothing behind
// where the checks go on by now, nobody may be written to by a program, or the same answer waits already.
type DraftStopAnswer struct {
	Draft disclosure.Draft // Template, Contact, Lang, Subject, Body, Says
	Blob  disclosure.Blob
}

// Rule implements [command.Command].
func (DraftStopAnswer) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide implements [command.Command].
func (cmd DraftStopAnswer) Decide(d *command.Frame) error {
	waits := slices.ContainsFunc(d.Case.Drafts, func(old disclosure.Draft) bool {
		waiting := old.State == disclosure.DraftOpen || old.State == disclosure.DraftApproved
		return waiting && old.Contact == cmd.Draft.Contact && old.Subject == cmd.Draft.Subject && slices.Equal(old.Says, cmd.Draft.Says)
	})
	if waits || d.Case.Ended() || d.Case.UnderThreat() {
		return nil
	}
	for _, made := range cmd.Draft.Says {
		if a, ok := d.Case.Asset(made.Asset); !ok || !a.Stopped {
			return nil
		}
	}
	return NewDraft(cmd).Decide(d)
}
