package slack

import (
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	msg "daylight/disclosure/command/message"
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

// runRedraft writes a withheld message anew and discards the old draft. The new one is written first, so that a refusal leaves the
// old one where it is.
func (a *App) runRedraft(ctx context.Context, c call) (outcome, error) {
	v, d, because, done, err := a.withheldDraft(ctx, c)
	if err != nil || d.ID == "" {
		return done, err
	}
	reason := ""
	if why, err := a.ports.Drafts.NeedsReason(ctx, v.Case, d.Template, d.Contact); err == nil && why != "" {
		reason = because
	}
	fresh, _, err := a.ports.Drafts.NewDraftBecause(ctx, c.Actor, v.Case, d.Template, d.Contact, d.Lang, reason)
	if err != nil {
		return done, err
	}
	if _, err := a.ports.Findings.Do(ctx, c.Actor, v.Case, msg.DiscardDraft{ID: d.ID, Text: "written anew as " + fresh.ID + ": " + because}); err != nil {
		return done, err
	}
	a.tell(ctx, c.interaction, "Drafted", draftName(fresh)+" is drafted instead of "+draftName(d)+". Somebody who may approve it can read it with the button Approve on the card.")
	a.refresh(ctx, v.Case)
	done.Note = "drafted " + fresh.ID
	return done, nil
}

// runDiscard discards a withheld message.
func (a *App) runDiscard(ctx context.Context, c call) (outcome, error) {
	v, d, because, done, err := a.withheldDraft(ctx, c)
	if err != nil || d.ID == "" {
		return done, err
	}
	if _, err := a.ports.Findings.Do(ctx, c.Actor, v.Case, msg.DiscardDraft{ID: d.ID, Text: because}); err != nil {
		return done, err
	}
	a.tell(ctx, c.interaction, "Discarded", draftName(d)+" of *"+safe(string(v.Case))+"* is discarded. Nothing was sent.")
	a.refresh(ctx, v.Case)
	done.Note = "discarded " + d.ID
	return done, nil
}

// withheldDraft is the draft that a form is about, if it still is as it was shown; without an id it is not, and whoever pressed was
// told so.
func (a *App) withheldDraft(ctx context.Context, c call) (v value, d disclosure.Draft, because string, done outcome, err error) {
	if v, err = readValue(readOrigin(c.View.Metadata).Value); err != nil {
		return v, d, "", outcome{}, err
	}
	done = outcome{Case: v.Case, Note: "stale"}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return v, d, "", done, err
	}
	found, ok := k.Draft(v.Draft)
	if stale := staleDraft(k, found, ok, v, disclosure.DraftOpen); stale != "" {
		a.tell(ctx, c.interaction, "Not done", stale+a.doer(ctx, v.Case, found))
		a.refresh(ctx, v.Case)
		return v, d, "", done, nil
	}
	return v, found, cutRunes(strings.TrimSpace(c.View.Values[fieldBecause]), maxBecause), done, nil
}
