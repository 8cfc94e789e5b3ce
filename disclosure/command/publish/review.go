package publish

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
)

// OfferForReview orders that the files of a page are brought to a place which the team alone can read, before a second person approved
// them: there that person reviews them. It is held to all that [Offer] is held to, besides that approval, and asks for it.
type OfferForReview struct{ Offer }

// Decide records who ordered it, puts the files before a second person, and queues the job.
func (cmd OfferForReview) Decide(d *command.Frame) error {
	switch {
	case cmd.Files.Ref == "":
		return fault.Errorf(fault.Invalid, "the files of the page are missing")
	case cmd.Where == "":
		return fault.Errorf(fault.Invalid, "say where the page goes")
	case d.Env.Rules.Solo:
		return fault.Errorf(fault.Refused, "by the rules of the team one person approves: there is no second one to ask").With(hint.ToApproveAlone(d.Case.ID, cmd.Mode, cmd.Lang))
	case d.Case.Circle.Restricted(): // who reads the place is another list than who may see the case
		return fault.Errorf(fault.Refused, "%s is restricted, and more people may read %s: it goes there once two people approved it", d.Case.ID, cmd.Where).
			With(hint.ToApprovePublication(d.Case.ID))
	case gate.Passed(cmd.Checks):
		return fault.Errorf(fault.Conflict, "these files are approved already: there is nothing left to review")
	case !gate.AwaitsApproval(cmd.Checks):
		return fault.Errorf(fault.Refused, "the publication gate asks for more than an approval: look at its checks").With(hint.ToSeeGate(d.Case.ID))
	}
	if err := cmd.ripe(d); err != nil {
		return err
	}
	if err := d.Known(person.Decision{}, "asking for a review takes a person"); err != nil {
		return err
	}
	d.Blob(cmd.Files)
	d.Job(cmd.Job)
	d.Emit(offered(cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where, "goes to "+cmd.Where+" for a review, by order of "+d.Env.Actor.Name))
	p := AskApproval{Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest, Text: "for a review at " + cmd.Where}.proposal(d)
	if _, before := asked(d, &p); !before {
		propose(d, p)
	}
	return nil
}

// ApproveReviewed is the consent of a person who reviewed the files where they lie. The place gave them exactly these, so they were shown.
type ApproveReviewed struct {
	ApprovePublication
	Where  string // such as the reference of a pull request, as [Offered] had it
	Review string // which review it was, for who looks at it again
}

// Decide records that the files were shown to the person, and the consent.
func (cmd ApproveReviewed) Decide(d *command.Frame) error {
	switch {
	case !d.Env.Actor.Hand.Reviewed():
		return fault.Errorf(fault.Refused, "this is no review")
	case cmd.Review == "":
		return fault.Errorf(fault.Invalid, "say which review it was")
	case !lay(d, cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where):
		return fault.Errorf(fault.Refused, "no such files were brought to %.150q", cmd.Where)
	}
	if who := d.Env.Actor.Name; !lay(d, cmd.Mode, cmd.Lang, cmd.Digest, who) {
		e := offered(cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where, "shown to "+who+" at "+cmd.Where)
		e.Detail.Preview.For = who
		d.Emit(e)
	}
	return cmd.decide(d, cmd.Review+" at "+cmd.Where)
}

// TellReview says something about the review of files that lie at a place, once.
type TellReview struct {
	Mode   disclosure.Mode
	Lang   string
	Digest string
	Where  string // as [Offered] had it
	Text   string // what is said, such as why a review does not count
}

// Rule implements [command.Command].
func (TellReview) Rule() command.Rule { return command.Rule{Engine: true, Ended: true} }

// Decide records what is said. It opens nothing.
func (cmd TellReview) Decide(d *command.Frame) error {
	switch {
	case cmd.Text == "":
		return fault.Errorf(fault.Invalid, "say what there is to tell")
	case !lay(d, cmd.Mode, cmd.Lang, cmd.Digest, cmd.Where):
		return fault.Errorf(fault.Refused, "no such files were brought to %.150q", cmd.Where)
	case Told(d.Case, cmd):
		return nil
	}
	e := offered(cmd.Mode, cmd.Lang, cmd.Digest, cmd.Text, "at "+cmd.Where+": "+cmd.Text)
	e.Source = disclosure.SourceSystem
	d.Emit(e)
	return nil
}

// Told reports whether it was said already.
func Told(c *disclosure.Case, cmd TellReview) bool {
	return c.Manuscript.Saw(manuscript.Preview{For: cmd.Text, Mode: string(cmd.Mode), Lang: cmd.Lang, Digest: cmd.Digest})
}
