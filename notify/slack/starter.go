package slack

import (
	"context"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/slack/form"
)

// The blocks of the form of a message that the card offers: whom to write to where there are several, and the reason why it is written
// although no answer of ours shows its asset open.
const (
	fieldContact = "contact"
	fieldBecause = "because"
)

// maxBecause bounds the reason, in characters. The domain takes 500 bytes.
const maxBecause = 200

// maxContacts is how many contacts the form offers. A select holds 100.
const maxContacts = 100

// starterRoutes are the button and the form of each message that the card offers.
func starterRoutes() []route {
	var out []route
	for _, s := range starters() {
		out = append(out,
			route{
				Type: interactionAction, Name: s.action, Doing: "Drafting a message", Rank: disclosure.Researcher,
				Asks: func(a *App, ctx context.Context, c call) bool { return a.asksStart(ctx, c, &s) },
				Open: func(a *App, ctx context.Context, c call) error { return a.openStart(ctx, c, &s) },
				Run:  func(a *App, ctx context.Context, c call) (outcome, error) { return a.runStart(ctx, c, &s) },
			},
			route{
				Type: interactionSubmit, Name: s.callback, Doing: "Drafting a message", Rank: disclosure.Researcher,
				Check: (*App).checkBecause, Working: "Drafting …",
				Run: func(a *App, ctx context.Context, c call) (outcome, error) { return a.runStartForm(ctx, c, &s) },
			})
	}
	return out
}

// asksStart reports whether the form is needed: there is a choice, or the only contact takes a reason.
func (a *App) asksStart(ctx context.Context, c call, s *starter) bool {
	contacts, why, _, err := a.startFor(ctx, c.Value, s)
	return err == nil && (len(contacts) > 1 || why != "")
}

// startFor returns whom the button of a card may write to, and why that needs a reason, "" if it needs none.
func (a *App) startFor(ctx context.Context, button string, s *starter) (contacts []disclosure.Contact, why string, v value, err error) {
	if v, err = readValue(button); err != nil {
		return nil, "", v, err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return nil, "", v, err
	}
	contacts = s.to(k)
	if len(contacts) == 0 {
		return nil, "", v, nil
	}
	for _, m := range contacts {
		if why, err = a.ports.Drafts.NeedsReason(ctx, v.Case, s.template, m.ID); err != nil || why != "" {
			break
		}
	}
	return contacts, why, v, err
}

// openStart asks whom to write to, and the reason.
func (a *App) openStart(ctx context.Context, c call, s *starter) error {
	contacts, why, v, err := a.startFor(ctx, c.Value, s)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, startView(v.Case, s, contacts, why, origin{Channel: c.Channel, Value: v.String()}))
}

func startView(id disclosure.CaseID, s *starter, contacts []disclosure.Contact, why string, from origin) slackapi.ModalViewRequest {
	head := "*" + safe(string(id)) + "*: "
	if why == "" {
		head += s.head
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
		Type: slackapi.VTModal, CallbackID: s.callback, Title: plain(s.title), Submit: plain("Draft it"), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// checkBecause looks at the reason while Slack waits. A message of which nothing is in doubt has no field for one.
func (a *App) checkBecause(_ context.Context, c call) (errs map[string]string, refuse string) {
	because, asked := c.View.Values[fieldBecause]
	optional := slices.ContainsFunc(starters(), func(s starter) bool { return s.callback == c.Callback })
	if (asked || !optional) && strings.TrimSpace(because) == "" {
		return map[string]string{fieldBecause: "Say why, in a few words."}, ""
	}
	return nil, ""
}

// runStart writes the message from its template, to the only contact that there is.
func (a *App) runStart(ctx context.Context, c call, s *starter) (outcome, error) {
	return a.start(ctx, c, s, c.Value, "", "")
}

// runStartForm writes the message to whom the form names, with its reason.
func (a *App) runStartForm(ctx context.Context, c call, s *starter) (outcome, error) {
	because := cutRunes(strings.TrimSpace(c.View.Values[fieldBecause]), maxBecause)
	return a.start(ctx, c, s, readOrigin(c.View.Metadata).Value, c.View.Values[fieldContact], because)
}

// start writes the message that a button asks for. An empty contact is the only one that there is. It is decided on the case as it is
// read here, so of two clicks the second one finds what the first one drafted.
func (a *App) start(ctx context.Context, c call, s *starter, button, contact, because string) (outcome, error) {
	v, err := readValue(button)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "drafted"}
	defer a.refresh(ctx, v.Case)
	for try := 1; ; try++ {
		k, err := a.ports.Cases.Case(ctx, v.Case)
		if err != nil {
			return done, err
		}
		if did, err := a.draftedBefore(ctx, c, k); err != nil || did {
			return done, err
		}
		contacts := s.to(k)
		if contact != "" {
			contacts = slices.DeleteFunc(contacts, func(m disclosure.Contact) bool { return m.ID != contact })
		}
		switch len(contacts) {
		case 0:
			a.tell(ctx, c.interaction, "Not done", "Nothing to draft for *"+safe(string(k.ID))+"*: "+s.none+". "+onCard(k, "The card was updated."))
			return outcome{Case: v.Case, Note: "stale"}, nil
		case 1:
		default:
			return done, fault.Errorf(fault.Invalid, "it is not said whom to write to: press the button again, and choose")
		}
		// No language is given, so the desk takes the vendor's own.
		d, err := a.draftOnce(ctx, c, k, form.Letter{Template: s.template, Contact: contacts[0].ID, Because: because})
		if fault.CodeOf(err) == fault.Conflict && try < maxTries {
			continue // somebody was in between; what is there to draft is asked again
		}
		if err != nil {
			return done, err
		}
		a.tell(ctx, c.interaction, "Drafted", draftName(d)+" is drafted. "+onCard(k, "Somebody who may approve it can read it with the button Approve on the card."))
		return done, nil
	}
}

// draftOnce writes a letter on the case as it was read, under the name of the order: what somebody ordered is drafted once, also where
// the process ends before that is noted.
func (a *App) draftOnce(ctx context.Context, c call, k *disclosure.Case, l form.Letter) (disclosure.Draft, error) {
	if _, err := a.ports.Acts.Act(ctx, c.Actor, k, form.Order{Letter: &l}, onceOf(c)); err != nil {
		return disclosure.Draft{}, err
	}
	now, err := a.ports.Cases.Case(ctx, k.ID)
	if err != nil {
		return disclosure.Draft{}, err
	}
	return now.Drafts[min(len(k.Drafts), len(now.Drafts)-1)], nil // the first one that was not there
}

// draftedBefore reports whether an order was carried out already, and says so then: it is a second click on a form, or the process
// ended in between.
func (a *App) draftedBefore(ctx context.Context, c call, k *disclosure.Case) (bool, error) {
	_, did, err := a.ports.Refs.Ref(ctx, k.ID, owner, onceOf(c))
	if did && err == nil {
		a.tell(ctx, c.interaction, "Drafted", "*"+safe(string(k.ID))+"*: the message is drafted. "+onCard(k, "Somebody who may approve it can read it with the button Approve on the card."))
	}
	return did, err
}
