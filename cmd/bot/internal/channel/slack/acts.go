package slack

import (
	"context"
	"slices"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/app/desk/codes"
	"daylight/cmd/bot/internal/app/desk/readership"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/app/roster"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/notify/slack/form"
	"daylight/templates"
)

// acts carries out what people ask for in a form, by the same functions of the desk as the command line.
type acts struct {
	h    *channel.Host
	desk *desk.Desk
}

// Known implements [slack.Acts].
func (a acts) Known(ctx context.Context, k *disclosure.Case) (form.Known, error) {
	out := form.Known{Languages: templates.MessageLanguages(), Kinds: a.h.Prober.Kinds()}
	for _, p := range a.desk.Staff() {
		out.People = append(out.People, p.Name)
	}
	consent := a.h.Service.Rules().Probing.Consent
	for i := range k.Assets {
		if consent.Needed(k.Assets[i].Kind) {
			out.Two = append(out.Two, k.Assets[i].ID)
		}
	}
	var err error
	if out.Readers, err = readersOf(a.desk)(ctx, k); err != nil {
		return out, err
	}
	items, err := a.desk.Inbox(ctx, false)
	for i := range items {
		if in := &items[i]; in.State == ledger.InboundWaiting {
			out.Items = append(out.Items, form.Item{ID: in.ID, Case: in.Case, Channel: in.Channel, Subject: in.Subject, From: in.From})
		}
	}
	return out, err
}

// Try implements [slack.Acts].
func (a acts) Try(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order) (after *disclosure.Case, second bool, err error) {
	switch {
	case o.Letter != nil && o.Letter.Body == "":
		why, err := a.desk.NeedsReason(ctx, k.ID, o.Letter.Template, o.Letter.Contact)
		if err == nil && why != "" && o.Letter.Because == "" {
			err = fault.Errorf(fault.Refused, "%s: say below why it is written all the same, or probe first", why)
		}
		return nil, false, err
	case o.Reader != nil:
		at, _ := k.Contact(o.Reader.Contact)
		o.Command = wordOf(o.Reader).Command(carrier.Account{Place: at.Address, Login: o.Reader.Login})
	case o.Revise != nil:
		o.Command = gallery.Reason(a.desk, o.Revise.Kind, o.Revise.Because)
	case o.Command == nil && o.Edit == nil:
		return nil, false, nil
	}
	cmd, err := a.prepared(ctx, k, o)
	if err != nil {
		return nil, false, err
	}
	env := command.Env{Actor: actor, Now: a.h.Service.Now(), Rules: a.h.Service.Rules()}
	d, err := command.Decide(k, cmd, env)
	if err != nil {
		return nil, false, err
	}
	// What it would do once everybody agreed: as if one person could decide it.
	env.Rules.Solo = true
	if full, err := command.Decide(k, cmd, env); err == nil {
		return milestone.Apply(k, full.Events...), proposes(d.Events), nil
	}
	return milestone.Apply(k, d.Events...), proposes(d.Events), nil
}

// proposes reports whether a decision waits for a second person.
func proposes(events []disclosure.Event) bool {
	return slices.ContainsFunc(events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindProposed })
}

// Act implements [slack.Acts]. Whatever an order asks for goes by the same way: on the version of the case that was seen, and with its
// name in the same transaction.
func (a acts) Act(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order, once string) (second bool, err error) {
	if _, did, err := a.h.Store.Ref(ctx, k.ID, "slack", once); err != nil || did {
		return false, err
	}
	a.desk = a.desk.With(k.Version, ledger.Ref{Case: k.ID, Owner: "slack", Name: once, Value: actor.Name})
	switch {
	case o.Letter != nil && o.Letter.Body != "":
		l := o.Letter
		_, _, err := a.desk.WriteDraft(ctx, actor, k.ID, disclosure.Draft{
			Template: l.Template, Contact: l.Contact, Lang: l.Lang, Subject: l.Subject, OwnText: true,
		}, l.Body)
		return false, err
	case o.Letter != nil:
		var also []command.Command
		if old := o.Letter.Instead; old != "" {
			also = append(also, message.DiscardDraft{ID: old, Text: o.Letter.Why})
		}
		_, _, err := a.desk.NewDraftBecause(ctx, actor, k.ID, o.Letter.Template, o.Letter.Contact, o.Letter.Lang, o.Letter.Because, also...)
		return false, err
	case o.Reader != nil:
		_, err := readership.Say(ctx, a.desk, actor, k.ID, wordOf(o.Reader), k.Version, ledger.Ref{Case: k.ID, Owner: "slack", Name: once, Value: actor.Name})
		return false, err
	case o.Assign != nil:
		_, err := a.desk.AssignInbound(ctx, actor, o.Assign.Item, k.ID, o.Assign.Kind, o.Assign.Role)
		return false, err
	}
	cmd, err := a.prepared(ctx, k, o)
	if err != nil {
		return false, err
	}
	res, err := a.desk.Execute(ctx, actor, k.ID, cmd)
	return proposes(res.Events), err
}

// prepared is the command of an order, with what the command line looks up before it gives one.
func (a acts) prepared(ctx context.Context, k *disclosure.Case, o form.Order) (command.Command, error) {
	if o.Edit == nil {
		cmd, err := a.checked(ctx, k, o.Command)
		if err != nil {
			return nil, err
		}
		return codes.Read(cmd)
	}
	d, ok := k.Draft(o.Edit.Draft)
	if !ok || d.Revision != o.Edit.Revision {
		return nil, fault.Errorf(fault.Conflict, "%s was changed meanwhile: open it again", o.Edit.Draft)
	}
	blob, err := a.desk.Seal([]byte(o.Edit.Body))
	if err != nil {
		return nil, err
	}
	return message.EditDraft{ID: d.ID, Subject: o.Edit.Subject, Body: blob.Ref, Blob: blob}, nil
}

func (a acts) checked(ctx context.Context, k *disclosure.Case, cmd command.Command) (_ command.Command, err error) {
	switch cmd := cmd.(type) {
	case command.Batch:
		out := make(command.Batch, len(cmd))
		for i, one := range cmd {
			if out[i], err = a.checked(ctx, k, one); err != nil {
				return nil, err
			}
		}
		return out, nil
	case record.AddContact:
		return cmd, a.desk.CheckContact(cmd.Contact)
	case record.AddAsset:
		cmd.Asset, _, err = a.desk.Asset(cmd.Asset)
		return cmd, err
	case record.RenameAsset:
		cmd.To, _, err = a.desk.Asset(cmd.To)
		return cmd, err
	case record.EditContact:
		return cmd, a.checkEdit(k, cmd)
	case record.AssignCase:
		return cmd, a.desk.KnowsPerson(cmd.To)
	case record.MarkDuplicate:
		_, err = a.desk.Case(ctx, cmd.Of)
		return cmd, err
	case record.Restrict:
		return roster.Restriction(a.desk.Staff(), cmd.Names, cmd.Lift, cmd.Text)
	default:
		return cmd, nil
	}
}

// checkEdit refuses another address that nothing could be sent to.
func (a acts) checkEdit(k *disclosure.Case, cmd record.EditContact) error {
	c, ok := k.Contact(cmd.ID)
	if !ok || cmd.Address == nil {
		return nil // the decision says what is missing
	}
	c.Address = *cmd.Address
	return a.desk.CheckContact(c)
}
