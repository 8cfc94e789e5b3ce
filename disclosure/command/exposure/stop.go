package exposure

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// StopProbing honours a STOP: the asset is no longer probed, and only the owner can report its closure. Resume undoes it.
type StopProbing struct {
	Asset  string // "" is every asset
	Text   string
	Resume bool
	// Party and Name are who asked for it, and At is when, where that is on record by their own words. A message may tell
	// only them that they asked.
	Party disclosure.Role
	Name  string
	At    civil.When
}

// Rule implements [command.Command].
func (StopProbing) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Engine: true, Ended: true}
}

// Decide implements [command.Command].
func (cmd StopProbing) Decide(d *command.Frame) error {
	if cmd.Asset != "" {
		a, ok := d.Case.Asset(cmd.Asset)
		if !ok {
			return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
		}
		cmd.Asset = a.ID
	}
	e := disclosure.Event{
		Kind: disclosure.KindProbingStopped, Ref: cmd.Asset, Text: "probing stopped: " + cmd.Text,
		Party: cmd.Party, Name: cmd.Name, At: cmd.At, Detail: disclosure.Detail{AssetID: cmd.Asset},
	}
	if cmd.Resume {
		e.Kind, e.Text = disclosure.KindProbingResumed, "probing resumed: "+cmd.Text
	}
	d.Emit(e)
	if cmd.Resume {
		for i := range d.Case.Assets {
			if a := &d.Case.Assets[i]; (cmd.Asset == "" || a.ID == cmd.Asset) && !a.NextProbe.After(d.Env.Now) {
				ScheduleProbe(d, a, d.Env.Now)
			}
		}
	}
	return nil
}
