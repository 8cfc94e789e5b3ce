package exposure

import (
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// Reveal says that the actor is shown where assets are, in a place that hides it from everybody else. It is recorded before anything
// is shown.
type Reveal struct {
	Assets []string // ids; empty is all of them
}

// Rule implements [command.Command]. Whoever may see the case may look, and leaves a record.
func (Reveal) Rule() command.Rule { return command.Rule{Rank: disclosure.Viewer, Ended: true} }

// Decide records who looked at which targets.
func (cmd Reveal) Decide(d *command.Frame) error {
	ids := cmd.Assets
	if len(ids) == 0 {
		for i := range d.Case.Assets {
			ids = append(ids, d.Case.Assets[i].ID)
		}
	}
	if len(ids) == 0 {
		return fault.Errorf(fault.Refused, "%s has no asset: there is nothing to show", d.Case.ID)
	}
	for _, id := range ids {
		if _, ok := d.Case.Asset(id); !ok {
			return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, id)
		}
	}
	e := disclosure.Event{Kind: disclosure.KindTargetRevealed, Text: "shown to " + d.Env.Actor.Name + ": where " + closure.Names(ids) + " can be found"}
	if len(ids) == 1 {
		e.Ref, e.Detail.AssetID = ids[0], ids[0]
	}
	d.Emit(e)
	return nil
}
