package exposure

import (
	"fmt"
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// recordMismatch records once that a name now answers as something else, so that a person can decide.
func recordMismatch(d *command.Frame, a *disclosure.Asset, o *observed.Observation) {
	if a.Recreated {
		return
	}
	name := a.ChangedProperty(o.Identity)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindRecreated, Source: disclosure.SourceSystem, Ref: a.ID, Detail: disclosure.Detail{AssetID: a.ID},
		Text: fmt.Sprintf("%s was gone and now answers as something else (another %s): its answers can reopen the asset but not close it until a person confirms the owner",
			a.ID, strings.ReplaceAll(name, "_", " ")),
	})
}

// AcceptIdentity confirms that the asset that now answers under a name belongs to the same owner. From then on its closed
// answers count. If it belongs to somebody else, use [StopProbing]: it is not ours to probe.
type AcceptIdentity struct{ Asset, Text string }

// Rule implements [command.Command].
func (AcceptIdentity) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide lets the answers under the name count again, and queues a probe.
func (cmd AcceptIdentity) Decide(d *command.Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	switch {
	case !ok:
		return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	case !a.Recreated:
		return fault.Errorf(fault.Conflict, "%s still answers as the same asset: there is nothing to confirm", a.ID)
	case strings.TrimSpace(cmd.Text) == "":
		return fault.Errorf(fault.Invalid, "say how you know that %s is still the owner's", a.ID)
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindSameAsset, Ref: a.ID, Text: a.ID + " still belongs to the same owner: " + cmd.Text,
		Detail: disclosure.Detail{AssetID: a.ID},
	})
	if MayProbe(d, &a) == nil {
		ProbeNow(d, &a, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: d.Env.Actor.Name})
	}
	return nil
}

// recordMoves records that an asset lives on under the name of another asset of the case. Nobody searches for it: the asset
// itself named the host, and a person put that host on record.
func recordMoves(d *command.Frame, id string) {
	for _, a := range d.Case.Assets {
		for _, b := range d.Case.Assets {
			if a.ID == b.ID || a.Moved == b.ID || (a.ID != id && b.ID != id) || !sameHost(a.Retarget, b.Target) {
				continue
			}
			if name := closure.SameThing(a.Identity, b.Identity); name != "" {
				d.Emit(disclosure.Event{
					Kind: disclosure.KindMoved, Source: disclosure.SourceSystem, Ref: b.ID, Detail: disclosure.Detail{AssetID: a.ID},
					Text: fmt.Sprintf("%s moved to %s (same %s)", a.ID, b.ID, strings.ReplaceAll(name, "_", " ")),
				})
			}
		}
	}
}

// sameHost reports whether two addresses name one host.
func sameHost(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	return errX == nil && errY == nil && x.Host != "" && strings.EqualFold(x.Host, y.Host)
}
