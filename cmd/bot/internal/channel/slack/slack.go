// Package slack joins Slack with the bot: the team works on its cases there.
package slack

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/roster"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
	"daylight/disclosure/rehearse"
	"daylight/disclosure/timeline"
	"daylight/notify/slack"
	"daylight/notify/slack/crew"
	"daylight/templates"
)

// Kind is the channel.
func Kind() channel.Kind {
	return channel.Kind{
		Name: "slack", Pause: "slack", Tasks: []string{"slack/"},
		On:    func(cfg *config.Config) bool { return !cfg.Slack.BotToken.IsZero() },
		React: func(*config.Config) command.Reaction { return slack.Reaction }, Waiting: slack.WaitingJob, Words: words, Hide: slack.Hide, Open: open,
		Off: []channel.Finding{{
			Name: "slack", State: channel.Hint, Message: "off",
			Fix: "create an app with `bot slack manifest` and set slack.bot_token, slack.app_token and slack.channel",
		}},
	}
}

func words(c *disclosure.Case, headline string, e disclosure.Event, now time.Time, zone *time.Location) channel.Shown {
	s := slack.Show(c, headline, e, now, zone)
	out := channel.Shown{Title: s.Title, About: s.About, Event: s.Event, Details: s.Details}
	for _, f := range s.Card {
		out.Card = append(out.Card, channel.Field(f))
	}
	return out
}

func open(h *channel.Host) (*channel.Channel, error) {
	s := h.Config.Slack
	members := map[string]slack.Member{}
	for _, p := range h.Config.People {
		if p.Slack != "" {
			members[p.Slack] = slack.Member{Name: p.Name, Rank: disclosure.Rank(p.Role), Counsel: p.Counsel}
		}
	}
	var groups []crew.Grant
	for _, g := range s.Groups {
		groups = append(groups, crew.Grant{Group: g.Group, Rank: disclosure.Rank(g.Role)})
	}
	a, err := slack.New(slack.Options{
		BotToken: slack.NewSecret(s.BotToken.Reveal()), AppToken: slack.NewSecret(s.AppToken.Reveal()),
		Channel: cmp.Or(h.Config.Ways().To(config.WaySlack), s.Channel), Rehearsal: h.Config.Ways().Mode(config.WaySlack) == rehearse.Rehearse, Members: members, Groups: groups, AddressChannels: s.AddressChannels, ReadHistory: s.ReadHistory, TimelineEmoji: s.TimelineEmoji,
		Languages: templates.PageLanguages(), Solo: h.Service.Rules().Solo, Publishes: h.Config.Web.Folder != "",
		Kinds: h.Prober.Kinds(), Zone: h.Service.Rules().Zone(), APIURL: s.APIURL,
		PingInterval: h.Timing.Ping, Outbound: h.Timing.Outbound, Spacing: h.Timing.Spacing, Logger: h.Log, Clock: h.Clock,
	}, ports{h}.of(person.Reader{}))
	if err != nil {
		return nil, err
	}
	var board func(channel.Notice, time.Time) outbound.Effect
	if to := cmp.Or(h.Config.Ways().To(config.WaySlack), s.DigestChannel); s.DigestChannel != "" {
		board = func(n channel.Notice, since time.Time) outbound.Effect {
			return a.Announce(to, slack.Notice{Key: n.Key, Subject: n.Subject, Text: n.Text}, since)
		}
	}
	return &channel.Channel{
		Handlers: []engine.Handler{reading(h, a), posting(a.Card), posting(a.Thread), posting(a.Verdict)},
		Tell:     teller{a}, Board: board,
		Part: "slack", Run: a.Run,
		Health: func() (bool, string) { ails := a.Ailing(); return len(ails) == 0, strings.Join(ails, "; ") },
		Doctor: func(ctx context.Context) []channel.Finding {
			var out []channel.Finding
			for _, f := range a.Doctor(ctx) {
				got := channel.Found("slack "+f.Name, f.OK, f.Message, f.Fix)
				if f.Unknown {
					got.State = channel.Hint
				}
				out = append(out, got)
			}
			return out
		},
		Close: func() error { a.Close(); return nil },
	}, nil
}

// teller tells members of the team in a message of their own.
type teller struct{ app *slack.App }

// Reaches reports whether the person has a Slack id.
func (t teller) Reaches(p config.Person) bool { return t.app.Reaches(p.Slack) }

// Notify sends one message.
func (t teller) Notify(ctx context.Context, n channel.Notice, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	out := slack.Notice{Key: n.Key, User: n.Person.Slack, Name: n.Person.Name, Subject: n.Subject, Text: n.Text}
	for _, at := range n.About {
		out.About = append(out.About, slack.About(at))
	}
	return t.app.Notify(ctx, out, mark)
}

// reading handles what people did in Slack.
func reading(h *channel.Host, a *slack.App) engine.Handler {
	return engine.Typed(func(ctx context.Context, _ *engine.Run, p slack.Inbound) engine.Result {
		in, raw, err := h.Store.Inbound(ctx, p.Inbox)
		if err != nil {
			return engine.Again(0, err.Error())
		}
		update, err := a.Handle(ctx, in, raw)
		if err != nil {
			return engine.Again(0, err.Error())
		}
		res := engine.Done(nil)
		res.Inbox = &update
		return res
	})
}

// posting adapts a job of Slack to the engine.
func posting[P ledger.Payload](do func(ctx context.Context, job ledger.Job, p P, mark slack.Mark) slack.Result) engine.Handler {
	return engine.Typed(func(ctx context.Context, run *engine.Run, p P) engine.Result {
		got := do(ctx, run.Job, p, run.Mark)
		res := engine.Stepped(run, outbound.Step{Delivery: got.Delivery, Phase: got.Phase})
		res.Refs = got.Refs
		if !got.Behind.IsZero() {
			res.Until = got.Behind
		}
		return res
	})
}

// homeDays is how far ahead a home looks.
const homeDays = 7

// ports is what Slack sees.
type ports struct{ h *channel.Host }

// of is what it sees for a reader: a person who did something there, or nobody in particular for a channel.
func (p ports) of(who person.Reader) slack.Ports {
	d := p.h.Desk
	if who != (person.Reader{}) {
		d = d.As(who)
	}
	return slack.Ports{
		As:    p.of,
		Cases: d, Findings: d, Drafts: d, Outbox: d, Acts: acts{p.h, d}, Seconds: d, Approvals: approvals(p), Batches: batches{d}, Staff: d, People: people{d}, Rehearsal: p.h.Rehearsal, Inbox: p.h.Inbox,
		Items: d, Assign: d,
		Pages: publisher{d, p.h}, Publishing: publisher{d, p.h}, Revisions: publisher{d, p.h}, Words: publisher{d, p.h}, Address: publisher{d, p.h}.address,
		Refs: p.h.Store, Targets: d, Canonical: p.canonical, Find: p.h.Prober.Find, Held: d.HeldTexts, Ahead: p.ahead, Readers: readersOf(d),
		Picture: func(t timeline.Timeline) ([]byte, error) { return d.TimelineAs(t, "png", "en") },
		Agenda: func(ctx context.Context, who *disclosure.Actor) ([]agenda.Item, []string, error) {
			a, err := d.Agenda(ctx, desk.AgendaQuery{Actor: who, Days: homeDays})
			return a.Items, a.Notes, err
		},
	}
}

func (p ports) canonical(raw, kind string) (target, how string, err error) {
	asset, how, err := p.h.Desk.Asset(disclosure.Asset{Kind: kind, Target: raw})
	how = strings.TrimSuffix(asset.Kind+", "+how, ", ")
	if unseen := answers.Unseen(&asset); err == nil && unseen != "" {
		how += " (" + unseen + ")"
	}
	return asset.Target, how, err
}

// people decides in Slack who counts and who may see a case.
type people struct{ *desk.Desk }

// Recover implements [slack.People].
func (p people) Recover(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, names []string, why string) (done bool, err error) {
	cmd, err := roster.Recovery(p.Staff(), names, why)
	if err != nil {
		return false, err
	}
	res, err := p.Execute(ctx, actor, id, cmd)
	return slices.ContainsFunc(res.Events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindRestricted }), err
}

// batches approves lists of messages with the commands of the command line: that the sample was read, and then the list.
type batches struct{ desk *desk.Desk }

// ApproveBatch implements [slack.Batches].
func (b batches) ApproveBatch(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, batch, digest string) (*disclosure.Case, error) {
	_, v, err := b.desk.Batch(ctx, id, batch)
	if err != nil {
		return nil, err
	}
	if v.Digest != digest {
		return nil, fault.Errorf(fault.Conflict, "the list %s has changed since you saw it: read its sample again", v.ID)
	}
	if _, err := b.desk.Do(ctx, actor, id, message.ReadSample{Batch: v.ID, Of: v.Of}); err != nil {
		return nil, err
	}
	approve, err := b.desk.ApproveBatchOf(ctx, id, v.ID)
	if err != nil {
		return nil, err
	}
	approve.Of = v.Of
	return b.desk.Do(ctx, actor, id, approve)
}
