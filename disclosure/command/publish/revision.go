package publish

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
)

// DraftRevision stores what a page should say that gives away an asset which is open again: a limited writeup, in each language of
// the page. It is put before two people and published by nobody before both agree. Whose page gives nothing away any more, or has
// this draft already, gets none.
type DraftRevision struct{ Drafts []Revision }

// Revision is one limited writeup.
type Revision struct {
	Lang   string
	Digest string          // of its files
	Blob   disclosure.Blob // the files, as a JSON object by name
}

// Rule implements [command.Command].
func (DraftRevision) Rule() command.Rule { return command.Rule{Engine: true} }

// Decide implements [command.Command].
func (cmd DraftRevision) Decide(d *command.Frame) error {
	if !gate.TakesBack(d.Case, disclosure.Limited) {
		return nil
	}
	if d.Case.UnderThreat() {
		return fault.Errorf(fault.Refused, "a legal threat is on record: nothing is drafted before the counsel or two leads clear it").With(hint.ToClearLegal(d.Case.ID))
	}
	for _, r := range cmd.Drafts {
		p := disclosure.Proposal{
			What: disclosure.ProposesPublication, Clause: string(disclosure.Limited) + " " + r.Lang, Name: r.Digest, Files: r.Blob.Ref,
			Reason: "our full page says where an asset is that is open again", By: disclosure.Engine().Name, Hand: d.Env.Actor.Hand, At: d.Env.Now.UTC(),
		}
		if slices.ContainsFunc(d.Case.Proposals, func(old disclosure.Proposal) bool { return old.Name == p.Name && old.SameDecision(&p) }) {
			continue
		}
		d.Blob(r.Blob)
		d.Emit(disclosure.Event{
			Kind: disclosure.KindProposed, Ref: r.Digest, Source: disclosure.SourceSystem,
			Text:   "drafted and stored, waits for two people: " + p.String(),
			Detail: disclosure.Detail{Proposal: &p, Body: r.Blob.Ref},
		})
	}
	return nil
}
