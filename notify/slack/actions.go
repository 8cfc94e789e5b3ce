package slack

import (
	"context"
	"strconv"
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
	asked := disclosure.ProbeRequest{Reason: "person", By: c.Actor.Name, Channel: inboundChannel}
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

// reveal shows the targets, not clickable, to one known person. The stored delivery is the record of who looked.
func (a *App) reveal(ctx context.Context, c call, id disclosure.CaseID) (outcome, error) {
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	lines := []string{"Targets of *" + safe(string(k.ID)) + "*. Please keep them to yourself."}
	size := 0
	for i, asset := range k.Assets {
		line := safe(asset.ID) + " " + safe(calledOnCard(&asset)) + ": `" + safeUpTo(strings.ReplaceAll(notify.Defang(asset.Target), "`", "'"), 250) + "`"
		if size += len(line); size > maxRevealed {
			lines = append(lines, "and "+strconv.Itoa(len(k.Assets)-i)+" more, which the board shows")
			break
		}
		lines = append(lines, line)
	}
	a.log.InfoContext(ctx, "targets revealed", "case", string(id), "by", c.Actor.Name)
	a.reply(ctx, c.interaction, lines[0], sectionsOf(lines)...)
	return outcome{Case: id, Note: "targets revealed"}, nil
}

// maxRevealed is how many bytes of targets one answer holds: a message of Slack has room for a little more.
const maxRevealed = 10_000

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
