package probe

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/command/exposure"
)

func newAllow(s *session.Session) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "allow CASE ASSET", Short: "Allow a probe that needs the approval of two people", Args: cobra.ExactArgs(2),
		Long: "Some kinds go further than a stranger's first question, such as a login with a published password. An asset of such a\n" +
			"kind, and with probe.second_person: all every asset, is not asked before two people allowed it. The first call is\n" +
			"recorded as a proposal, the same call by somebody else decides and asks at once. `bot probe plan` shows what would\n" +
			"be sent.",
		Example:           "  bot probe allow DL-2020-0001 A1 --reason 'the finding is the login itself'",
		ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Decide(cmd, session.CaseID(args[0]), exposure.AllowProbe{Asset: args[1], Reason: reason})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history of the case")
	s.Signs(cmd)
	return cmd
}
