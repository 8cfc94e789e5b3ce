package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/roster"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
	"daylight/disclosure/rehearse"
	"daylight/notify/slack"
)

func slackEnabled(cfg *config.Config) bool { return !cfg.Slack.BotToken.IsZero() }

// SlackEnabled reports whether Slack is configured.
func (a *App) SlackEnabled() bool { return a.slack != nil }

func (a *App) newSlack(o Options) (err error) {
	s := a.cfg.Slack
	members := map[string]slack.Member{}
	for _, p := range a.cfg.People {
		if p.Slack != "" {
			members[p.Slack] = slack.Member{Name: p.Name, Rank: disclosure.Rank(p.Role), Counsel: p.Counsel}
		}
	}
	a.slack, err = slack.New(slack.Options{
		BotToken: slack.NewSecret(s.BotToken.Reveal()), AppToken: slack.NewSecret(s.AppToken.Reveal()),
		Channel: cmp.Or(a.cfg.Ways().To(rehearse.Slack), s.Channel), Rehearsal: a.cfg.Ways().Mode(rehearse.Slack) == rehearse.Rehearse, Members: members, AddressChannels: s.AddressChannels, ReadHistory: s.ReadHistory,
		Kinds: a.prober.Kinds(), Zone: a.service.Rules().Zone(), APIURL: s.APIURL,
		PingInterval: o.Timing.SlackPing, Outbound: o.Timing.Outbound, Spacing: o.Timing.SlackSpacing, Logger: a.log, Clock: o.Clock,
	}, a.slackPorts(person.Reader{}))
	if err == nil {
		a.onClose(func() error { a.slack.Close(); return nil })
	}
	return err
}

// slackPorts is what Slack sees for a reader: a person who did something there, or nobody in particular for a channel.
func (a *App) slackPorts(who person.Reader) slack.Ports {
	d := a.Desk
	if who != (person.Reader{}) {
		d = d.As(who)
	}
	return slack.Ports{
		As:    a.slackPorts,
		Cases: d, Findings: d, Drafts: d, Outbox: d, Seconds: d, Batches: batches{d}, Staff: d, People: peopleDesk{d}, Rehearsal: a.instance, Inbox: inbox{a.store, a.wake},
		Items: d, Assign: d,
		Refs: a.store, Targets: d, Canonical: a.canonical, Find: a.prober.Find, Held: d.HeldTexts,
	}
}

// peopleDesk decides in Slack who counts and who may see a case.
type peopleDesk struct{ *desk.Desk }

// Recover implements [slack.People].
func (p peopleDesk) Recover(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, names []string, why string) (done bool, err error) {
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
		return nil, fault.Errorf(fault.Conflict, "the list %s has changed since you saw it: read its sample again", v.Batch)
	}
	if _, err := b.desk.Do(ctx, actor, id, message.ReadSample{Batch: v.Batch, Of: v.Of}); err != nil {
		return nil, err
	}
	approve, err := b.desk.ApproveBatchOf(ctx, id, v.Batch)
	if err != nil {
		return nil, err
	}
	approve.Of = v.Of
	return b.desk.Do(ctx, actor, id, approve)
}

func (a *App) canonical(raw, kind string) (target, how string, err error) {
	asset, how, err := a.Desk.Asset(disclosure.Asset{Kind: kind, Target: raw})
	how = strings.TrimSuffix(asset.Kind+", "+how, ", ")
	if unseen := answers.Unseen(&asset); err == nil && unseen != "" {
		how += " (" + unseen + ")"
	}
	return asset.Target, how, err
}

// slackHandlers handle the tasks of Slack. Without Slack there are none: a job that another instance queued waits for
// that instance.
func (a *App) slackHandlers() []engine.Handler {
	if a.slack == nil {
		return nil
	}
	inbound := engine.Typed(func(ctx context.Context, _ *engine.Run, p slack.Inbound) engine.Result {
		in, raw, err := a.store.Inbound(ctx, p.Inbox)
		if err != nil {
			return engine.Again(0, err.Error())
		}
		update, err := a.slack.Handle(ctx, in, raw)
		if err != nil {
			return engine.Again(0, err.Error())
		}
		res := engine.Done(nil)
		res.Inbox = &update
		return res
	})
	return []engine.Handler{inbound, posting(a.slack.Card), posting(a.slack.Thread)}
}

// posting adapts a job of Slack to the engine.
func posting[P ledger.Payload](do func(ctx context.Context, job ledger.Job, p P, mark slack.Mark) slack.Result) engine.Handler {
	return engine.Typed(func(ctx context.Context, run *engine.Run, p P) engine.Result {
		got := do(ctx, run.Job, p, run.Mark)
		res := engine.Stepped(run, outbound.Step{Delivery: got.Delivery, Phase: got.Phase})
		res.Refs = got.Refs
		return res
	})
}

// examineSlack lets the channel try its own access.
func (a *App) examineSlack(ctx context.Context) []Finding {
	if a.slack == nil {
		return []Finding{{"slack", Hint, "off", "create an app with `bot slack manifest` and set slack.bot_token, slack.app_token and slack.channel"}}
	}
	var out []Finding
	for _, f := range a.slack.Doctor(ctx) {
		out = append(out, finding("slack "+f.Name, f.OK, f.Message, f.Fix))
	}
	return out
}
