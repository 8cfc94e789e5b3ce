package slack

import (
	"context"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/slack/form"
)

// The events of reactions.
const (
	reactionAdded   = "reaction_added"
	reactionRemoved = "reaction_removed"
)

// heedsReaction reports whether a reaction is the one that adds a message to a timeline. All others are none of our business.
func (a *App) heedsReaction(_ context.Context, c call) bool {
	return a.opts.TimelineEmoji != "" && c.Value == a.opts.TimelineEmoji && channelForm.MatchString(c.Channel) && tsForm.MatchString(c.Message.TS)
}

// runReaction adds a message in the thread of a case to its timeline: as a note with the address of the message and its author, never
// with its words, because nobody has looked at them. An emoji that is taken away again records nothing: how to correct it is said.
func (a *App) runReaction(ctx context.Context, c call) (outcome, error) {
	at := messageRef{c.Channel, c.Message.TS}
	m, err := a.messageAt(ctx, at)
	if err != nil {
		return outcome{}, err
	}
	id, err := a.caseOfThread(ctx, c.Channel, m)
	switch {
	case err != nil:
		return outcome{}, err
	case id == "":
		return outcome{}, fault.Errorf(fault.Refused, "this message stands in the thread of no case: use *Add to case timeline* on it, which asks for the case")
	case m.Thread == "" || m.Thread == m.TS:
		return outcome{}, fault.Errorf(fault.Refused, "this is the card of %s: what it says is on the timeline already", id)
	}
	done := outcome{Case: id, Note: c.Callback}
	if c.Callback == reactionRemoved {
		if _, did, err := a.ports.Refs.Ref(ctx, id, owner, onceOfMessage(at)); err != nil || !did {
			return done, err
		}
		a.reply(ctx, c.interaction, "The message stays on the timeline of *"+safe(string(id))+"*: taking the emoji away takes nothing back. "+howToCorrect(id))
		return done, nil
	}
	said := a.saidOf(c, origin{Channel: c.Channel, TS: m.TS, Thread: m.Thread, Author: m.Author})
	if said.Link, err = a.client.permalink(ctx, at); err != nil {
		return done, fault.Errorf(fault.Unavailable, "Slack did not say where the message is: %w", err)
	}
	for try := 1; ; try++ {
		if err := a.notYetSaid(ctx, id, at); err != nil {
			return done, err
		}
		k, err := a.ports.Cases.Case(ctx, id)
		if err != nil {
			return done, err
		}
		_, err = a.ports.Acts.Act(ctx, c.Actor, k, form.Order{Command: said.Note()}, onceOfMessage(at))
		if fault.CodeOf(err) == fault.Conflict && try < maxTries {
			continue
		}
		if err != nil {
			return done, err
		}
		break
	}
	a.reply(ctx, c.interaction, fmt.Sprintf(
		"The message by %s of %s is on the timeline of *%s*, as a note with its address and without its words. %s", safe(said.By), safe(said.At.String()), safe(string(id)), howToCorrect(id),
	))
	return done, nil
}

// howToCorrect says how a note is put right that should not stand there.
func howToCorrect(id disclosure.CaseID) string {
	return "A note that should not stand there is corrected on the command line: `bot event add " + safe(string(id)) + " note --corrects NUMBER`; its number is in `bot timeline`."
}

// messageAt reads one message: of an emoji Slack says only where it was put.
func (a *App) messageAt(ctx context.Context, at messageRef) (message, error) {
	if !a.opts.ReadHistory {
		return message{}, fault.Errorf(fault.Refused, "Daylight may not read in which thread this message stands (read_history is off): use *Add to case timeline* on it")
	}
	found, _, _, err := a.client.api.GetConversationRepliesContext(ctx, &slackapi.GetConversationRepliesParameters{
		ChannelID: at.Channel, Timestamp: at.TS, Limit: 1, Inclusive: true,
	})
	if err != nil {
		return message{}, fault.Errorf(fault.Unavailable, "Slack did not show the message: %w", err)
	}
	for i := range found {
		if m := &found[i]; m.Timestamp == at.TS {
			return message{TS: m.Timestamp, Thread: m.ThreadTimestamp, Author: m.User}, nil
		}
	}
	return message{}, fault.Errorf(fault.NotFound, "the message is not there any more: nothing was added")
}

// permalink is the address of a message.
func (c *client) permalink(ctx context.Context, at messageRef) (string, error) {
	return c.api.GetPermalinkContext(ctx, &slackapi.PermalinkParameters{Channel: at.Channel, Ts: at.TS})
}
