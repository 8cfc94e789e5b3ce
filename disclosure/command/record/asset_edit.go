package record

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/change"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/plain"
)

// EditAsset corrects whose an asset is, who hosts it, what it is called and which object of it is asked for too. A nil field stays
// as it is.
type EditAsset struct {
	Asset string // id or target
	Owner *string
	Host  *string
	Noun  *string
	// Key may only be added: another one, or none, would ask for less than what was seen, and takes a new target.
	Key  *string
	Text string
}

// Rule implements [command.Command].
func (EditAsset) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd EditAsset) Decide(d *command.Frame) error {
	a, err := assetOf(d, cmd.Asset)
	if err != nil {
		return err
	}
	if cmd.Key != nil && (a.Key != "" && *cmd.Key != a.Key || *cmd.Key == "") {
		return fault.Errorf(fault.Conflict, "%s is asked for one object already, which stays: what was seen has to be what is asked", a.ID)
	}
	var e change.Edit
	for _, f := range []struct {
		field change.Field
		value *string
		old   string
		role  disclosure.Role
	}{
		{change.Owner, cmd.Owner, a.Owner, disclosure.Vendor},
		{change.Host, cmd.Host, a.Host, disclosure.Provider},
		{change.Noun, cmd.Noun, a.Noun, ""},
		{change.Key, cmd.Key, a.Key, ""},
	} {
		if f.value == nil {
			continue
		}
		value := plain.Line(*f.value)
		if f.field == change.Key {
			value = *f.value // the name of an object may hold any character; the desk has checked it
		}
		if value != "" && f.role != "" {
			p, ok := d.Case.Party(f.role, value)
			if !ok {
				return fault.Errorf(fault.NotFound, "%s has no %s: add a contact of theirs first", d.Case.ID, disclosure.PartyLabel(f.role, value))
			}
			value = p.Name
		}
		e.Add(f.field, f.old, value)
	}
	if len(e.Fields) > 0 {
		// Who is told of the asset changes, so whoever approved a message has to read it again.
		if err := d.VoidApprovals(a.ID+" was corrected", func(*disclosure.Message) bool { return true }); err != nil {
			return err
		}
	}
	return emitEdit(d, disclosure.Event{Kind: disclosure.KindCaseEdited, Ref: a.ID, Detail: disclosure.Detail{AssetID: a.ID}}, e, cmd.Text)
}

// DropAsset takes an asset out of a case that was recorded by mistake. It stays in the history, is not probed any more and
// is in no new text. What our own answers, a source or two people say of it takes two people to leave.
type DropAsset struct {
	Asset string // id or target
	Text  string // why
}

// Rule implements [command.Command].
func (DropAsset) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide implements [command.Command].
func (cmd DropAsset) Decide(d *command.Frame) error {
	a, err := assetOf(d, cmd.Asset)
	if err != nil {
		return err
	}
	coApprover, agreed, err := mayGo(d, &a, "", cmd.Text)
	if err != nil || !agreed {
		return err
	}
	e := change.Edit{Dropped: true}
	e.Add(change.Target, a.Target, "")
	d.Emit(disclosure.Event{
		Kind: disclosure.KindAssetDropped, Ref: a.ID, Text: a.ID + " dropped: " + strings.TrimSpace(cmd.Text),
		Detail: disclosure.Detail{AssetID: a.ID, CoApprover: coApprover, Edit: &e},
	})
	return nil
}

// RenameAsset gives an asset the target that was meant. The asset with it begins unconfirmed, under an id of its own: what was
// seen at the old target says nothing about it.
type RenameAsset struct {
	Asset string           // id or target
	To    disclosure.Asset // kind, target and key
	Text  string           // why
}

// Rule implements [command.Command].
func (RenameAsset) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, CoApproval: command.CoApprovalBeyondPolicy}
}

// Decide implements [command.Command].
func (cmd RenameAsset) Decide(d *command.Frame) error {
	a, err := assetOf(d, cmd.Asset)
	if err != nil {
		return err
	}
	next := cmd.To
	if next.Kind == "" || next.Target == "" {
		return fault.Errorf(fault.Invalid, "an asset needs a kind and a target")
	}
	if old, ok := d.Case.Asset(next.Target); ok {
		return fault.Errorf(fault.Conflict, "the target is already asset %s of this case", old.ID)
	}
	if err := d.Env.Rules.Probing.CheckKind(&next); err != nil {
		return err
	}
	next.Owner, next.Host = a.Owner, a.Host
	if next.Noun == "" && next.Kind == a.Kind {
		next.Noun = a.Noun
	}
	next = plainAsset(next, nextAssetID(d.Case))
	coApprover, agreed, err := mayGo(d, &a, next.Target, cmd.Text)
	if err != nil || !agreed {
		return err
	}
	var e change.Edit
	e.Add(change.Kind, a.Kind, next.Kind)
	e.Add(change.Target, a.Target, next.Target)
	e.Add(change.Key, a.Key, next.Key)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindAssetRenamed, Ref: a.ID, Text: a.ID + " has another target and is " + next.ID + " now: " + strings.TrimSpace(cmd.Text),
		Detail: disclosure.Detail{AssetID: a.ID, Asset: &next, CoApprover: coApprover, Edit: &e},
	})
	exposure.ScheduleProbe(d, &d.Case.Assets[len(d.Case.Assets)-1], d.Env.Now)
	return nil
}

// mayGo reports whether an asset may go now, and who agreed before where it takes two. Approved messages are read again.
func mayGo(d *command.Frame, a *disclosure.Asset, to, why string) (coApprover string, agreed bool, err error) {
	if strings.TrimSpace(why) == "" {
		return "", false, fault.Errorf(fault.Invalid, "say why %s goes: its history stays, and others will read it", a.ID).With(hint.ToGiveText())
	}
	if known := onRecord(d.Case, a); known != "" {
		p := disclosure.Proposal{What: disclosure.ProposesDrop, Clause: a.ID, Name: to, Reason: why}
		coApprover, err = d.CoApprover(p, known+", so taking it out needs the approval of two people")
		if err != nil || coApprover == "" {
			return "", false, err
		}
	}
	return coApprover, true, d.VoidApprovals(a.ID+" goes", func(*disclosure.Message) bool { return true })
}

// onRecord says what is known of an asset that one person must not take back alone, "" for nothing.
func onRecord(c *disclosure.Case, a *disclosure.Asset) string {
	switch {
	case a.SeenOpen():
		return a.ID + " was seen open by our own probes"
	case !a.Closure.At.IsZero():
		return "a closure of " + a.ID + " is on record"
	case a.ConfirmedBy != "":
		return a.ConfirmedBy + " confirmed the target of " + a.ID
	case a.AllowedBy != "":
		return a.AllowedBy + " allowed " + a.ID + " to be probed"
	case c.IsPublished() || len(c.Approvals) > 0:
		return "a publication that tells of " + a.ID + " was approved"
	case slices.ContainsFunc(c.Messages, func(m disclosure.Message) bool { return m.State == disclosure.MessageSent }):
		return "others were told of " + a.ID
	default:
		return ""
	}
}

func assetOf(d *command.Frame, idOrTarget string) (disclosure.Asset, error) {
	if a, ok := d.Case.Asset(idOrTarget); ok {
		return a, nil
	}
	for _, a := range d.Case.DroppedAssets {
		if a.ID == idOrTarget {
			return a, fault.Errorf(fault.Conflict, "%s was dropped", idOrTarget)
		}
	}
	return disclosure.Asset{}, fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, idOrTarget)
}
