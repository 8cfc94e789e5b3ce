package operation

import (
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
)

// Doctor returns `bot doctor`.
func Doctor(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Test every service in the configuration and say how to fix what fails", Args: cobra.NoArgs,
		Long: "Log in to the mail servers, to Slack and to GitHub, check scopes and the visibility of each repository. Nothing\n" +
			"is sent.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				findings := a.Doctor(cmd.Context())
				ok := true
				for _, f := range findings {
					ok = ok && f.State != channel.Broken
				}
				if s.JSON {
					if err := s.PrintJSON(map[string]any{"ok": ok, "findings": findings}); err != nil {
						return err
					}
				} else {
					for _, f := range findings {
						fmt.Fprintf(s.Out, "%-7s %-22s %s\n", f.State, f.Name, wording.OneLine(f.Message))
						if f.Fix != "" {
							fmt.Fprintf(s.Out, "%-7s %-22s → %s\n", "", "", wording.OneLine(f.Fix))
						}
					}
				}
				if !ok {
					return session.Reported(session.ExitFailed)
				}
				return nil
			})
		},
	}
}
