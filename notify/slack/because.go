package slack

import (
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
)

// fieldBecause is the block of the reason why a message is written although no answer of ours shows its asset open.
const fieldBecause = "because"

// maxBecause bounds the reason, in characters. The domain takes 500 bytes.
const maxBecause = 200

// asksReason reports whether a first contact can be written only with a reason. The form is shown in that case alone.
func (a *App) asksReason(ctx context.Context, c call) bool {
	why, _, err := a.reasonFor(ctx, c.Value)
	return err == nil && why != ""
}

// reasonFor says why the first contact of a button needs a reason, "" if it needs none.
func (a *App) reasonFor(ctx context.Context, button string) (why string, v value, err error) {
	if v, err = readValue(button); err != nil {
		return "", v, err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return "", v, err
	}
	contact, ok := firstContact(k)
	if !ok {
		return "", v, nil
	}
	why, err = a.ports.Drafts.NeedsReason(ctx, v.Case, disclosure.FirstContact, contact.ID)
	return why, v, err
}

// openBecause asks for the reason.
func (a *App) openBecause(ctx context.Context, c call) error {
	why, v, err := a.reasonFor(ctx, c.Value)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, becauseView(v.Case, why, origin{Channel: c.Channel, Value: v.String()}))
}

func becauseView(id disclosure.CaseID, why string, from origin) slackapi.ModalViewRequest {
	field := input(fieldBecause, "Because", "It stays on record, and the text says that no check of ours has confirmed it.", "", maxBecause, false)
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackBecause, Title: plain("First contact"), Submit: plain("Draft it"), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: []slackapi.Block{
			section("*" + safe(string(id)) + "*: " + safeUpTo(sentence(oneLine(why)), 1000) + "\nProbe first, or say why it is written all the same."),
			field,
		}},
	}
}

// checkBecause looks at the reason while Slack waits.
func (a *App) checkBecause(_ context.Context, c call) (errs map[string]string, refuse string) {
	if strings.TrimSpace(c.View.Values[fieldBecause]) == "" {
		return map[string]string{fieldBecause: "Say why, in a few words."}, ""
	}
	return nil, ""
}

// runBecause writes the first contact with its reason.
func (a *App) runBecause(ctx context.Context, c call) (outcome, error) {
	return a.draftFirst(ctx, c, readOrigin(c.View.Metadata).Value, cutRunes(strings.TrimSpace(c.View.Values[fieldBecause]), maxBecause))
}
