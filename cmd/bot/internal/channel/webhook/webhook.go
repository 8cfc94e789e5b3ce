// Package webhook joins the outgoing webhook with the bot: teams on other chats get what happened as signed JSON.
package webhook

import (
	"context"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/notify/webhook"
)

// Kind is the channel.
func Kind() channel.Kind {
	return channel.Kind{
		Name: "webhook", React: func(*config.Config) command.Reaction { return webhook.Reaction }, Told: webhook.Told, Open: open,
		On: func(cfg *config.Config) bool { return !cfg.Webhook.URL.IsZero() },
	}
}

func open(h *channel.Host) (*channel.Channel, error) {
	w := h.Config.Webhook
	out, err := webhook.New(webhook.Options{
		URL: w.URL.Reveal(), Secret: []byte(w.Secret.Reveal()), Clock: h.Clock, RootCAs: h.RootCAs, Outbound: h.Timing.Outbound,
	}, told{h.Desk, h.Clock, h.Show, h.Hide})
	if err != nil {
		return nil, err
	}
	return &channel.Channel{
		Handlers: []engine.Handler{engine.Typed(func(ctx context.Context, run *engine.Run, p webhook.Event) engine.Result {
			return engine.Stepped(run, out.Post(ctx, run.Job, p, run.Mark))
		})},
		Doctor: func(ctx context.Context) []channel.Finding { return examine(ctx, out) },
		Close:  func() error { out.Close(); return nil },
	}, nil
}

// told says what a channel of the team would say of an event. Its desk is nobody's, so a restricted case is not found.
type told struct {
	desk  *desk.Desk
	clock func() time.Time
	show  channel.Show
	hide  func(c *disclosure.Case, text string) string
}

// Message implements [webhook.Port].
func (t told) Message(ctx context.Context, id disclosure.CaseID, p webhook.Event) (webhook.Message, error) {
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
		if e.Seq != p.Event {
			continue
		}
		shown := t.show(k, rows.Headline, *e, t.clock(), t.desk.Zone())
		m := webhook.Message{Case: id, Title: shown.Title, About: shown.About, Event: e.Seq, Kind: e.Kind, Text: shown.Event, Details: shown.Details}
		if p.Notice != "" {
			m.Text, m.Details = t.hide(k, p.Notice), nil
		}
		for _, f := range shown.Card {
			m.Card = append(m.Card, webhook.Line(f))
		}
		return m, nil
	}
	return webhook.Message{}, fault.Errorf(fault.NotFound, "the event %d of %s does not stand any more", p.Event, id)
}

// examine tries whether the address answers. Nothing is posted.
func examine(ctx context.Context, out *webhook.Channel) []channel.Finding {
	if err := out.Check(ctx); err != nil {
		return []channel.Finding{{Name: "webhook", State: channel.Broken, Message: err.Error(), Fix: "check webhook.url, and whether this machine reaches it"}}
	}
	return []channel.Finding{{Name: "webhook", State: channel.Good, Message: "it answers; nothing was posted"}}
}
