package casecmd

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
)

func newReject(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "reject CASE", Short: "End a case that was no finding", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot case reject DL-2020-0003 --text 'a public data set'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), record.RejectCase{Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

func newDuplicate(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "duplicate CASE OTHER", Short: "End a case whose work continues in another one", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Example: "  bot case duplicate DL-2020-0002 DL-2020-0001",
		RunE: func(cmd *cobra.Command, args []string) error {
			other := session.CaseID(args[1])
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if _, err := a.Desk.Case(cmd.Context(), other); err != nil {
					return err
				}
				c, err := a.Desk.Do(cmd.Context(), actor, session.CaseID(args[0]), record.MarkDuplicate{Of: other, Text: text})
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

func newHandover(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "handover CASE TEAM", Short: "Give a case to another team, which goes on with it", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Long: "Give a case to another team. The work ends here: nothing is probed or sent any more. `bot case export` writes the file\n" +
			"that the other team can import, and `bot case reopen` takes the case back.",
		Example: "  bot case handover DL-2020-0003 CERT-FR --text 'the owner is a public body'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), record.HandOver{To: args[1], Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}
