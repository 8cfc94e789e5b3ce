// Package github joins the issues of private tracking repositories with the bot.
package github

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/notify"
	"daylight/notify/github"
	"daylight/templates"
)

// Kind is the channel.
func Kind() channel.Kind {
	return channel.Kind{
		Name: "github", Medium: disclosure.Issue, Pause: "issue", Tasks: []string{"github/"},
		Shape: carrier.Shape{Check: check, Show: show},
		On:    func(cfg *config.Config) bool { return cfg.GitHub.On() },
		React: react, Answer: github.AnswerStop, Open: open,
		Off: []channel.Finding{{
			Name: "github", State: channel.Hint, Message: "off",
			Fix: "set github.token or github.app, and github.repositories, to open issues in private tracking repositories",
		}},
	}
}

// react says in issues what happened, and shows how the case stands.
func react(cfg *config.Config) command.Reaction {
	page := github.Page(cfg.Team.Probes)
	return func(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
		return append(page.React(before, after, events), github.ReactStanding(after, events)...)
	}
}

// check refuses what is no repository.
func check(address string) error {
	if owner, repo, ok := strings.Cut(address, "/"); !ok || owner == "" || repo == "" || strings.ContainsAny(repo, "/ ") {
		return fault.Errorf(fault.Invalid, "%q is not a repository: write owner/repository", address)
	}
	return nil
}

// show is an item as a person sees it who decides whose word it is.
func show(in ledger.Inbound, raw []byte) (carrier.Shown, bool) {
	got, ok := github.Show(in, raw)
	out := carrier.Shown{Text: got.Text, Ref: got.Ref, At: got.At}
	if got.Login != "" {
		out.Hint = hint.ToLetSpeak(got.Repo, notify.Plain(got.Login))
	}
	return out, ok
}

func open(h *channel.Host) (*channel.Channel, error) {
	g := h.Config.GitHub
	transport := http.DefaultTransport.(*http.Transport).Clone()
	opts := optionsOf(h, transport)
	own, err := appOf(&g, transport, h.Clock)
	if err != nil {
		return nil, err
	}
	if own != nil {
		opts.App, opts.AppID = own, int64(g.App.ID)
	}
	c, err := github.New(opts, github.Ports{Inbox: h.Inbox, Cursors: h.Store, Refs: h.Store, Cases: h.Store, Binder: h.Store})
	if err != nil {
		transport.CloseIdleConnections()
		return nil, err
	}
	out := &channel.Channel{
		Carrier: carrier.Carrier{
			Guard: func(ctx context.Context, k *disclosure.Case, to disclosure.Contact) ([]ledger.Ref, error) {
				row, err := c.Belongs(ctx, k, to.Role, to.Name, to.Address)
				return []ledger.Ref{row}, err
			},
			Compose: func(_ context.Context, kase *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
				return github.Compose(github.ComposeInput{Address: k.Address, Issue: github.IssueOf(kase, k), Subject: d.Subject, Body: body, Random: h.Random})
			},
			Readers: readersOf(c), Strangers: strangersOf(c),
			Confirm: func(ctx context.Context, kase *disclosure.Case, k disclosure.Contact, login string, speaks bool) (carrier.Account, ledger.Ref, error) {
				a, row, err := c.Confirm(ctx, kase.ID, k.Address, login, speaks)
				return carrier.Account{Place: k.Address, ID: a.ID, Login: a.Login}, row, err
			},
		},
		Sender: c, Asks: c, Row: github.IssueRow,
		Doctor: func(ctx context.Context) []channel.Finding {
			return append(examine(ctx, h.Config, c), examineApp(ctx, own, h.Config)...)
		},
		Poll: func(ctx context.Context) (int, error) {
			got, err := c.Poll(ctx)
			return got.Items, errors.Join(err, site{h, c}.watch(ctx))
		},
		Close: func() error { transport.CloseIdleConnections(); return nil },
	}
	if !g.WebhookSecret.IsZero() {
		out.Hooks = c.WebhookHandler()
	}
	poll, err := engine.NewTick("github/poll", cmp.Or(g.Poll, "@every 5m"))
	if err != nil {
		return nil, err
	}
	out.Ticks = []engine.Tick{poll}
	pages := site{h, c}
	if pages.Name() != "" {
		out.Site = pages
	}
	out.Handlers = append(handlers(h, c), engine.Typed(pages.open), engine.Typed(pages.approve), engine.Typed(pages.hint),
		poll.Handler(func(ctx context.Context) error { _, err := out.Poll(ctx); return err }))
	return out, nil
}

func optionsOf(h *channel.Host, transport *http.Transport) github.Options {
	g := h.Config.GitHub
	repos := map[string]github.Repository{}
	for _, r := range g.Repositories {
		repos[r.Name] = github.Repository{Vendor: r.Vendor, VendorOwned: r.OwnedByVendor(), Vendors: r.VendorLogins}
	}
	if to := h.Config.Ways().To(config.WayIssues); to != "" {
		repos[to] = github.Repository{Rehearsal: true}
	}
	var team []string
	for _, p := range h.Config.People {
		if p.GitHub != "" {
			team = append(team, p.GitHub)
		}
	}
	return github.Options{
		BaseURL: g.BaseURL, Token: github.NewSecret(g.Token.Reveal()), WebhookSecret: github.NewSecret(g.WebhookSecret.Reveal()),
		BotLogin: g.BotLogin, Repositories: repos, Team: team, Site: github.Site(g.Site), Page: github.Page(h.Config.Team.Probes), WriteGap: h.Timing.WriteGap, Outbound: h.Timing.Outbound, Clock: h.Clock, Log: h.Log,
		Transport: transport,
		Standing: func(_ context.Context, k *disclosure.Case, t disclosure.Tracked) (string, []string) {
			g := h.Service.Rules().Grounds(k, t.Role, t.Name, h.Service.Now())
			stands := g.Standing()
			texts, _ := h.Desk.Texts()
			return texts.IssueStanding(languageOf(k, t, texts), stands), github.LabelsOf(stands)
		},
		MayAsk: func(s *disclosure.Asset, now time.Time) error {
			return h.Service.Rules().Probing.MayProbe(s, disclosure.ProbeForPerson, now)
		},
	}
}

// languageOf is the language in which an issue was written, else that of its party.
func languageOf(k *disclosure.Case, t disclosure.Tracked, texts *templates.Set) string {
	if m, ok := k.Message(t.Marker); ok {
		if d, ok := k.Draft(m.Draft); ok && d.Lang != "" {
			return d.Lang
		}
	}
	p, _ := k.Party(t.Role, t.Name)
	return texts.LanguageFor(p)
}

// handlers handle what came in, and what is written in issues besides messages.
func handlers(h *channel.Host, c *github.Channel) []engine.Handler {
	write := func(ctx context.Context, run *engine.Run, w github.Writing, then command.Command) engine.Result {
		res := engine.Stepped(run, c.Run(ctx, run.Job, w, run.Mark))
		if res.Kind == ledger.Sent {
			res.Command = then // records what that made of the issue; nil for nothing
		}
		return res
	}
	return []engine.Handler{
		engine.InboundHandler[github.Inbound](h.Store, func(ctx context.Context, in ledger.Inbound, _ []byte) (engine.Meaning, error) {
			got, err := c.Understand(ctx, in.ID)
			m := engine.Meaning{Case: got.Case, Inbox: got.Inbox, Refs: got.Refs, Jobs: got.Jobs}
			if len(got.Commands) > 0 {
				m.Command = command.Batch(got.Commands)
			}
			return m, err
		}),
		engine.Typed(func(_ context.Context, _ *engine.Run, p github.Readers) engine.Result {
			return engine.Done(incoming.RecordReaders{Place: p.Place, At: civil.At(p.At), Change: p.Change})
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Seen) engine.Result {
			return engine.Result{Delivery: c.See(ctx, run.Job, p, run.Mark)}
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Stands) engine.Result {
			return engine.Stepped(run, c.Show(ctx, run.Job, p, run.Mark))
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Comment) engine.Result {
			return write(ctx, run, p, nil)
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Close) engine.Result {
			return write(ctx, run, p, incoming.TrackIssue{Ref: p.Issue, Closed: true})
		}),
		engine.Typed(func(ctx context.Context, run *engine.Run, p github.Reopen) engine.Result {
			return write(ctx, run, p, incoming.TrackIssue{Ref: p.Issue})
		}),
	}
}

// examine lets the channel try its own access.
func examine(ctx context.Context, cfg *config.Config, c *github.Channel) []channel.Finding {
	var out []channel.Finding
	for _, f := range c.Doctor(ctx) {
		out = append(out, channel.Found(f.Name, f.State != gate.CheckFail, f.Reason, ""))
	}
	if len(out) > 0 && out[0].State == channel.Good { // else each would fail for the same reason
		for _, name := range c.Repositories() {
			text, err := c.SeeReaders(ctx, name)
			f := channel.Finding{Name: "github " + name + " readers", State: channel.Good, Message: text}
			if err != nil {
				f.State, f.Message, f.Fix = channel.Hint, err.Error(), "bot contact readers CASE lists them, and keeps who they are"
			}
			out = append(out, f)
		}
	}
	if cfg.GitHub.Site.Repository != "" {
		text, err := c.SeeSite(ctx)
		if err != nil {
			text = err.Error()
		}
		out = append(out, channel.Found("github site", err == nil, text, ""), examineReviewers(cfg))
	}
	for _, w := range cfg.Silent() {
		out = append(out, channel.Finding{Name: "github", State: channel.Hint, Message: w.Message})
	}
	return out
}

// readersOf lists who can read a repository.
func readersOf(c *github.Channel) carrier.Readers {
	return func(ctx context.Context, _ *disclosure.Case, k disclosure.Contact) (carrier.Readership, error) {
		got, err := c.Readers(ctx, k.Address)
		out := carrier.Readership{Place: got.Repo, At: got.At, People: []carrier.Account{}, Unheard: got.Unheard, Theirs: got.Theirs}
		for i := range got.People {
			out.People = append(out.People, accountOf(got.Repo, &got.People[i]))
		}
		return out, err
	}
}

// strangersOf lists who kept something from being written to a repository.
func strangersOf(c *github.Channel) carrier.Strangers {
	return func(ctx context.Context, _ *disclosure.Case, k disclosure.Contact) ([]carrier.Account, error) {
		got, err := c.Strangers(ctx, k.Address)
		out := make([]carrier.Account, len(got))
		for i := range got {
			out[i] = accountOf(k.Address, &got[i])
		}
		return out, err
	}
}

func accountOf(place string, p *github.ReaderSeen) carrier.Account {
	return carrier.Account{
		Place: place, ID: p.ID, Login: notify.Plain(p.Login), How: p.How, Role: notify.Plain(p.Role), Since: p.Since, Invited: p.Invited(), Standing: p.Standing,
	}
}
