package cli

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
)

func newDigest(s *session) *cobra.Command {
	var user string
	cmd := &cobra.Command{
		Use: "digest", Short: "Show what the daily digest would say now", Args: cobra.NoArgs,
		Long: "What is overdue, open again, due within seven days, and waiting: replies, drafts, addresses that bounced. The running\n" +
			"bot sends it by mail when remind.digest in the configuration says so; it is silent when there is nothing to say.",
		Example: "  bot digest\n  bot digest --user alice --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				g, err := a.Desk.Digest(cmd.Context(), user)
				if err != nil {
					return err
				}
				if s.json {
					return s.printJSON(g)
				}
				if text := g.Text(); text != "" {
					s.line(g.Subject())
					s.line("")
					_, err = s.Out.Write([]byte(text))
					return err
				}
				s.line("Nothing to say.")
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&user, "user", "", "only what this person can act on")
	return cmd
}
