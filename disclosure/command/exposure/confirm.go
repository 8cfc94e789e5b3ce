package exposure

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// ConfirmTarget says that the target of an asset is right, although no answer of ours ever found it open. From then on its
// closed answers can close it. It changes nothing else: the record still says that we never saw it open.
type ConfirmTarget struct{ Asset, Text string }

// Rule implements [command.Command].
func (ConfirmTarget) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide records who confirms the target, and queues a probe.
func (cmd ConfirmTarget) Decide(d *command.Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	switch {
	case !ok:
		return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	case a.SeenOpen():
		return fault.Errorf(fault.Conflict, "%s was seen open by our own probes: there is nothing to confirm", a.ID)
	case a.ConfirmedBy != "":
		return fault.Errorf(fault.Conflict, "the target of %s was already confirmed by %s", a.ID, a.ConfirmedBy)
	case a.LastSeen.IsZero():
		return fault.Errorf(fault.Conflict, "%s was not asked yet: its answer may show that the target is right", a.ID).With(hint.ToAsk(d.Case.ID, &a))
	}
	text := a.ID + " is the right target, although no probe of ours saw it open: " + a.Target
	if why := strings.TrimSpace(cmd.Text); why != "" {
		text += " (" + why + ")"
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindTargetConfirmed, Ref: a.ID, Text: text, Detail: disclosure.Detail{AssetID: a.ID},
	})
	if MayProbe(d, &a) == nil {
		ProbeNow(d, &a, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: d.Env.Actor.Name})
	}
	return nil
}
