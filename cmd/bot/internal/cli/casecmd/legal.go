package casecmd

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/command/publish"
)

func newClearLegal(s *session.Session) *cobra.Command {
	var because string
	cmd := &cobra.Command{
		Use: "clear-legal CASE", Short: "Clear publishing after a legal threat, as the counsel or as one of two leads", Args: cobra.ExactArgs(1),
		Long: "After `bot event add CASE legal_threat` nothing is drafted or written by itself, and nothing is published.\n" +
			"The word of the counsel (counsel: true in the list of people) ends that, or the word of two leads. The next\n" +
			"threat begins it anew.",
		Example:           "  bot case clear-legal DL-2020-0001 --because 'the claim is without merit: letter of 12 February'",
		ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Decide(cmd, session.CaseID(args[0]), publish.ClearLegal{Because: because})
		},
	}
	cmd.Flags().StringVar(&because, "because", "", "why a publication may go on")
	s.Signs(cmd)
	return cmd
}
