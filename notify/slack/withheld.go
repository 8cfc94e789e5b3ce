package slack

import (
	"context"
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	msg "daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/notify/slack/form"
)

// withheldButtons are for a draft whose message did not leave: to write it anew or to discard it. Both take a reason.
func withheldButtons(k *disclosure.Case, d disclosure.Draft) []slackapi.BlockElement {
	if d.Withheld == "" {
		return nil
	}
	v := value{Case: k.ID, Draft: d.ID, Revision: d.Revision, Version: k.Version}.String()
	return []slackapi.BlockElement{
		slackapi.NewButtonBlockElement(actionRedraft, v, plain("Redraft "+draftName(d)+" …")),
		slackapi.NewButtonBlockElement(actionDiscard, v, plain("Discard "+draftName(d)+" …")).WithStyle(slackapi.StyleDanger),
	}
}

// openRedraft asks why a withheld message is written anew.
func (a *App) openRedraft(ctx context.Context, c call) error {
	return a.openWithheld(ctx, c, callbackRedraft, "Redraft a message", "Redraft", "The text is written anew from its template, as the case is now; the old draft is discarded.")
}

// openDiscard asks why a withheld message is discarded.
func (a *App) openDiscard(ctx context.Context, c call) error {
	return a.openWithheld(ctx, c, callbackDiscard, "Discard a message", "Discard", "The draft is discarded. Nothing was sent.")
}

func (a *App) openWithheld(ctx context.Context, c call, callback, title, submit, what string) error {
	v, err := readValue(c.Value)
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	d, ok := k.Draft(v.Draft)
	if stale := staleDraft(k, d, ok, v, disclosure.DraftOpen); stale != "" {
		a.reply(ctx, c.interaction, stale+a.doer(ctx, k.ID, d))
		a.refresh(ctx, k.ID)
		return nil
	}
	from := origin{Channel: c.Channel, Value: v.String()}
	return a.client.open(ctx, c.Trigger, slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callback, Title: plain(title), Submit: plain(submit), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: []slackapi.Block{
			section("*" + safe(string(k.ID)) + " · " + draftName(d) + "* to " + recipient(k, d) + "\n:warning: *Withheld:* " + safeUpTo(oneLine(d.Withheld), 1000) + "\n" + what),
			input(fieldBecause, "Because", "It stays on record.", "", maxBecause, false),
		}},
	})
}

// runRedraft writes a withheld message anew and discards the old draft, both or neither.
func (a *App) runRedraft(ctx context.Context, c call) (outcome, error) {
	for try := 1; ; try++ {
		k, d, because, done, err := a.withheldDraft(ctx, c)
		if err != nil || d.ID == "" {
			return done, err
		}
		reason := ""
		if why, err := a.ports.Drafts.NeedsReason(ctx, k.ID, d.Template, d.Contact); err == nil && why != "" {
			reason = because
		}
		fresh, err := a.draftOnce(ctx, c, k, form.Letter{
			Template: d.Template, Contact: d.Contact, Lang: d.Lang, Because: reason,
			Instead: d.ID, Why: "written anew as D" + strconv.Itoa(len(k.Drafts)+1) + ": " + because, // on this version of the case it is the next one
		})
		if fault.CodeOf(err) == fault.Conflict && try < maxTries {
			continue // somebody was in between; what is withheld is looked at again
		}
		if err != nil {
			return done, err
		}
		a.tell(ctx, c.interaction, "Drafted", draftName(fresh)+" is drafted instead of "+draftName(d)+". "+onCard(k, "Somebody who may approve it can read it with the button Approve on the card."))
		a.refresh(ctx, k.ID)
		done.Note = "drafted " + fresh.ID
		return done, nil
	}
}

// runDiscard discards a withheld message.
func (a *App) runDiscard(ctx context.Context, c call) (outcome, error) {
	for try := 1; ; try++ {
		k, d, because, done, err := a.withheldDraft(ctx, c)
		if err != nil || d.ID == "" {
			return done, err
		}
		_, err = a.ports.Acts.Act(ctx, c.Actor, k, form.Order{Command: msg.DiscardDraft{ID: d.ID, Text: because}}, onceOf(c))
		if fault.CodeOf(err) == fault.Conflict && try < maxTries {
			continue
		}
		if err != nil {
			return done, err
		}
		a.tell(ctx, c.interaction, "Discarded", draftName(d)+" of *"+safe(string(k.ID))+"* is discarded. Nothing was sent.")
		a.refresh(ctx, k.ID)
		done.Note = "discarded " + d.ID
		return done, nil
	}
}

// withheldDraft is the draft that a form is about, if it still is as it was shown; without an id it is not, or the form was carried out
// before, and whoever pressed was told so.
func (a *App) withheldDraft(ctx context.Context, c call) (k *disclosure.Case, d disclosure.Draft, because string, done outcome, err error) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return nil, d, "", outcome{}, err
	}
	done = outcome{Case: v.Case, Note: "stale"}
	if k, err = a.ports.Cases.Case(ctx, v.Case); err != nil {
		return nil, d, "", done, err
	}
	if _, did, err := a.ports.Refs.Ref(ctx, v.Case, owner, onceOf(c)); err != nil || did {
		if did && err == nil {
			a.tell(ctx, c.interaction, "Done", "*"+safe(string(v.Case))+"*: what you asked for is done. "+onCard(k, "The card shows it."))
			a.refresh(ctx, v.Case)
		}
		return k, d, "", outcome{Case: v.Case, Note: "done before"}, err
	}
	found, ok := k.Draft(v.Draft)
	if stale := staleDraft(k, found, ok, v, disclosure.DraftOpen); stale != "" {
		a.tell(ctx, c.interaction, "Not done", stale+a.doer(ctx, v.Case, found))
		a.refresh(ctx, v.Case)
		return k, d, "", done, nil
	}
	return k, found, cutRunes(strings.TrimSpace(c.View.Values[fieldBecause]), maxBecause), done, nil
}
