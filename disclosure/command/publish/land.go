package publish

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
)

// Merged says that somebody took on the files that were brought to a site. The page is not out by it: a site is built later, or not at all.
type Merged struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string
	Where  string // such as the reference of a pull request, as [Offered] had it
	Intact bool   // the site holds exactly what was approved
}

// Rule implements [command.Command]. What was merged is recorded, whatever became of the work on the case meanwhile.
func (Merged) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide records that it was merged, once.
func (cmd Merged) Decide(d *command.Frame) error {
	if !lay(d, cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where) {
		return fault.Errorf(fault.Refused, "no such files were brought to %.150q", cmd.Where)
	}
	how := "was merged at "
	if !cmd.Intact {
		how = "was merged, and the site does not hold exactly what was approved, at "
	}
	if at := how + cmd.Where; !lay(d, cmd.Mode, cmd.Lang, cmd.Digest, at) {
		e := offered(cmd.Mode, cmd.Lang, cmd.Digest, at, at)
		e.Source = disclosure.SourceSystem
		d.Emit(e)
	}
	return nil
}

// lay reports whether the files lay at a place, by our own record.
func lay(d *command.Frame, mode disclosure.Mode, lang, digest, where string) bool {
	return d.Case.Manuscript.Saw(manuscript.Preview{For: where, Mode: string(mode), Lang: lang, Digest: digest})
}

// Landed says that a merged page was read on its site, byte for byte as it was approved. A person ordered it and another one merged it; this
// records what came of that.
type Landed struct {
	Mode    disclosure.Mode
	Lang    string
	Digest  string
	Where   string // the reference of the request that was merged
	Address string // at which it was read
}

// Rule implements [command.Command]. What is out is recorded, whatever became of the work on the case meanwhile.
func (Landed) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide records that the page is out. It rests on the approval that let it leave: where that was taken back, a person looks at it.
func (cmd Landed) Decide(d *command.Frame) error {
	switch {
	case cmd.Address == "":
		return fault.Errorf(fault.Invalid, "say where the page was read")
	case !lay(d, cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where):
		return fault.Errorf(fault.Refused, "no such files were brought to %.150q", cmd.Where)
	case d.Case.Rehearsal:
		return fault.Errorf(fault.Refused, "%s was recorded in a rehearsal: nothing of it is ever published", d.Case.ID)
	}
	ok, approved := gate.Approval(d.Case, disclosure.Consent{Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest}, d.Env.Rules.Solo)
	if !approved {
		return fault.Errorf(fault.Refused, "the page of %s is on its site, and its approval does not stand any more: look at both", d.Case.ID)
	}
	consent := ok.Consent
	consent.Solo = ok.First == (person.Person{})
	d.Emit(disclosure.Event{
		Kind: disclosure.KindPublished, At: d.Env.Today().When(), Text: string(cmd.Mode) + " writeup", Ref: cmd.Where, Source: disclosure.SourceSystem,
		Detail: disclosure.Detail{Consent: &consent, Reason: "read at " + cmd.Address},
	})
	return nil
}
