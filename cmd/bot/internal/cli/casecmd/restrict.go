package casecmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/roster"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/person"
)

func newRestrict(s *session.Session) *cobra.Command {
	var lift bool
	var text string
	cmd := &cobra.Command{
		Use: "restrict CASE NAME...", Short: "Restrict a case to named people, or lift that again", Args: cobra.MinimumNArgs(1),
		Long: "Restrict a case to the people named, by their names in the configuration. For everybody else it does not\n" +
			"exist: not in lists, searches, agenda, digest, statistics and notices. The board, which knows no login, leaves\n" +
			"it out for all. Slack empties its card and answers /disclose to those named alone. A lead who may see the case\n" +
			"decides; others take two. Who can read the database file can read the case. Once nobody named is in the team\n" +
			"any more, `bot case recover` gives it to others.",
		Example:           "  bot case restrict DL-2020-0001 alice bob --text 'the finding concerns a member of the team'\n  bot case restrict DL-2020-0001 --lift",
		ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				do, err := roster.Restriction(a.Desk.Staff(), args[1:], lift, text)
				if err != nil {
					return err
				}
				return decide(cmd.Context(), s, a, actor, session.CaseID(args[0]), do)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&lift, "lift", false, "let the whole team see the case again")
	f.StringVar(&text, "text", "", "why")
	s.Signs(cmd)
	return cmd
}

// decide gives a command as the caller, or as who signs it, and says what came of it.
func decide(ctx context.Context, s *session.Session, a *app.App, actor disclosure.Actor, id disclosure.CaseID, do command.Command) error {
	actor, err := s.Decider(ctx, a, actor, func(who disclosure.Actor) (person.Decision, error) { return a.Desk.Asked(ctx, who, id, do) })
	if err != nil {
		return err
	}
	res, err := a.Desk.Execute(ctx, actor, id, do)
	if err != nil {
		return err
	}
	return s.Decided(res)
}

func newRecover(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "recover CASE NAME...", Short: "Give a restricted case to others once all who may see it have left", Args: cobra.MinimumNArgs(1),
		Long: "Give a restricted case to the people named, once nobody who may see it is listed under people any more. It takes\n" +
			"a lead and a second person, who say the same names; neither need be one of them. Until then the case does not\n" +
			"exist for anybody. What was decided stands in its timeline.",
		Example:           "  bot case recover DL-2020-0001 alice bob --text 'carol has left the team'",
		ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				do, err := roster.Recovery(a.Desk.Staff(), args[1:], text)
				if err != nil {
					return err
				}
				return decide(cmd.Context(), s, a, actor, session.CaseID(args[0]), do)
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why, such as who has left")
	s.Signs(cmd)
	return cmd
}

func newReaders(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "readers CASE", Short: "Show who may see a case, and who read it while it was restricted", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				r, err := a.Desk.Readers(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(r)
				}
				return printReaders(s, &r)
			})
		},
	}
}

func printReaders(s *session.Session, r *desk.Readers) error {
	if len(r.Names) == 0 {
		s.Line(fmt.Sprintf("%s is not restricted: the whole team may see it.", r.Case))
	} else {
		s.Line(fmt.Sprintf("%s is restricted to %s.", r.Case, strings.Join(r.Names, ", ")))
	}
	rows := make([][]string, len(r.Reads))
	for i, read := range r.Reads {
		rows[i] = []string{read.At.Format("2006-01-02 15:04"), read.By}
	}
	if len(rows) == 0 {
		s.Line("Nobody read it through the bot while it was restricted.")
		return nil
	}
	return s.Table([]string{"first read of the day (UTC)", "by"}, rows)
}
