package incoming

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// ConfirmReader says of an account that reads a place where the case writes that it may, or that it speaks for the party
// there. What the channel keeps of it goes into the same transaction.
type ConfirmReader struct {
	Place  string // owner/repo
	Login  string
	Speaks bool   // what the account writes is the party's word
	Text   string // why, for the record
}

// Rule implements [command.Command].
func (ConfirmReader) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead} }

// Decide implements [command.Command].
func (cmd ConfirmReader) Decide(d *command.Frame) error {
	if strings.TrimSpace(cmd.Text) == "" {
		return fault.Errorf(fault.Invalid, "say how you know who %s is", cmd.Login)
	}
	what := " may read what is written to "
	if cmd.Speaks {
		what = " speaks for the party in "
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindNote, At: d.Now(), Source: disclosure.SourcePerson, Ref: cmd.Place,
		Text: cmd.Login + what + cmd.Place + ": " + strings.TrimSpace(cmd.Text),
	})
	return nil
}
