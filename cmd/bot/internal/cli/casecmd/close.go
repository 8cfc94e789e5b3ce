package casecmd

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

func newClose(s *session.Session) *cobra.Command {
	var outcome, text, duplicate, handed string
	var rejected bool
	cmd := &cobra.Command{
		Use: "close CASE", Short: "End the work on a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot case close DL-2020-0001 --outcome remediated_verified\n" +
			"  bot case close DL-2020-0002 --duplicate-of DL-2020-0001\n" +
			"  bot case close DL-2020-0003 --rejected --text 'a public data set'",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := session.AtMostOne(cmd, "outcome", "duplicate-of", "handed-over-to", "rejected"); err != nil {
				return err
			}
			var do command.Command
			switch {
			case duplicate != "":
				do = record.MarkDuplicate{Of: session.CaseID(duplicate), Text: text}
			case handed != "":
				do = record.HandOver{To: handed, Text: text}
			case rejected:
				do = record.RejectCase{Text: text}
			case outcome != "":
				do = record.CloseCase{Outcome: disclosure.Outcome(outcome), Text: text}
			default:
				return fault.Errorf(fault.Invalid, "say how it ended: --outcome, --duplicate-of, --handed-over-to or --rejected")
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if duplicate != "" {
					if _, err := a.Desk.Case(cmd.Context(), session.CaseID(duplicate)); err != nil {
						return err
					}
				}
				c, err := a.Desk.Do(cmd.Context(), actor, session.CaseID(args[0]), do)
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&outcome, "outcome", "", "how it ended: "+wording.Words(disclosure.Outcomes()))
	f.StringVar(&duplicate, "duplicate-of", "", "the case in which the work continues")
	f.StringVar(&handed, "handed-over-to", "", "the team that takes over")
	f.BoolVar(&rejected, "rejected", false, "it was not a finding")
	f.StringVar(&text, "text", "", "why")
	session.Offer(cmd, "outcome", disclosure.Outcomes())
	return cmd
}

func newReopen(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "reopen CASE", Short: "Resume the work on a closed case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), record.ReopenCase{Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

func newStop(s *session.Session) *cobra.Command {
	var asset, text string
	var resume bool
	cmd := &cobra.Command{
		Use: "stop CASE", Short: "Stop probing the assets of a case, because somebody asked us to", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: "Stop probing the assets of a case. A reply that says STOP does the same automatically. From then on only the owner can\n" +
			"report the closure, which is not enough for a full writeup. --resume undoes the stop.",
		Example: "  bot case stop DL-2020-0001 --text 'asked for on the phone'\n  bot case stop DL-2020-0001 --resume --text 'agreed with the vendor'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), exposure.StopProbing{Asset: asset, Text: text, Resume: resume})
		},
	}
	f := cmd.Flags()
	f.StringVar(&asset, "asset", "", "only this asset")
	f.StringVar(&text, "text", "", "why")
	f.BoolVar(&resume, "resume", false, "resume probing")
	return cmd
}
