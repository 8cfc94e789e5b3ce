package slack

import (
	"context"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/notify/slack/form"
)

// The desk of the tests decides as the real one does; only drafts are its own.

func (d *desk) env(actor disclosure.Actor) command.Env {
	rules := command.DefaultRules()
	rules.Probing.Consent.Kinds = map[string]bool{"ftp": true}
	return command.Env{Actor: actor, Now: d.clock(), Rules: rules}
}

func proposes(events []disclosure.Event) bool {
	return slices.ContainsFunc(events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindProposed })
}

// Known implements [Acts].
func (d *desk) Known(context.Context, *disclosure.Case) (form.Known, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := d.known
	for _, in := range d.items {
		known.Items = append(known.Items, form.Item{ID: in.ID, Case: in.Case, Channel: in.Channel, Subject: in.Subject})
	}
	return known, nil
}

// readers are those of the forms.
func (d *desk) readers(context.Context, *disclosure.Case) ([]form.Reader, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.known.Readers, nil
}

// Try implements [Acts].
func (d *desk) Try(_ context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order) (*disclosure.Case, bool, error) {
	if o.Command == nil {
		return nil, false, nil
	}
	got, err := command.Decide(k, o.Command, d.env(actor))
	if err != nil {
		return nil, false, err
	}
	env := d.env(actor)
	env.Rules.Solo = true
	if full, err := command.Decide(k, o.Command, env); err == nil {
		return milestone.Apply(k, full.Events...), proposes(got.Events), nil
	}
	return milestone.Apply(k, got.Events...), proposes(got.Events), nil
}

// Act implements [Acts].
func (d *desk) Act(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order, once string) (second bool, err error) {
	name := string(k.ID) + "/" + owner + "/" + once
	if _, did, _ := d.Ref(ctx, k.ID, owner, once); did {
		return false, nil
	}
	defer func() {
		if err == nil {
			d.mu.Lock()
			d.refs[name] = actor.Name
			d.mu.Unlock()
		}
	}()
	return d.act(ctx, actor, k, o, once)
}

func (d *desk) act(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order, once string) (bool, error) {
	switch {
	case o.Letter != nil:
		if err := d.newDraft(actor, k, o.Letter); err != nil {
			return false, err
		}
		d.change(k.ID, func(k *disclosure.Case) {
			draft := &k.Drafts[len(k.Drafts)-1]
			if o.Letter.Body != "" {
				draft.Subject, d.bodies[string(k.ID)+draft.ID] = o.Letter.Subject, o.Letter.Body
			}
		})
		return false, nil
	case o.Edit != nil:
		d.change(k.ID, func(k *disclosure.Case) {
			for i := range k.Drafts {
				if k.Drafts[i].ID == o.Edit.Draft {
					k.Drafts[i].Subject, k.Drafts[i].Revision = o.Edit.Subject, k.Drafts[i].Revision+1
					d.bodies[string(k.ID)+o.Edit.Draft] = o.Edit.Body
				}
			}
		})
		return false, nil
	case o.Reader != nil:
		o.Command = incoming.ConfirmReader{Place: o.Reader.Contact, Login: o.Reader.Login, Speaks: o.Reader.Speaks, Text: o.Reader.Text}
		d.mu.Lock()
		d.known.Readers = slices.DeleteFunc(slices.Clone(d.known.Readers), func(r form.Reader) bool { return r.Account == o.Reader.Account })
		d.mu.Unlock()
	case o.Assign != nil:
		_, err := d.AssignInbound(ctx, actor, o.Assign.Item, k.ID, o.Assign.Kind, o.Assign.Role)
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.cases[k.ID]
	if d.meddles > 0 {
		d.meddles--
		before.Version++
	}
	if before.Version != k.Version {
		return false, command.Changed(k.ID, k.Version, before.Version)
	}
	got, err := command.Decide(before, o.Command, d.env(actor))
	if err != nil {
		return false, err
	}
	after := milestone.Apply(before, got.Events...)
	d.cases[k.ID] = after
	d.events[k.ID] = append(d.events[k.ID], got.Events...)
	for _, j := range Reaction(before, after, got.Events) {
		if !d.keys[j.Key] {
			d.keys[j.Key], d.jobs = true, append(d.jobs, j)
		}
	}
	if once == "" {
		return false, fault.Errorf(fault.Internal, "a submission without a name")
	}
	return proposes(got.Events), nil
}
