package probe

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/command/exposure"
)

func newConfirm(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "confirm CASE ASSET", Short: "Confirm the target of an asset that we never saw open", Args: cobra.ExactArgs(2),
		ValidArgsFunction: s.CompleteCases,
		Long: "If an asset was asked and no answer was ever open, its target may be mistyped, so its closed answers close nothing.\n" +
			"Look at the target and confirm that it is the right one, and they count. The history keeps who confirmed it and that\n" +
			"we never saw it open; a proof of such a closure is not made.",
		Example: "  bot probe confirm DL-2020-0001 A1 --text 'the screenshots show this very address'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), exposure.ConfirmTarget{Asset: args[1], Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "how you know, for the history of the case")
	return cmd
}
