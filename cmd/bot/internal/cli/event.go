package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

func newEvent(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "event", Short: "Record facts"}
	cmd.AddCommand(newEventAdd(s), newEventKinds(s))
	return cmd
}

func newEventAdd(s *session.Session) *cobra.Command {
	var e record.AddEvent
	var at, until string
	cmd := &cobra.Command{
		Use: "add CASE KIND --at WHEN", Short: "Record what happened, and print the event's number", Args: cobra.ExactArgs(2),
		Example: "  bot event add DL-2020-0001 acknowledged --at 2020-02-11 --party vendor\n" +
			"  bot event add DL-2020-0001 publicly_reported --at 2020-02-14 --party press --ref https://example.org/article",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return list(disclosure.Kinds()), cobra.ShellCompDirectiveNoFileComp
			}
			return s.CompleteCases(cmd, args, prefix)
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if e.At, err = session.When("at", at); err != nil {
				return err
			}
			if e.At.IsZero() {
				return fault.Errorf(fault.Invalid, "say when it happened: --at 2020-01-27")
			}
			if e.Ongoing = until == "open"; !e.Ongoing {
				if e.Until, err = session.When("until", until); err != nil {
					return err
				}
			}
			e.Kind = disclosure.Kind(args[1])
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				actor, err := s.Decider(cmd.Context(), a, actor, func(who disclosure.Actor) (person.Decision, error) {
					return a.Desk.Asked(cmd.Context(), who, session.CaseID(args[0]), e)
				})
				if err != nil {
					return err
				}
				res, err := a.Desk.Execute(cmd.Context(), actor, session.CaseID(args[0]), e)
				if err != nil {
					return err
				}
				seq := numberOf(res.Events, e.Kind)
				return s.Created(strconv.Itoa(seq), map[string]any{"case": res.Case.ID, "seq": seq, "headline": agenda.Headline(res.Case)})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&at, "at", "", "when it happened: 2020-01-27, 2013-10, 2013, 2022-Q3, or with time and zone")
	f.StringVar(&until, "until", "", "end of a period, or open; for deadlines their last day")
	f.BoolVar(&e.Planned, "planned", false, "it is expected and has not happened yet")
	f.StringVar((*string)(&e.Party), "party", "", "who: "+wording.Words(disclosure.Roles()))
	f.StringVar(&e.Name, "name", "", "the party's name")
	f.StringVar((*string)(&e.Channel), "channel", "", "channel: "+wording.Words(disclosure.Channels()))
	f.StringVar((*string)(&e.Source), "source", "", "source of this fact (default: you)")
	f.StringVar(&e.Ref, "ref", "", "reference, such as the URL of an article or a ticket number; for clocks the clause")
	f.StringVar(&e.Text, "text", "", "what happened, in a sentence")
	f.StringVar((*string)(&e.Visibility), "visibility", "", "internal, vendor or public (default: by kind)")
	f.IntVar(&e.Corrects, "corrects", 0, "number of the event to correct")
	s.Signs(cmd)
	session.Offer(cmd, "party", disclosure.Roles())
	session.Offer(cmd, "channel", disclosure.Channels())
	session.Offer(cmd, "source", disclosure.Sources())
	session.Offer(cmd, "visibility", []disclosure.Visibility{disclosure.InternalOnly, disclosure.ForVendor, disclosure.Public})
	return cmd
}

// numberOf finds the event that was asked for. One that it brings about, such as a deadline, may follow it.
func numberOf(events []disclosure.Event, kind disclosure.Kind) int {
	for _, e := range events {
		if e.Kind == kind {
			return e.Seq
		}
	}
	return 0
}

func newEventKinds(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "kinds", Short: "List the kinds of events", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if s.JSON {
				return s.PrintJSON(disclosure.Kinds())
			}
			for _, k := range disclosure.Kinds() {
				fmt.Fprintln(s.Out, k)
			}
			return nil
		},
	}
}

func list[S ~string](words []S) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}
