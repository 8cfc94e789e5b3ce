package slack

import (
	"context"
	"errors"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// explain turns an error into escaped text for the person who caused it, with advice on what to do in Slack. Details of
// a defect stay in the log.
func explain(err error) string {
	text := reason(err)
	if more := advice(err); more != "" && fault.CodeOf(err) != fault.Internal {
		text += "\n" + more
	}
	return text
}

// reason is what [explain] says is wrong, without what to do about it.
func reason(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Code != fault.Internal {
		return safeUpTo(sentence(e.Message), 2300)
	}
	return "Something went wrong on our side; the log has the details."
}

// sentence gives a message a capital letter and an end.
func sentence(s string) string {
	if s == "" {
		return s
	}
	if s[0] >= 'a' && s[0] <= 'z' {
		s = string(s[0]-'a'+'A') + s[1:]
	}
	if last := s[len(s)-1]; last != '.' && last != '?' && last != '!' {
		s += "."
	}
	return s
}

// reply shows a text and blocks to the person only. It is best effort: the person can ask again for a lost answer, and no state
// depends on it. Another way is tried only where the first surely failed, so that nobody reads an answer twice.
func (a *App) reply(ctx context.Context, in interaction, text string, blocks ...slackapi.Block) {
	a.answer(ctx, in, false, text, blocks...)
}

// answer is reply that may take the place of the message whose button was used. What is too long for one message fills several. Where
// others read the channel, too, or Slack does not say that they do not, it stands in the person's own messages: what is shown in a
// channel to one person alone leaves the organisation with it.
func (a *App) answer(ctx context.Context, in interaction, replace bool, text string, blocks ...slackapi.Block) {
	if err := a.client.walls.own(ctx, a.client, in.Channel); err != nil {
		if _, walled := errors.AsType[*sharedError](err); walled {
			a.say(ctx, in, sharedAnswer)
		}
		in.Channel, in.ResponseURL, replace = "", "", false
	}
	if len(blocks) == 0 {
		blocks = []slackapi.Block{section(cutRunes(text, maxText))}
	}
	var posts []post
	for _, page := range pagesOf(blocks) {
		posts = append(posts, post{Channel: in.Channel, Thread: in.thread(), Text: text, Blocks: page})
	}
	a.showAll(ctx, in, replace, posts, firstPause)
}

// sharedAnswer is all that is said of an answer in a channel that others read, too.
const sharedAnswer = "This channel is shared with another organisation, so the answer stands in your own messages with Daylight."

// say is reply with what says nothing of any case, wherever that is.
func (a *App) say(ctx context.Context, in interaction, text string) {
	a.showAll(ctx, in, false, []post{{Channel: in.Channel, Thread: in.thread(), Text: text, Blocks: []slackapi.Block{section(cutRunes(text, maxText))}}}, firstPause)
}

const (
	firstPause = 15 * time.Second // before an answer that surely was not shown is tried again; it doubles
	lastPause  = 16 * time.Minute // an answer that comes half an hour later answers nothing any more
)

// showAll brings the messages of an answer to the person. What surely was not shown, because Slack is away or asks for a pause, is
// tried again for half an hour.
func (a *App) showAll(ctx context.Context, in interaction, replace bool, posts []post, pause time.Duration) {
	for i, p := range posts {
		err := a.show(ctx, in, replace && i == 0, p)
		if err == nil {
			continue
		}
		if d := classify(err); d.Kind == ledger.Retry && pause <= lastPause {
			wait := max(pause, d.After)
			a.later(ctx, wait, func(ctx context.Context) { a.showAll(ctx, in, replace && i == 0, posts[i:], 2*max(pause, wait)) })
		}
		return
	}
}

// thread is where an answer to a message of somebody stands: below it, or in its thread.
func (in interaction) thread() string {
	if in.Type != interactionEvent {
		return ""
	}
	return in.Message.Thread
}

// newTimer is when a pause is over. Who does not wait for it ends it.
func newTimer(pause time.Duration) (due <-chan time.Time, stop func()) {
	timer := time.NewTimer(pause)
	return timer.C, func() { timer.Stop() }
}

// later does something after a pause, unless the app is closed before.
func (a *App) later(ctx context.Context, pause time.Duration, what func(ctx context.Context)) {
	ctx = context.WithoutCancel(ctx)
	a.after.all.Go(func() {
		due, stop := a.timer(pause)
		defer stop()
		select {
		case <-a.closed:
		case <-due:
			ctx, cancel := context.WithTimeout(ctx, a.opts.Timeout)
			defer cancel()
			what(ctx)
		}
	})
}

// show brings one message to the person, by the first way that does not surely fail.
func (a *App) show(ctx context.Context, in interaction, replace bool, p post) error {
	var ways []func() error
	if in.ResponseURL != "" {
		ways = append(ways, func() error { return a.client.respond(ctx, in.ResponseURL, replace, p) })
	}
	if channelForm.MatchString(in.Channel) {
		ways = append(ways, func() error { return a.client.ephemeral(ctx, in.User, p) })
	}
	// The last is for a channel where the bot is not.
	ways = append(ways, func() error { p.Thread = ""; return a.client.direct(ctx, in.User, p) })
	var err error
	for _, way := range ways {
		if err = way(); err == nil || !surelyFailed(err) {
			break
		}
	}
	if err != nil {
		a.log.WarnContext(ctx, "an answer may not have arrived", "user", in.User, "outcome", classify(err).Reason)
	}
	return err
}

// tell answers where the person looks: in the modal that was submitted or whose button was used, if it is still open, else with a message.
func (a *App) tell(ctx context.Context, in interaction, title, text string) {
	if (in.Type == interactionSubmit || in.Type == interactionAction) && in.View.ID != "" {
		if err := a.client.replace(ctx, in.View.ID, *note(title, text)); err == nil || !surelyFailed(err) {
			return
		}
		in.Channel = readOrigin(in.View.Metadata).Channel
	}
	a.reply(ctx, in, text)
}

// settleWith shows a view in the place of the form that was submitted; where that cannot be, the text says what was done.
func (a *App) settleWith(ctx context.Context, c call, v slackapi.ModalViewRequest, text string) {
	if err := a.client.replace(ctx, c.View.ID, v); err != nil {
		a.log.WarnContext(ctx, "a form could not be shown", "outcome", classify(err).Reason)
		c.Channel = readOrigin(c.View.Metadata).Channel
		a.reply(ctx, c.interaction, text)
	}
}

// note is a modal that only says something.
func note(title, text string) *slackapi.ModalViewRequest {
	return &slackapi.ModalViewRequest{
		Type: slackapi.VTModal, Title: plain(cutRunes(title, maxViewTitle)), Close: plain("Close"),
		Blocks: slackapi.Blocks{BlockSet: []slackapi.Block{section(cutRunes(text, maxText))}},
	}
}

// markdown is text that we wrote, with foreign parts already made safe. It is verbatim: Slack does not turn words into
// links and mentions.
func markdown(text string) *slackapi.TextBlockObject {
	return slackapi.NewTextBlockObject(slackapi.MarkdownType, text, false, true)
}

// plain is text without markup.
func plain(text string) *slackapi.TextBlockObject {
	return slackapi.NewTextBlockObject(slackapi.PlainTextType, text, false, false)
}

func section(text string) *slackapi.SectionBlock {
	return slackapi.NewSectionBlock(markdown(text), nil, nil)
}
