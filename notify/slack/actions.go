package slack

import (
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/notify"
)

// runSend hands an approved message to its sender. Two people who press the button at once lead to one send: the domain
// accepts the first, and the other person reads who was faster.
func (a *App) runSend(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "sent " + v.Draft}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return done, err
	}
	d, ok := k.Draft(v.Draft)
	if stale := staleDraft(k, d, ok, v, disclosure.DraftApproved); stale != "" {
		a.reply(ctx, c.interaction, stale+a.doer(ctx, k.ID, d))
		a.refresh(ctx, k.ID)
		return outcome{Case: v.Case, Note: "stale"}, nil
	}
	if _, err := a.ports.Outbox.SendDraft(ctx, c.Actor, v.Case, v.Draft); err != nil {
		return done, a.meanwhile(ctx, c, v, disclosure.DraftApproved, err)
	}
	a.reply(ctx, c.interaction, draftName(d)+" to "+recipient(k, d)+" is on its way. "+onCard(k, "The result will be posted in the thread."))
	a.refresh(ctx, v.Case)
	return done, nil
}

// runProbe asks for a probe of every asset.
func (a *App) runProbe(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "probe requested"}
	asked := disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: c.Actor.Name, Channel: inboundChannel, Ref: c.User}
	k, err := a.ports.Findings.Do(ctx, c.Actor, v.Case, exposure.RequestProbe{Request: asked})
	if err != nil {
		a.refresh(ctx, v.Case)
		return done, err
	}
	a.reply(ctx, c.interaction, "A probe of *"+safe(string(v.Case))+"* is queued. "+onCard(k, "The card will show the result."))
	return done, nil
}

// The entries of the overflow menu, before the value.
const (
	moreTimeline = "timeline"
	moreReveal   = "reveal"
	moreRefresh  = "refresh"
	moreConfirm  = "confirm"
)

// runMore works the overflow menu.
func (a *App) runMore(ctx context.Context, c call) (outcome, error) {
	what, rest, _ := strings.Cut(c.Value, " ")
	v, err := readValue(rest)
	if err != nil {
		return outcome{}, err
	}
	switch what {
	case moreTimeline:
		c.Args = []string{string(v.Case)}
		return a.runTimeline(ctx, c)
	case moreReveal:
		return a.reveal(ctx, c, v.Case)
	case moreRefresh:
		if _, err := a.ports.Cases.Case(ctx, v.Case); err != nil {
			return outcome{}, err
		}
		a.refresh(ctx, v.Case)
		return outcome{Case: v.Case, Note: "refreshed"}, nil
	default:
		return outcome{}, fault.Errorf(fault.Invalid, "this menu belongs to another version of Daylight")
	}
}

// reveal shows the targets, not clickable, to one known person. That they looked is on record first.
func (a *App) reveal(ctx context.Context, c call, id disclosure.CaseID) (outcome, error) {
	k, err := a.ports.Findings.Do(ctx, c.Actor, id, exposure.Reveal{})
	if err != nil {
		return outcome{}, err
	}
	lines := []string{"Targets of *" + safe(string(k.ID)) + "*. Please keep them to yourself: that you looked is on record."}
	for i := range k.Assets {
		lines = append(lines, targetLine(&k.Assets[i]))
	}
	a.reply(ctx, c.interaction, lines[0], sectionsOf(lines)...)
	return outcome{Case: id, Note: "targets revealed"}, nil
}

// targetLine says where an asset is, so that nobody follows it by a click.
func targetLine(asset *disclosure.Asset) string {
	return safeUpTo(asset.ID, 20) + " " + safeUpTo(calledOnCard(asset), 40) + ": `" + safeUpTo(strings.ReplaceAll(notify.Defang(asset.Target), "`", "'"), 250) + "`"
}

// revealed puts on record that the actor is shown targets in a form, which has room for [maxTargets]. Where that cannot be stored,
// the form is not shown.
func (a *App) revealed(ctx context.Context, c call, id disclosure.CaseID, assets []disclosure.Asset) error {
	ids := make([]string, 0, len(assets))
	for i := range assets[:min(len(assets), maxTargets)] {
		ids = append(ids, assets[i].ID)
	}
	_, err := a.ports.Findings.Do(ctx, c.Actor, id, exposure.Reveal{Assets: ids})
	return err
}

// sectionsOf puts lines into as few sections as hold them.
func sectionsOf(lines []string) []slackapi.Block {
	var out []slackapi.Block
	text := ""
	for _, line := range lines {
		if text != "" && len(text)+1+len(line) > maxText {
			out = append(out, section(text))
			text = ""
		}
		if text != "" {
			text += "\n"
		}
		text += line
	}
	return append(out, section(text))
}
