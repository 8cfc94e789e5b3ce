package incoming

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/medium"
)

// TrackIssue says that we closed or reopened an issue of the case.
type TrackIssue struct {
	Ref    string
	Closed bool
}

// Rule implements [command.Command].
func (TrackIssue) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide records what we did to an issue of ours.
func (cmd TrackIssue) Decide(d *command.Frame) error {
	i := slices.IndexFunc(d.Case.Issues, func(t disclosure.Tracked) bool { return t.Ref == cmd.Ref })
	if i < 0 {
		return fault.Errorf(fault.NotFound, "%s has no issue %s", d.Case.ID, cmd.Ref)
	}
	issue := d.Case.Issues[i]
	if issue.Closed == cmd.Closed {
		return nil
	}
	issue.Closed = cmd.Closed
	text := "issue reopened"
	if cmd.Closed {
		text = "issue closed with the dates"
	}
	d.Emit(disclosure.Event{
		Hand: cameIn(d, medium.Tracker()),
		Kind: disclosure.KindIssueUpdated, Party: issue.Role, Name: issue.Name, Channel: medium.Tracker(), Ref: cmd.Ref, Text: text, Detail: disclosure.Detail{Issue: &issue},
	})
	return nil
}
