package agenda

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
)

// Digest returns `bot digest`.
func Digest(s *session.Session) *cobra.Command {
	var user string
	cmd := &cobra.Command{
		Use: "digest", Short: "Show what the daily digest would say now", Args: cobra.NoArgs,
		Long: "What is overdue, open again, due within seven days, and waiting: replies, drafts, addresses that bounced. The running\n" +
			"bot sends it by mail when remind.digest in the configuration says so; it is silent when there is nothing to say.",
		Example: "  bot digest\n  bot digest --user alice --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				g, err := a.Desk.Digest(cmd.Context(), user)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(g)
				}
				if text := g.Text(); text != "" {
					s.Line(g.Subject())
					s.Line("")
					_, err = s.Out.Write([]byte(text))
					return err
				}
				s.Line("Nothing to say.")
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&user, "user", "", "only what this person can act on")
	return cmd
}
