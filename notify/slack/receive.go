package slack

import (
	"context"
	"encoding/json"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// TaskInbound names the job that processes a stored delivery.
const TaskInbound ledger.Task = "slack/inbound"

// Inbound is the payload of [TaskInbound].
type Inbound struct{ ledger.ItemRef }

// Task implements [ledger.Payload].
func (Inbound) Task() ledger.Task { return TaskInbound }

// answer is what the receiver decided about a delivery.
type answer struct {
	Ack     bool // false: Slack tells the person that the app did not answer, or delivers again
	Payload any
	Then    func(ctx context.Context) // after the acknowledgement
	Heavy   bool                      // it looks at all cases
	Said    string                    // what the person reads in the acknowledgement alone
}

// receive checks a delivery, stores it with its job and says how to acknowledge it. The order matters: an acknowledged
// delivery is on disk, and one that could not be stored is never reported as done.
func (a *App) receive(ctx context.Context, env envelope) answer {
	in, err := env.interaction()
	if err != nil {
		a.log.WarnContext(ctx, "a delivery was dropped", "envelope", env.ID, "error", err.Error())
		return answer{Ack: true}
	}
	r, c, err := a.resolve(in)
	if err != nil && in.Type == interactionEvent {
		return answer{Ack: true} // nobody asked for an answer
	}
	if err != nil {
		return a.refuse(in, explain(err))
	}
	if r.Heeds != nil && !r.Heeds(a, ctx, c) {
		return answer{Ack: true}
	}
	who := a.allowed(ctx, in.knock(), r.Doing, r.Rank)
	if !who.Known {
		a.log.InfoContext(ctx, "refused", "user", in.User, "route", r.Name, "rank", string(who.Actor.Role))
		return a.refuse(in, who.Refusal)
	}
	c.Actor = who.Actor
	a = a.as(c.Actor)
	if r.Open != nil && (r.Asks == nil || r.Asks(a, ctx, c)) {
		return a.opening(r, c, env)
	}
	if r.Now != nil {
		view, errs := r.Now(a, ctx, c)
		if len(errs) > 0 {
			return answer{Ack: true, Payload: slackapi.NewErrorsViewSubmissionResponse(errs)}
		}
		return a.showing(c, view)
	}
	if r.Check != nil {
		errs, refuse := r.Check(a, ctx, c)
		switch {
		case refuse != "":
			return a.refuse(in, refuse)
		case len(errs) > 0:
			return answer{Ack: true, Payload: slackapi.NewErrorsViewSubmissionResponse(errs)}
		}
	}
	if r.Look != nil {
		if view := r.Look(a, ctx, c); view != nil {
			return a.showing(c, view)
		}
	}
	if err := a.store(ctx, env, c); err != nil {
		a.log.ErrorContext(ctx, "a delivery could not be stored", "envelope", env.ID, "error", err.Error())
		return a.refuse(in, "Daylight could not store this. Nothing was done; please try again in a minute.")
	}
	if r.Working != "" {
		return answer{Ack: true, Payload: slackapi.NewUpdateViewSubmissionResponse(note("Daylight", r.Working))}
	}
	return answer{Ack: true}
}

// showing answers a submission with a view. One that is too large for an acknowledgement, which Slack would drop without a word, takes
// its place right after.
func (a *App) showing(c call, view *slackapi.ModalViewRequest) answer {
	if b, err := json.Marshal(view); err == nil && len(b) <= maxAckView {
		return answer{Ack: true, Payload: slackapi.NewUpdateViewSubmissionResponse(view)}
	}
	return answer{Ack: true, Payload: slackapi.NewUpdateViewSubmissionResponse(note("Daylight", "One moment …")), Then: func(ctx context.Context) {
		if err := a.client.replace(ctx, c.View.ID, *view); err != nil {
			a.log.WarnContext(ctx, "a form could not be shown again", "outcome", classify(err).Reason)
			a.tell(ctx, c.interaction, "Not done", "The form could not be shown again. Nothing was done; please open it once more.")
		}
	}}
}

// opening acknowledges first and opens the modal right after: the trigger expires after three seconds.
func (a *App) opening(r route, c call, env envelope) answer {
	if !a.recent.first(env.key(c.interaction)) {
		return answer{Ack: true}
	}
	return answer{Ack: true, Heavy: c.Type == interactionEvent || r.Name == actionHome, Then: func(ctx context.Context) {
		err := r.Open(a, ctx, c)
		if err == nil {
			return
		}
		a.log.WarnContext(ctx, "a modal could not be opened", "route", r.Name, "outcome", classify(err).Reason)
		text := explain(err) + a.nearest(ctx, c, err)
		switch codeOf(err) {
		case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired":
			text = "Slack waited too long for the form. Please try again."
		}
		a.reply(ctx, c.interaction, text)
	}}
}

// refuse answers without doing anything, in the way that the kind of interaction allows.
func (a *App) refuse(in interaction, text string) answer {
	switch {
	case in.Type == interactionEvent && in.Callback == homeEvent:
		return answer{Ack: true, Then: func(ctx context.Context) {
			if err := a.client.publish(ctx, in.User, strangersHome(text)); err != nil {
				a.log.WarnContext(ctx, "a home could not be shown", "outcome", classify(err).Reason)
			}
		}}
	case in.Type == interactionCommand:
		return answer{Ack: true, Said: text, Payload: map[string]string{"response_type": slackapi.ResponseTypeEphemeral, "text": text}}
	case in.Type == interactionSubmit:
		return answer{Ack: true, Said: text, Payload: slackapi.NewUpdateViewSubmissionResponse(note("Not done", text))}
	default:
		return answer{Ack: true, Then: func(ctx context.Context) { a.say(ctx, in, text) }}
	}
}

// store writes the raw delivery and the job that processes it.
func (a *App) store(ctx context.Context, env envelope, c call) error {
	raw, err := json.Marshal(env)
	if err != nil {
		return fault.Errorf(fault.Internal, "a delivery could not be encoded: %w", err)
	}
	blob, err := disclosure.NewBlob(raw, a.opts.Random)
	if err != nil {
		return err
	}
	key, now := env.key(c.interaction), a.opts.Clock().UTC()
	in := ledger.Inbound{
		Channel: inboundChannel, Key: key, Received: now, Raw: blob.Ref, From: c.Actor.Name,
		Subject: c.Type, Meta: map[string]string{"user": c.User}, State: ledger.InboundNew,
	}
	_, fresh, err := a.ports.Inbox.Receive(ctx, in, blob, ledger.NewJob(ledger.QueueInbound, key, Inbound{}).At(now))
	if err == nil && !fresh {
		a.log.InfoContext(ctx, "a repeated delivery was ignored", "envelope", env.ID)
	}
	return err
}
