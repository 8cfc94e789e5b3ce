package operation

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/web"
	"daylight/disclosure"
	"daylight/templates"
)

// Serve returns `bot serve`.
func Serve(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Run everything that is enabled in the configuration", Args: cobra.NoArgs,
		Long: "Run jobs, channels and the board until stopped. One process serves a database; other commands run\n" +
			"beside it. After a restore nothing but the board runs until a lead runs `bot db resume`.\n" +
			"The same holds for a new instance that is live, until two people have run `bot rehearse end`.",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			s.Verbose = true // a service says what it does
			ctx := cmd.Context()
			if err := s.NeedConfig(); err != nil {
				return err
			}
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			release, err := s.Serve(cfg)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, release()) }()
			a, err := s.Open(ctx, cfg)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			if err := s.WarnRestored(ctx, a); err != nil {
				return err
			}
			site, err := newSite(s, a)
			if err != nil {
				return err
			}
			return a.Run(ctx, app.Part{Name: "web", Run: site.Run})
		},
	}
}

// newSite binds the board and the webhooks of a bot and says where they are.
func newSite(s *session.Session, a *app.App) (*web.Server, error) {
	cfg := a.Config()
	site, err := web.New(web.Options{
		Listen: cfg.Web.Listen, Webhooks: cfg.Web.Webhooks, Desk: a.Desk, Hooks: a.Hooks(),
		Health: health(a), Alert: a.Alert, Look: look(a.Desk), Languages: templates.PageLanguages(), Logger: s.Logger(cfg), Version: session.Version(),
	})
	if err != nil {
		return nil, err
	}
	if err := site.Bind(); err != nil {
		return nil, err
	}
	if addr := site.Addr(); addr != "" {
		fmt.Fprintf(s.Err, "board: http://%s\n", addr)
	}
	if addr := site.WebhookAddr(); addr != "" {
		for _, name := range slices.Sorted(maps.Keys(a.Hooks())) {
			fmt.Fprintf(s.Err, "webhooks: http://%s/webhooks/%s\n", addr, name)
		}
	}
	var states []string
	for _, c := range a.Channels() {
		states = append(states, c.Name+": "+c.State)
	}
	fmt.Fprintln(s.Err, strings.Join(states, "; "))
	return site, nil
}

// look shows the board a page by the way that the command line and Slack take. It records nothing.
func look(d *desk.Desk) web.Look {
	return func(ctx context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (web.Preview, error) {
		p, err := gallery.Look(ctx, d, id, mode, lang)
		if err != nil {
			return web.Preview{}, err
		}
		return web.Preview{
			Case: p.Case, Mode: p.Mode, Lang: p.Lang, Digest: p.Digest, Revision: p.Revision, Out: p.Out, Files: p.Files, Checks: p.Checks, Said: p.Said, Diff: p.Diff,
		}, nil
	}
}

// health adapts the bot's own words to the page's.
func health(a *app.App) func(ctx context.Context) []web.Health {
	return func(ctx context.Context) []web.Health {
		var out []web.Health
		for _, h := range a.Health(ctx) {
			out = append(out, web.Health(h))
		}
		return out
	}
}
