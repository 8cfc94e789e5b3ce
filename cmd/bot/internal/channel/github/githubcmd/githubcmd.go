// Package githubcmd holds `bot github`, the commands of the GitHub channel: what sets it up, and what looks for a way to tell a project.
package githubcmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/notify/github"
	"daylight/notify/github/appauth"
)

// Command returns `bot github` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "github", Short: "Set up the GitHub App; find a way to tell a project"}
	cmd.AddCommand(newManifest(s), newCreate(s), newWays(s), newIntake(s))
	return cmd
}

// about says what the app is made from.
type about struct{ url, webhooks string }

func (a *about) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.url, "url", "", "https address of a page about your team, which GitHub shows beside the app")
	cmd.Flags().StringVar(&a.webhooks, "webhooks", "", "https address under which GitHub reaches the bot, without a path; none: the bot polls")
	_ = cmd.MarkFlagRequired("url")
}

// manifest describes the app of the configuration's team.
func (a *about) manifest(s *session.Session) (appauth.Manifest, error) {
	if err := s.NeedConfig(); err != nil {
		return appauth.Manifest{}, err
	}
	cfg, err := s.Load()
	if err != nil {
		return appauth.Manifest{}, err
	}
	hook := a.webhooks
	if hook != "" {
		hook += github.WebhookPath
	}
	site := cfg.GitHub.Site.Repository != ""
	return appauth.NewManifest(cfg.Team.Name, a.url, hook, site, github.Events(site))
}

func newManifest(s *session.Session) *cobra.Command {
	var from about
	cmd := &cobra.Command{
		Use: "manifest --url URL", Short: "Print the manifest of the app", Args: cobra.NoArgs,
		Long: fmt.Sprintf(`Print the manifest from which GitHub makes the app: it may read and write issues, and read metadata. Where
github.site is configured, it may also write contents and pull requests; each of its tokens still gets the
rights of its one repository alone.
"bot github create" makes the app from it. To make it by hand, open Settings > Developer settings >
GitHub Apps > New GitHub App, give it the rights that stand here, and the webhook address with %s
at its end.`, github.WebhookPath),
		Example: "  bot github manifest --url https://team.example.org --webhooks https://bot.example.org",
		RunE: func(*cobra.Command, []string) error {
			m, err := from.manifest(s)
			if err != nil {
				return err
			}
			return s.PrintJSON(m)
		},
	}
	from.flags(cmd)
	return cmd
}
