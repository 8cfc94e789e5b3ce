package slack

import (
	"context"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
)

// The blocks of the modal that confirms a target.
const (
	fieldTarget = "target"
	fieldWhy    = "why"
)

// maxTargets is how many targets one modal offers. A select holds 100.
const maxTargets = 20

// unconfirmed are the assets of which a person has to say whether their target is right: asked, and never open.
func unconfirmed(k *disclosure.Case) []disclosure.Asset {
	return slices.DeleteFunc(slices.Clone(k.Assets), func(a disclosure.Asset) bool {
		return a.Exposure != disclosure.ExposureNotSeenOpen || a.ConfirmedBy != ""
	})
}

// asksTarget reports whether an entry of the overflow menu opens the modal.
func (a *App) asksTarget(_ context.Context, c call) bool {
	what, _, _ := strings.Cut(c.Value, " ")
	return what == moreConfirm
}

// openConfirm shows the targets to one person, who says which of them is right.
func (a *App) openConfirm(ctx context.Context, c call) error {
	if who := a.allowed(ctx, c.knock(), "Confirming a target", disclosure.Researcher); !who.Known {
		a.reply(ctx, c.interaction, who.Refusal)
		return nil
	}
	_, rest, _ := strings.Cut(c.Value, " ")
	v, err := readValue(rest)
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	assets := unconfirmed(k)
	if len(assets) == 0 {
		a.reply(ctx, c.interaction, "No target of *"+safe(string(k.ID))+"* waits to be confirmed. "+onCard(k, "The card was updated."))
		a.refresh(ctx, k.ID)
		return nil
	}
	if err := a.revealed(ctx, c, k.ID, assets); err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, confirmView(k.ID, assets, origin{Channel: c.Channel, Value: v.String()}))
}

func confirmView(id disclosure.CaseID, assets []disclosure.Asset, from origin) slackapi.ModalViewRequest {
	lines, which := targetsOf(assets)
	lines = append([]string{"*" + safe(string(id)) + "*: no answer of ours was open. Is the target right? Please keep it to yourself."}, lines...)
	blocks := append(sectionsOf(lines), slackapi.NewInputBlock(fieldTarget, plain("This target is right"), nil, which),
		input(fieldWhy, "How do you know?", "From then on closed answers can close it.", "", maxBecause, true))
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackConfirm, Title: plain("Confirm a target"), Submit: plain("It is right"), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// targetsOf shows where some assets are, and lets a person choose one of them.
func targetsOf(assets []disclosure.Asset) (lines []string, which *slackapi.SelectBlockElement) {
	more := len(assets) > maxTargets
	assets = assets[:min(len(assets), maxTargets)]
	options := make([]*slackapi.OptionBlockObject, 0, len(assets))
	for i := range assets {
		asset := &assets[i]
		name := safeUpTo(asset.ID, 20) + " " + safeUpTo(calledOnCard(asset), 40)
		lines = append(lines, targetLine(asset))
		options = append(options, slackapi.NewOptionBlockObject(cutBytes(asset.ID, 20), plain(name), nil))
	}
	if more {
		lines = append(lines, "More of them are on the board.")
	}
	which = slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, fieldTarget, options...)
	if len(options) == 1 {
		which.InitialOption = options[0] // of several a person chooses
	}
	return lines, which
}

// runConfirm records that a person confirmed the target.
func (a *App) runConfirm(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return outcome{}, err
	}
	asset := c.View.Values[fieldTarget]
	done := outcome{Case: v.Case, Note: "target confirmed"}
	if asset == "" {
		return done, fault.Errorf(fault.Invalid, "it is not said which target is right")
	}
	if _, err := a.ports.Findings.Do(ctx, c.Actor, v.Case, exposure.ConfirmTarget{Asset: asset, Text: c.View.Values[fieldWhy]}); err != nil {
		a.refresh(ctx, v.Case)
		return done, err
	}
	a.tell(ctx, c.interaction, "Confirmed", "The target of "+safeUpTo(asset, 20)+" of *"+safe(string(v.Case))+"* is confirmed. It is asked again now.")
	a.refresh(ctx, v.Case)
	return done, nil
}
