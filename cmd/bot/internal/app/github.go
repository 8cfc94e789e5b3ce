package app

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/engine"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
	"daylight/disclosure/task"
	"daylight/notify/github"
)

func githubEnabled(cfg *config.Config) bool { return !cfg.GitHub.Token.IsZero() }

func (a *App) newGitHub(o Options) (err error) {
	g := a.cfg.GitHub
	repos := map[string]github.Repository{}
	for _, r := range g.Repositories {
		repos[r.Name] = github.Repository{Vendor: r.Vendor, VendorOwned: r.OwnedByVendor(), Vendors: r.VendorLogins}
	}
	if to := a.cfg.Ways().To(rehearse.Issues); to != "" {
		repos[to] = github.Repository{Rehearsal: true}
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
		BotLogin: g.BotLogin, Repositories: repos, Team: team, WriteGap: o.Timing.GitHubPause, Outbound: o.Timing.Outbound, Clock: o.Clock, Log: a.log,
		Transport: transport,
		MayAsk: func(s *disclosure.Asset, now time.Time) error {
			return a.service.Rules().Probing.MayProbe(s, disclosure.ProbeForPerson, now)
		},
	}, github.Ports{Inbox: inbox{a.store, a.wake}, Cursors: a.store, Refs: a.store, Cases: a.store, Binder: a.store})
	if err != nil {
		return err
	}
	a.Desk.GuardedBy(disclosure.Issue, func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]ledger.Ref, error) {
		row, err := a.github.Belongs(ctx, c, k.Role, k.Name, k.Address)
		return []ledger.Ref{row}, err
	})
	a.Desk.SendsBy(disclosure.Issue, func(_ context.Context, _ *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
		return github.Compose(github.ComposeInput{Address: k.Address, Subject: d.Subject, Body: body, Random: o.Random})
	})
	return nil
}

func (a *App) githubHandlers(o Options) ([]engine.Handler, error) {
	if a.github == nil {
		return nil, nil
	}
	issue := findable(engine.SendHandler[task.SendIssue](a.service, a.store, a.github, o.Timing.Outbound))
	inbound := engine.InboundHandler[github.Inbound](a.store, func(ctx context.Context, in ledger.Inbound, _ []byte) (engine.Meaning, error) {
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
		engine.Typed(func(_ context.Context, _ *engine.Run, p github.Readers) engine.Result {
			return engine.Done(incoming.RecordReaders{Place: p.Place, At: civil.At(p.At), Change: p.Change})
		}),
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

// findable keeps the row by which answers find the case of an issue that was opened, or found.
func findable(h engine.Handler) engine.Handler {
	do := h.Do
	h.Do = func(ctx context.Context, run *engine.Run) engine.Result {
		res := do(ctx, run)
		if res.Kind == ledger.Sent && res.Ref != "" {
			res.Refs = append(res.Refs, github.IssueRow(run.Case, res.Ref))
		}
		return res
	}
	return h
}

// write writes in an issue, and then records what that made of it: nil for nothing.
func (a *App) write(ctx context.Context, run *engine.Run, w github.Writing, then command.Command) engine.Result {
	step := a.github.Run(ctx, run.Job, w, run.Mark)
	res := engine.Stepped(run, step)
	if res.Kind == ledger.Sent {
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

// GitHubEnabled reports whether GitHub is configured.
func (a *App) GitHubEnabled() bool { return a.github != nil }

// GitHubWebhook returns the handler of deliveries, or nil without GitHub or without a secret.
func (a *App) GitHubWebhook() http.Handler {
	if a.github == nil || a.cfg.GitHub.WebhookSecret.IsZero() {
		return nil
	}
	return a.github.WebhookHandler()
}

// examineGitHub lets the channel try its own access.
func (a *App) examineGitHub(ctx context.Context) []Finding {
	if a.github == nil {
		return []Finding{{"github", Hint, "off", "set github.token and github.repositories to open issues in private tracking repositories"}}
	}
	var out []Finding
	for _, c := range a.github.Doctor(ctx) {
		out = append(out, finding(c.Name, c.State != gate.CheckFail, c.Reason, ""))
	}
	for _, w := range a.cfg.Silent() {
		out = append(out, Finding{"github", Hint, w.Message, ""})
	}
	return out
}
