package publish

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/manuscript"
)

// Preview says that somebody was given exactly the files that would go out: without it they approve none of them.
type Preview struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string
	For    string // who was given them; "" is the actor
}

// Rule implements [command.Command]. It opens nothing by itself.
func (Preview) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher, Ended: true} }

// Decide records for whom the files were written.
func (cmd Preview) Decide(d *command.Frame) error {
	switch {
	case !cmd.Mode.Valid():
		return fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	case cmd.Digest == "" || cmd.Lang == "":
		return fault.Errorf(fault.Invalid, "a preview needs the language and the digest of the files")
	}
	p := manuscript.Preview{For: cmd.For, Mode: string(cmd.Mode), Lang: cmd.Lang, Digest: cmd.Digest}
	if p.For == "" {
		p.For = d.Env.Actor.Name
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindPreviewed, Ref: cmd.Digest, Text: string(cmd.Mode) + " writeup in " + cmd.Lang + " shown to " + p.For,
		Detail: disclosure.Detail{Preview: &p},
	})
	return nil
}

// seen refuses who approves files that they were not given, whatever shows who they are.
func seen(d *command.Frame, of disclosure.Consent) error {
	if d.Case.Manuscript.Saw(manuscript.Preview{For: of.By, Mode: string(of.Mode), Lang: of.Lang, Digest: of.Digest}) {
		return nil
	}
	return fault.Errorf(fault.Refused, "%s has not seen these files (%.12s): whoever approves them looks at them first", of.By, of.Digest).
		With(hint.ToPreviewPublication(d.Case.ID, of.Mode, of.Lang, of.By))
}
