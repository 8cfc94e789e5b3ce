package slack

import (
	"context"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/outreach"
	"daylight/disclosure/task"
)

// The blocks of the form for a first contact: whom to write to where there are several, and the reason why a message is written
// although no answer of ours shows its asset open.
const (
	fieldContact = "contact"
	fieldBecause = "because"
)

// maxBecause bounds the reason, in characters. The domain takes 500 bytes.
const maxBecause = 200

// maxContacts is how many contacts the form offers. A select holds 100.
const maxContacts = 100

// firstContacts are the contacts of every vendor whom nobody wrote to yet and for whom no first contact is drafted.
func firstContacts(k *disclosure.Case) []disclosure.Contact {
	var out []disclosure.Contact
	for _, m := range k.Contacts {
		if m.Role == disclosure.Vendor && task.SentBy(m.Channel) && !begun(k, m) && outreach.MayWriteTo(k, m, disclosure.FirstContact) == nil {
			out = append(out, m)
		}
	}
	return out
}

// begun reports whether the vendor of a contact was written to, or is about to be.
func begun(k *disclosure.Case, m disclosure.Contact) bool {
	party := func(role disclosure.Role, name string) string {
		if p, ok := k.Party(role, name); ok {
			return strings.ToLower(string(p.Role) + "/" + p.Name)
		}
		return strings.ToLower(string(role) + "/" + name)
	}
	of := party(m.Role, m.Name)
	several := slices.ContainsFunc(k.Parties, func(p disclosure.Party) bool {
		return p.Role == disclosure.Vendor && party(p.Role, p.Name) != of
	})
	if !several && !k.FirstContact.IsZero() {
		return true
	}
	for key, at := range k.Reached {
		role, name, _ := strings.Cut(string(key), "/")
		if !at.IsZero() && party(disclosure.Role(role), name) == of {
			return true
		}
	}
	return slices.ContainsFunc(k.Drafts, func(d disclosure.Draft) bool {
		return d.Template == disclosure.FirstContact && d.State != disclosure.DraftDiscarded && party(d.Role, d.Name) == of
	}) || slices.ContainsFunc(k.Messages, func(n disclosure.Message) bool {
		// A message with an unknown outcome may have arrived, so a second first contact must not even be drafted.
		return n.State != disclosure.MessageFailed && n.State != disclosure.MessageCancelled && party(n.Role, n.Name) == of
	})
}

// asksFirst reports whether the form is needed: there is a choice, or the only contact takes a reason.
func (a *App) asksFirst(ctx context.Context, c call) bool {
	contacts, why, _, err := a.firstFor(ctx, c.Value)
	return err == nil && (len(contacts) > 1 || why != "")
}

// firstFor returns whom the button of a card may write to, and why that needs a reason, "" if it needs none.
func (a *App) firstFor(ctx context.Context, button string) (contacts []disclosure.Contact, why string, v value, err error) {
	if v, err = readValue(button); err != nil {
		return nil, "", v, err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return nil, "", v, err
	}
	contacts = firstContacts(k)
	if len(contacts) == 0 {
		return nil, "", v, nil
	}
	for _, m := range contacts {
		if why, err = a.ports.Drafts.NeedsReason(ctx, v.Case, disclosure.FirstContact, m.ID); err != nil || why != "" {
			break
		}
	}
	return contacts, why, v, err
}

// openFirst asks whom to write to, and the reason.
func (a *App) openFirst(ctx context.Context, c call) error {
	contacts, why, v, err := a.firstFor(ctx, c.Value)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, firstView(v.Case, contacts, why, origin{Channel: c.Channel, Value: v.String()}))
}

func firstView(id disclosure.CaseID, contacts []disclosure.Contact, why string, from origin) slackapi.ModalViewRequest {
	head := "*" + safe(string(id)) + "*: "
	if why == "" {
		head += "nobody of these was written to. Each gets a message of its own."
	} else {
		head += safeUpTo(sentence(oneLine(why)), 1000) + "\nProbe first, or say why it is written all the same."
	}
	blocks := []slackapi.Block{section(head)}
	if len(contacts) > 1 {
		options := make([]*slackapi.OptionBlockObject, 0, len(contacts))
		for _, m := range contacts[:min(len(contacts), maxContacts)] {
			label := cutBytes(m.ID, 20) + " · " + m.Name + " · " + string(m.Channel)
			if m.Name == "" {
				label = cutBytes(m.ID, 20) + " · " + string(m.Channel)
			}
			options = append(options, slackapi.NewOptionBlockObject(cutBytes(m.ID, 20), plain(safeUpTo(oneLine(label), 75)), nil))
		}
		which := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, fieldContact, options...)
		blocks = append(blocks, slackapi.NewInputBlock(fieldContact, plain("To"), nil, which)) // no preset: a person chooses
	}
	if why != "" {
		blocks = append(blocks, input(fieldBecause, "Because", "It stays on record, and the text says that no check of ours has confirmed it.", "", maxBecause, false))
	}
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackBecause, Title: plain("First contact"), Submit: plain("Draft it"), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// checkBecause looks at the reason while Slack waits. A first contact of which nothing is in doubt has no field for one.
func (a *App) checkBecause(_ context.Context, c call) (errs map[string]string, refuse string) {
	because, asked := c.View.Values[fieldBecause]
	if (asked || c.Callback != callbackBecause) && strings.TrimSpace(because) == "" {
		return map[string]string{fieldBecause: "Say why, in a few words."}, ""
	}
	return nil, ""
}

// runDraft writes the first contact from its template, to the only contact that there is.
func (a *App) runDraft(ctx context.Context, c call) (outcome, error) {
	return a.draftFirst(ctx, c, c.Value, "", "")
}

// runBecause writes the first contact to whom the form names, with its reason.
func (a *App) runBecause(ctx context.Context, c call) (outcome, error) {
	because := cutRunes(strings.TrimSpace(c.View.Values[fieldBecause]), maxBecause)
	return a.draftFirst(ctx, c, readOrigin(c.View.Metadata).Value, c.View.Values[fieldContact], because)
}

// draftFirst writes the first contact that a button asks for. An empty contact is the only one that there is.
func (a *App) draftFirst(ctx context.Context, c call, button, contact, because string) (outcome, error) {
	v, err := readValue(button)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "drafted"}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return done, err
	}
	contacts := firstContacts(k)
	if contact != "" {
		contacts = slices.DeleteFunc(contacts, func(m disclosure.Contact) bool { return m.ID != contact })
	}
	switch len(contacts) {
	case 0:
		a.tell(ctx, c.interaction, "Not done", "Nothing to draft for *"+safe(string(k.ID))+"*: the vendor was already contacted, a draft is open, or no contact is known. "+onCard(k, "The card was updated."))
		a.refresh(ctx, k.ID)
		return outcome{Case: v.Case, Note: "stale"}, nil
	case 1:
	default:
		return done, fault.Errorf(fault.Invalid, "it is not said whom to write to: press the button again, and choose")
	}
	// No language is given, so the desk takes the vendor's own.
	d, _, err := a.ports.Drafts.NewDraftBecause(ctx, c.Actor, v.Case, disclosure.FirstContact, contacts[0].ID, "", because)
	if err != nil {
		return done, err
	}
	a.tell(ctx, c.interaction, "Drafted", draftName(d)+" is drafted. "+onCard(k, "Somebody who may approve it can read it with the button Approve on the card."))
	a.refresh(ctx, v.Case)
	return done, nil
}
