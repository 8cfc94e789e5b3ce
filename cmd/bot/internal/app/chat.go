package app

import (
	"cmp"
	"context"
	"net/http"

	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/engine"
	"daylight/notify/github"
	"daylight/notify/slack"
)

func slackEnabled(cfg *config.Config) bool { return !cfg.Slack.BotToken.IsZero() }

func githubEnabled(cfg *config.Config) bool { return !cfg.GitHub.Token.IsZero() }

// newChannels builds the channels that the configuration enables.
func (a *App) newChannels(key *db.Key, o Options) error {
	if err := a.newMail(key, o); err != nil {
		return err
	}
	if slackEnabled(a.cfg) {
		if err := a.newSlack(o); err != nil {
			return err
		}
	}
	if githubEnabled(a.cfg) {
		return a.newGitHub(o)
	}
	return nil
}

func (a *App) newSlack(o Options) (err error) {
	s := a.cfg.Slack
	members := map[string]slack.Member{}
	for _, p := range a.cfg.People {
		if p.Slack != "" {
			members[p.Slack] = slack.Member{Name: p.Name, Rank: disclosure.Rank(p.Role)}
		}
	}
	a.slack, err = slack.New(slack.Options{
		BotToken: slack.NewSecret(s.BotToken.Reveal()), AppToken: slack.NewSecret(s.AppToken.Reveal()),
		Channel: s.Channel, Members: members, AddressChannels: s.AddressChannels, ReadHistory: s.ReadHistory,
		Kinds: a.Desk.prober.Kinds(), Zone: a.Desk.service.Rules().Zone(), APIURL: s.APIURL,
		PingInterval: o.Timing.SlackPing, Spacing: o.Timing.SlackSpacing, Logger: a.log, Clock: o.Clock,
	}, slack.Ports{
		Cases: a.Desk, Findings: a.Desk, Drafts: a.Desk, Outbox: a.Desk, Inbox: inbox{a.store, a.wake},
		Refs: a.store, Targets: a.store, Canonical: a.canonical,
	})
	if err == nil {
		a.onClose(func() error { a.slack.Close(); return nil })
	}
	return err
}

func (a *App) canonical(raw, kind string) (target, how string, err error) {
	asset, how, err := a.Desk.Asset(disclosure.Asset{Kind: kind, Target: raw})
	return asset.Target, how, err
}

// slackHandlers handle the tasks of Slack. Without Slack they are not known here: what another instance queued waits
// for it.
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
func posting[P disclosure.Payload](do func(ctx context.Context, job disclosure.Job, p P, mark slack.Mark) slack.Result) engine.Handler {
	return engine.Typed(func(ctx context.Context, run *engine.Run, p P) engine.Result {
		got := do(ctx, run.Job, p, run.Mark)
		return engine.Result{Delivery: got.Delivery, Refs: got.Refs, Phase: got.Phase}
	})
}

func (a *App) newGitHub(o Options) (err error) {
	g := a.cfg.GitHub
	repos := map[string]github.Repository{}
	for _, r := range g.Repositories {
		repos[r.Name] = github.Repository{Vendors: r.VendorLogins}
	}
	var team []string
	for _, p := range a.cfg.People {
		if p.GitHub != "" {
			team = append(team, p.GitHub)
		}
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	a.onClose(func() error { transport.CloseIdleConnections(); return nil })
	a.github, err = github.New(github.Options{
		BaseURL: g.BaseURL, Token: github.NewSecret(g.Token.Reveal()), WebhookSecret: github.NewSecret(g.WebhookSecret.Reveal()),
		BotLogin: g.BotLogin, Repositories: repos, Team: team, WriteGap: o.Timing.GitHubPause, Clock: o.Clock, Log: a.log,
		Transport: transport,
	}, github.Ports{Inbox: inbox{a.store, a.wake}, Cursors: a.store, Refs: a.store, Cases: a.store})
	if err != nil {
		return err
	}
	a.Desk.compose[disclosure.Issue] = func(_ *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
		return github.Compose(github.ComposeInput{Address: k.Address, Subject: d.Subject, Body: body, Random: o.Random})
	}
	return nil
}

func (a *App) githubHandlers() ([]engine.Handler, error) {
	if a.github == nil {
		return nil, nil
	}
	issue := engine.SendHandler[disclosure.SendIssue](a.Desk.service, a.store, a.github)
	send := issue.Do
	issue.Do = func(ctx context.Context, run *engine.Run) engine.Result {
		res := send(ctx, run)
		if res.Kind == disclosure.Sent && res.Ref != "" {
			res.Refs = append(res.Refs, github.IssueRow(run.Case, res.Ref)) // by which answers find the case
		}
		return res
	}
	inbound := engine.InboundHandler[github.Inbound](a.store, func(ctx context.Context, in disclosure.Inbound, _ []byte) (engine.Meaning, error) {
		got, err := a.github.Understand(ctx, in.ID)
		m := engine.Meaning{Case: got.Case, Inbox: got.Inbox, Refs: got.Refs, Jobs: got.Jobs}
		if len(got.Commands) > 0 {
			m.Command = command.Batch(got.Commands)
		}
		return m, err
	})
	poll, err := engine.NewTick("github/poll", cmp.Or(a.cfg.GitHub.Poll, "@every 5m"))
	if err != nil {
		return nil, err
	}
	a.ticks = append(a.ticks, poll)
	return []engine.Handler{
		issue, inbound, poll.Handler(a.PollGitHub),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Comment) engine.Result {
			return a.write(ctx, run, p, nil)
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Close) engine.Result {
			return a.write(ctx, run, p, incoming.TrackIssue{Ref: p.Issue, Closed: true})
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Reopen) engine.Result {
			return a.write(ctx, run, p, incoming.TrackIssue{Ref: p.Issue})
		}),
	}, nil
}

// write writes in an issue, and then records what that made of it: nil for nothing.
func (a *App) write(ctx context.Context, run *engine.Run, w github.Writing, then command.Command) engine.Result {
	res := engine.Result{Delivery: a.github.Run(ctx, run.Job, w, run.Mark)}
	res.Phase = run.Phase // what Run left behind
	if res.Kind == disclosure.Sent {
		res.Command = then
	}
	return res
}

// PollGitHub looks at the tracked issues once.
func (a *App) PollGitHub(ctx context.Context) error {
	if a.github == nil {
		return nil
	}
	_, err := a.github.Poll(ctx)
	return err
}
