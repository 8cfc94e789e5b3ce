package policy

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/command/deadline"
)

func newUse(s *session.Session) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "use CASE POLICY --reason WHY", Short: "Let a case follow another policy", Args: cobra.ExactArgs(2),
		Long: "Let a case follow another policy from now on. This changes its dates, which people may already have been told, so look\n" +
			"at `bot policy explain CASE --policy POLICY` first. Your own policies are those in policies.files.",
		Example: "  bot policy use DL-2020-0001 cert-cc --reason 'a product, not a store'",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return ownPolicyNames(s), cobra.ShellCompDirectiveNoFileComp
			}
			return s.CompleteCases(cmd, args, prefix)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Decide(cmd, session.CaseID(args[0]), deadline.UsePolicy{Name: args[1], Reason: reason})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history of the case")
	s.Signs(cmd)
	return cmd
}
