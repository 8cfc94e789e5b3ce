package app

import (
	"context"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/notify/slack"
	"daylight/notify/webhook"
)

func webhookEnabled(cfg *config.Config) bool { return !cfg.Webhook.URL.IsZero() }

func (a *App) newWebhook(o Options) (err error) {
	w := a.cfg.Webhook
	a.webhook, err = webhook.New(webhook.Options{
		URL: w.URL.Reveal(), Secret: []byte(w.Secret.Reveal()), Clock: o.Clock, RootCAs: o.RootCAs, Outbound: o.Timing.Outbound,
	}, told{a.Desk, o.Clock})
	if err == nil {
		a.onClose(func() error { a.webhook.Close(); return nil })
	}
	return err
}

// WebhookEnabled reports whether events are posted to another chat.
func (a *App) WebhookEnabled() bool { return a.webhook != nil }

// webhookHandlers handle the task of the webhook. Without one there are none: a job that another instance queued waits for that
// instance.
func (a *App) webhookHandlers() []engine.Handler {
	if a.webhook == nil {
		return nil
	}
	return []engine.Handler{engine.Typed(func(ctx context.Context, run *engine.Run, p webhook.Event) engine.Result {
		return engine.Stepped(run, a.webhook.Post(ctx, run.Job, p, run.Mark))
	})}
}

// told says what a channel in Slack would say of an event. Its desk is nobody's, so a restricted case is not found.
type told struct {
	desk  *desk.Desk
	clock func() time.Time
}

// Message implements [webhook.Port].
func (t told) Message(ctx context.Context, id disclosure.CaseID, event int) (webhook.Message, error) {
	k, err := t.desk.Case(ctx, id)
	if err != nil {
		return webhook.Message{}, err
	}
	rows, err := t.desk.Timeline(ctx, id)
	if err != nil {
		return webhook.Message{}, err
	}
	for i := range rows.Rows {
		e := &rows.Rows[i].Event
		if e.Seq != event {
			continue
		}
		shown := slack.Show(k, rows.Headline, *e, t.clock(), t.desk.Zone())
		m := webhook.Message{Case: id, Title: shown.Title, About: shown.About, Event: event, Kind: e.Kind, Text: shown.Event, Details: shown.Details}
		for _, f := range shown.Card {
			m.Card = append(m.Card, webhook.Line(f))
		}
		return m, nil
	}
	return webhook.Message{}, fault.Errorf(fault.NotFound, "the event %d of %s does not stand any more", event, id)
}

// examineWebhook lets the channel try whether its address answers. Nothing is posted.
func (a *App) examineWebhook(ctx context.Context) []Finding {
	if a.webhook == nil {
		return nil
	}
	if err := a.webhook.Check(ctx); err != nil {
		return []Finding{{"webhook", Broken, err.Error(), "check webhook.url, and whether this machine reaches it"}}
	}
	return []Finding{{Name: "webhook", State: Good, Message: "it answers; nothing was posted"}}
}
