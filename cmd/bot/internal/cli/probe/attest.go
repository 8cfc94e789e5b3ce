package probe

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/command/exposure"
)

func newAttest(s *session.Session) *cobra.Command {
	var seen, at string
	var closed bool
	cmd := &cobra.Command{
		Use: "attest CASE ASSET --closed --seen TEXT", Short: "Record, as one of two people, that you looked and found it closed", Args: cobra.ExactArgs(2),
		Long: "Some assets never give a probe an answer that counts: a firewall drops it, a page stands in front,\n" +
			"everything refuses us. Then two people look by eye and say so. The first call is recorded as a proposal, the same\n" +
			"call by somebody else puts it on record. It is more than a claim and less than a proof: the asset is shown as\n" +
			"closed by eye, a limited writeup may leave, a full one only with rules.attested_full, and\n" +
			"a probe that finds it open opens it again.",
		Example:           "  bot probe attest DL-2020-0001 A1 --closed --seen 'opened the address from home: a login page'",
		ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			when, err := session.When("at", at)
			if err != nil {
				return err
			}
			return s.Decide(cmd, session.CaseID(args[0]), exposure.Attest{Asset: args[1], Closed: closed, Seen: seen, At: when})
		},
	}
	cmd.Flags().BoolVar(&closed, "closed", false, "what you found")
	cmd.Flags().StringVar(&seen, "seen", "", "what you opened and what it answered, in words")
	cmd.Flags().StringVar(&at, "at", "", "when you looked, such as 2020-02-05; the second person writes the same (default: now)")
	s.Signs(cmd)
	return cmd
}
