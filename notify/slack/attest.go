package slack

import (
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
)

// fieldSeen is the block for what somebody saw of an asset.
const fieldSeen = "seen"

// maxSeen bounds what somebody saw, in characters. The second person reads all of it.
const maxSeen = 500

// undecided are the assets of which probes brought no verdict for days, so that two people may look.
func undecided(k *disclosure.Case) []disclosure.Asset {
	var out []disclosure.Asset
	for i := range k.Assets {
		if a := &k.Assets[i]; a.UndecidedNotified && !a.Stopped {
			out = append(out, *a)
		}
	}
	return out
}

// attestButton opens the form of somebody who looked.
func attestButton(v value) *slackapi.ButtonBlockElement {
	return slackapi.NewButtonBlockElement(actionAttest, v.String(), plain("I looked: it is closed …"))
}

// openAttest asks somebody which asset they looked at, and what they saw.
func (a *App) openAttest(ctx context.Context, c call) error {
	v, err := readValue(c.Value)
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	assets := undecided(k)
	if len(assets) == 0 {
		a.reply(ctx, c.interaction, "The probes of *"+safe(string(k.ID))+"* have a verdict again, so nobody has to look. "+onCard(k, "The card was updated."))
		a.refresh(ctx, k.ID)
		return nil
	}
	if err := a.revealed(ctx, c, k.ID, assets); err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, attestView(k.ID, assets, origin{Channel: c.Channel, Value: v.String()}))
}

func attestView(id disclosure.CaseID, assets []disclosure.Asset, from origin) slackapi.ModalViewRequest {
	lines, which := targetsOf(assets)
	lines = append([]string{"*" + safe(string(id)) + "*: our probes cannot tell. Look without signing in, and open no data. It takes a second person who looked; please keep the target to yourself."}, lines...)
	seen := inputLong(fieldSeen, "What did you see?", "What you opened, and what it answered. No data of the people concerned.", "", maxSeen).WithOptional(false)
	blocks := append(sectionsOf(lines), slackapi.NewInputBlock(fieldTarget, plain("I looked at this one, and it is closed"), nil, which), seen)
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackAttest, Title: plain("Closed by eye"), Submit: plain("It is closed"), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// checkAttest looks at the words while Slack waits.
func (a *App) checkAttest(_ context.Context, c call) (errs map[string]string, refuse string) {
	if strings.TrimSpace(c.View.Values[fieldSeen]) == "" {
		return map[string]string{fieldSeen: "Say what you opened, and what it answered."}, ""
	}
	return nil, ""
}

// runAttest gives the word of somebody who looked, as `bot probe attest` does: the first word is a proposal, that of somebody else
// puts it on record.
func (a *App) runAttest(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "closed by eye, one word"}
	asset := c.View.Values[fieldTarget]
	if asset == "" {
		return done, fault.Errorf(fault.Invalid, "it is not said which asset you looked at")
	}
	defer a.refresh(ctx, v.Case)
	k, err := a.ports.Findings.Do(ctx, c.Actor, v.Case, exposure.Attest{Asset: asset, Closed: true, Seen: cutRunes(strings.TrimSpace(c.View.Values[fieldSeen]), maxSeen)})
	if err != nil {
		return done, err
	}
	name := safeUpTo(asset, 20) + " of *" + safe(string(v.Case)) + "*"
	text := "Your word on " + name + " is on record. A second person who looked has to agree: the card has a button for them."
	if is, ok := k.Asset(asset); ok && is.Exposure == disclosure.ExposureAttested {
		done.Note = "closed by eye"
		text = name + " is on record as closed by eye: more than a claim, less than a proof."
	}
	a.tell(ctx, c.interaction, "Closed by eye", text)
	return done, nil
}
