package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/app/desk/readership"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
)

func newContactReaders(s *session.Session) *cobra.Command {
	var allow, speaker string
	var w readership.Word
	cmd := &cobra.Command{
		Use: "readers CASE", Short: "Who can read the places that a case writes to; say who they are", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: `Who can read the places that a case writes to: collaborators, members of teams and whoever is invited to a
tracking repository, as far as the token may list them. Nothing is written while somebody reads there of
whom nobody said who they are. --allow lets an account read, --speaks makes it the party's: what it
writes is then the party's word. Both are on record, and hold for the account and not for its name.`,
		Example: "  bot contact readers DL-2020-0001\n" +
			"  bot contact readers DL-2020-0001 --speaks acme-dev --text 'named in their mail of Jan 28'\n" +
			"  bot contact readers DL-2020-0001 --allow our-auditor --text 'works for us'",
		RunE: func(cmd *cobra.Command, args []string) error {
			id := session.CaseID(args[0])
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if w.Login = allow; speaker != "" {
					w.Login, w.Speaks = speaker, true
				}
				if w.Login != "" {
					res, err := readership.Say(cmd.Context(), a.Desk, actor, id, w, 0)
					if err != nil {
						return err
					}
					return s.Decided(res)
				}
				places, err := readership.Of(cmd.Context(), a.Desk, id)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(places)
				}
				return printReaders(s, id, places, a.Desk.Zone())
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&allow, "allow", "", "login of an account that may read")
	f.StringVar(&speaker, "speaks", "", "login of an account that speaks for the party")
	f.StringVar(&w.Contact, "contact", "", "the contact, where the case writes to several places")
	f.StringVar(&w.Text, "text", "", "how you know who it is")
	cmd.MarkFlagsMutuallyExclusive("allow", "speaks")
	return cmd
}

func printReaders(s *session.Session, id disclosure.CaseID, places []carrier.Readership, zone *time.Location) error {
	if len(places) == 0 {
		s.Line("No contact of " + string(id) + " is a place that others could read.")
		return nil
	}
	for i, p := range places {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		s.Line(p.Place + ":")
		rows := make([][]string, len(p.People))
		for j, a := range p.People {
			rows[j] = []string{a.Login, strconv.FormatInt(a.ID, 10), a.Sight(zone), a.Standing}
		}
		if err := s.Table([]string{"login", "account", "how", "standing"}, rows); err != nil {
			return err
		}
		if p.Theirs {
			s.Line("It is the party's own: they decide who reads it.")
		}
		if len(p.Unheard) > 0 {
			s.Line("The token may not list " + strings.Join(p.Unheard, " and ") + ": look at the place itself.")
		}
		for _, a := range p.People {
			if a.Standing == "unknown" && !p.Theirs {
				s.Line(fmt.Sprintf("Nothing is written there while %s is unknown: bot contact readers %s --speaks %s --text WHY, or --allow, or take the access away.",
					wording.OneLine(a.Login), id, wording.OneLine(a.Login)))
				break
			}
		}
	}
	return nil
}
