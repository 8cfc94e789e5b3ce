package record

import (
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
)

// AddAsset adds an asset to the case.
type AddAsset struct{ Asset disclosure.Asset }

// Rule implements [command.Command].
func (AddAsset) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd AddAsset) Decide(d *command.Frame) error {
	a := cmd.Asset
	if a.Kind == "" || a.Target == "" {
		return fault.Errorf(fault.Invalid, "an asset needs a kind and a target")
	}
	if old, ok := d.Case.Asset(a.Target); ok {
		return fault.Errorf(fault.Conflict, "the target is already asset %s of this case", old.ID)
	}
	if err := d.Env.Rules.Probing.CheckKind(&a); err != nil {
		return err
	}
	a = plainAsset(a, nextAssetID(d.Case))
	d.Emit(disclosure.Event{Kind: disclosure.KindRecorded, Text: "asset " + a.ID + " added", Detail: disclosure.Detail{Asset: &a, AssetID: a.ID}})
	exposure.ScheduleProbe(d, &d.Case.Assets[len(d.Case.Assets)-1], d.Env.Now)
	return nil
}
