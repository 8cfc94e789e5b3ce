// Package slackcmd holds `bot slack`, the commands of the Slack channel.
package slackcmd

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/notify/slack"
)

// Command returns `bot slack` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "slack", Short: "Set up the Slack app"}
	var asYAML, history bool
	manifest := &cobra.Command{
		Use: "manifest", Short: "Print the app manifest for api.slack.com/apps > Create New App > From a manifest", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var opts []slack.ManifestOption
			if history {
				opts = append(opts, slack.WithHistory())
			}
			render := slack.ManifestYAML
			if s.JSON && !asYAML {
				render = slack.ManifestJSON
			}
			b, err := render(opts...)
			if err != nil {
				return err
			}
			_, err = s.Out.Write(b)
			return err
		},
	}
	manifest.Flags().BoolVar(&asYAML, "yaml", false, "YAML (the default)")
	manifest.Flags().BoolVar(&history, "history", false, "include the scopes for slack.read_history")
	cmd.AddCommand(manifest)
	return cmd
}
