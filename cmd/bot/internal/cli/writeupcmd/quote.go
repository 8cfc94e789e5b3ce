package writeupcmd

import (
	"strconv"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/author"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
)

func newQuote(s *session.Session) *cobra.Command {
	var allow, withdraw bool
	var text string
	cmd := &cobra.Command{
		Use: "quote CASE EVENT --allow|--withdraw [--text PART]", Short: "Allow to quote words of a message on the page", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Example: "  bot writeup quote DL-2020-0001 11 --allow --text 'We closed the bucket on 5 February.'\n  bot writeup quote DL-2020-0001 11 --withdraw",
		Long: "What somebody wrote to the team is not published: a page says only that they answered. This lets a full page quote\n" +
			"exactly these words, under the name of who wrote them and the date. EVENT is the number in `bot timeline CASE`. The\n" +
			"words have to stand in the message. Only one quote of a message stands at a time; --withdraw takes it back.",
		RunE: func(cmd *cobra.Command, args []string) error {
			seq, err := strconv.Atoi(args[1])
			if err != nil || seq <= 0 {
				return fault.Errorf(fault.Invalid, "%q is no number of an event: bot timeline shows them", args[1])
			}
			if allow == withdraw {
				return fault.Errorf(fault.Invalid, "say --allow or --withdraw")
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				var do command.Command = publish.WithdrawQuote{Of: seq}
				if allow {
					if do, err = author.Quote(ctx, a.Desk, id, seq, text); err != nil {
						return err
					}
				}
				res, err := a.Desk.Execute(ctx, actor, id, do)
				if err != nil {
					return err
				}
				return s.Decided(res)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&allow, "allow", false, "allow to quote it")
	f.BoolVar(&withdraw, "withdraw", false, "take back that it may be quoted")
	f.StringVar(&text, "text", "", "the part that may be quoted, in its own words (default: all of it)")
	return cmd
}
