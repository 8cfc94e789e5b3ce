package publish

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/manuscript"
)

// Offer orders that the files of a page are brought to a site, where somebody takes them on. It is held to all that [Publish] is held
// to: whoever reads the place may read them from then on. The page is not out by it.
type Offer struct {
	Publish
	Files disclosure.Blob // exactly those that leave, as a JSON object by name
	Job   ledger.Job      // that brings them there
}

// Decide records who ordered it, and queues the job.
func (cmd Offer) Decide(d *command.Frame) error {
	switch {
	case cmd.Files.Ref == "":
		return fault.Errorf(fault.Invalid, "the files of the page are missing")
	case cmd.Where == "":
		return fault.Errorf(fault.Invalid, "say where the page goes")
	}
	if _, err := cmd.allowed(d); err != nil {
		return err
	}
	d.Blob(cmd.Files)
	d.Job(cmd.Job)
	d.Emit(offered(cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where, "goes to "+cmd.Where+" by order of "+d.Env.Actor.Name))
	return nil
}

// Offered says that the files lie where they can be taken on.
type Offered struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string
	Where  string // such as the reference of a pull request
	// Approved says that what lay there for a review says now that it is approved.
	Approved bool
}

// Rule implements [command.Command]. What is there is recorded, whatever became of the work on the case meanwhile.
func (Offered) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide records where they lie.
func (cmd Offered) Decide(d *command.Frame) error {
	if !cmd.Mode.Valid() || cmd.Lang == "" || cmd.Digest == "" || cmd.Where == "" {
		return fault.Errorf(fault.Invalid, "files that were brought to a site have a form, a language, a digest and a place")
	}
	where, said := cmd.Where, "lies at "+cmd.Where
	if cmd.Approved {
		where, said = "approved at "+where, "says at "+where+" that it is approved"
		if lay(d, cmd.Mode, cmd.Lang, cmd.Digest, where) {
			return nil
		}
	}
	e := offered(cmd.Mode, cmd.Lang, cmd.Digest, where, said)
	e.Source = disclosure.SourceSystem
	d.Emit(e)
	return nil
}

// offered is a showing of the files: the place takes that of a person, and is nobody's name.
func offered(mode disclosure.Mode, lang, digest, where, what string) disclosure.Event {
	return disclosure.Event{
		Kind: disclosure.KindPreviewed, Ref: digest, Text: string(mode) + " writeup in " + lang + " " + what,
		Detail: disclosure.Detail{Preview: &manuscript.Preview{For: where, Mode: string(mode), Lang: lang, Digest: digest}},
	}
}
