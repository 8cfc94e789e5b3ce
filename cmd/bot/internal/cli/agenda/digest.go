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
		Use: "digest", Short: "Print the daily digest as it would be sent now", Args: cobra.NoArgs,
		Long: "Print what is overdue, open again, due within seven days or waiting (replies, drafts, addresses that bounced). The\n" +
			"running bot mails it on the schedule in remind.digest; it sends nothing when there is nothing to report.",
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
	cmd.Flags().StringVar(&user, "user", "", "show only what this person can act on")
	return cmd
}
