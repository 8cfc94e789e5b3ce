package slack

import (
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/notify/slack/form"
)

// What people of the team write in the thread of a case is heard in two ways: what names the bot, and, where the app may read the
// channel, a plain "stop". Both are read by the reader of mails and issues, are never stored and never quoted, and nothing follows from
// them but an answer to who wrote, with the buttons of what they may have meant.

// The events of messages.
const (
	eventMention = "app_mention"
	eventMessage = "message"
)

// heedsMention reports whether a message that names the bot is a person's.
func (a *App) heedsMention(_ context.Context, c call) bool {
	return c.User != "" && c.Kind == "" && channelForm.MatchString(c.Channel)
}

// heedsMessage reports whether a message in the thread of a case says "stop" and nothing else could be meant. Every other message is
// dropped here, unseen by anybody.
func (a *App) heedsMessage(ctx context.Context, c call) bool {
	if c.User == "" || c.Kind != "" || c.Message.Thread == "" || !channelForm.MatchString(c.Channel) || strings.Contains(c.Message.Text, "<@") {
		return false // what names the bot comes as an event of its own
	}
	if _, plain := inbound.Read(unmarked(cutBytes(c.Message.Text, maxDetect))).Stop(); !plain {
		return false
	}
	who := a.enter(ctx, c.knock())
	if !who.Known {
		return false
	}
	id, err := a.as(who.Actor).caseOfThread(ctx, c.Channel, c.Message)
	return err == nil && id != ""
}

// openAsked answers a message in the thread of a case, to who wrote it alone.
func (a *App) openAsked(ctx context.Context, c call) error {
	id, err := a.caseOfThread(ctx, c.Channel, c.Message)
	if err != nil {
		return err
	}
	if id == "" {
		return fault.Errorf(fault.Refused, "ask in the thread of the card of a case; %s help says what can be done anywhere", commandName)
	}
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return err
	}
	text := unmarked(cutBytes(c.Message.Text, maxDetect))
	read := inbound.Read(text)
	if asked, _ := read.Stop(); asked {
		a.reply(ctx, c.interaction, "Nothing is stopped yet.", a.stopBlocks(k, c.Actor)...)
		return nil
	}
	asks := inbound.QuestionsIn(text)
	if _, fixed := read.Says(inbound.Fixed); fixed && !strings.Contains(text, "?") {
		a.reply(ctx, c.interaction, "If the vendor said so, put it on record with *Add to case timeline* on the message, or with `"+commandName+" log "+safe(string(id))+"`: a probe will tell. Nothing was recorded.")
		return nil
	}
	lines, err := a.answersTo(ctx, k, asks)
	if err != nil {
		return err
	}
	a.reply(ctx, c.interaction, lines[0], sectionsOf(lines)...)
	return nil
}

// answersTo says what somebody asked, from what is on record. Who asks nothing that is understood reads all of it.
func (a *App) answersTo(ctx context.Context, k *disclosure.Case, asks []inbound.Question) ([]string, error) {
	t, err := a.ports.Cases.Timeline(ctx, k.ID)
	if err != nil {
		return nil, err
	}
	d := cardData{Case: k, Headline: t.Headline, Now: a.opts.Clock(), Zone: a.opts.Zone}
	hide := veilFor(k, false).show
	lines := []string{"*" + safe(string(k.ID)) + "*: " + hide(oneLine(d.headline()), 300)}
	understood := len(asks) > 0
	if !understood {
		asks = []inbound.Question{inbound.IsClosed, inbound.WhenDue, inbound.WhoKnows, inbound.WhatNext}
	}
	for _, ask := range asks {
		switch ask {
		case inbound.WhenDue:
			lines = append(lines, "*Nearest deadline:* "+d.deadline())
		case inbound.IsClosed:
			lines = append(lines, "*Exposure:* "+d.exposure()+"\n*Open for:* "+d.openFor())
		case inbound.WhoKnows:
			lines = append(lines, "*Told and answered:* "+toldAndAnswered(k, hide))
		case inbound.WhatNext:
			lines = append(lines, "*Next:* "+d.next())
		}
	}
	if !understood {
		lines = append(lines, "_You can ask me when the next deadline is, whether it is closed, who was told, what is next, or say stop. What is to be done is done by the buttons of the card._")
	}
	return lines, nil
}

// toldAndAnswered says of each party when it was told and when a person answered first.
func toldAndAnswered(k *disclosure.Case, hide func(string, int) string) string {
	var out []string
	for _, p := range k.Parties {
		key := disclosure.KeyOf(p.Role, k.PartyName(p.Role, p.Name))
		told := k.Reached[key]
		if told.IsZero() && p.Role == disclosure.Vendor && len(k.Parties) == 1 {
			told = k.FirstContact
		}
		line := safe(string(p.Role))
		if p.Name != "" {
			line += " " + hide(oneLine(p.Name), 80)
		}
		line += ": " + map[bool]string{true: "not told", false: "told " + safe(told.String())}[told.IsZero()]
		if when := k.Answered[key]; !when.IsZero() {
			line += ", answered first " + safe(when.String())
		}
		if out = append(out, line); len(out) == 20 {
			out = append(out, "…")
			break
		}
	}
	if len(out) == 0 {
		return "no party is known yet"
	}
	return strings.Join(out, "; ")
}

// stopBlocks ask what is to stop. Each button opens its form, which has to be confirmed; what is not possible has none.
func (a *App) stopBlocks(k *disclosure.Case, actor disclosure.Actor) []slackapi.Block {
	blocks := []slackapi.Block{section("*Nothing is stopped yet.* What is to stop for *" + safe(string(k.ID)) + "*?")}
	s := &form.Seen{Case: k, Actor: actor, Now: a.opts.Clock(), Zone: a.opts.Zone}
	var buttons []slackapi.BlockElement
	for _, act := range form.Actions() {
		label := map[string]string{"probing_stop": "The checks …", "clock_snooze": "The reminders …", "contact_leave": "Writing to somebody …"}[act.Name]
		if label == "" || !act.Possible(s) {
			continue
		}
		buttons = append(buttons, slackapi.NewButtonBlockElement(actionAct+":"+act.Name, value{Case: k.ID, Version: k.Version}.String(), plain(label)))
	}
	if len(buttons) == 0 {
		return append(blocks, section("There is nothing that you could stop: the work has ended ("+safe(strings.ReplaceAll(agenda.Headline(k), "_", " "))+"), or it takes another rank than "+safe(string(actor.Role))+"."))
	}
	return append(blocks, slackapi.NewActionBlock("stop", buttons...))
}
