package casecmd

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/command/record"
)

func newConfirmHistory(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "confirm-history CASE", Short: "Say, as one of two people, that what was typed or imported is true", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "Say that what was typed or imported so far is true. It takes two people: the first call records a proposal, the same\n" +
			"call by a second person confirms what the first one saw. Dates of a history start every clock as they are; the\n" +
			"publication gate counts them from the day of this confirmation. What is recorded later is not covered.",
		Example: "  bot case confirm-history DL-2020-0001 --text 'we read the old mails'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Decide(cmd, session.CaseID(args[0]), record.ConfirmHistory{Text: strings.TrimSpace(text)})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "how you know, for the history of the case")
	s.Signs(cmd)
	return cmd
}
