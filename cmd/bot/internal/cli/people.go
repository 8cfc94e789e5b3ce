package cli

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/person"
)

func newPeople(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use: "people", Short: "Show whose keys and ids count, and accept further ones",
		Long: "The configuration says which SSH keys and Slack ids belong to whom. They show a second person only once they are\n" +
			"accepted: those of the first two people by their first approval, every later one by somebody who is accepted. The\n" +
			"database remembers it, so that editing the configuration makes nobody a second person.",
	}
	cmd.AddCommand(newPeopleList(s), newPeopleAccept(s), newPeopleRetire(s))
	return cmd
}

func newPeopleList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List everybody with their keys and ids, and what waits to be accepted", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				all, err := a.Desk.Members(cmd.Context())
				if err != nil {
					return err
				}
				if s.JSON {
					if all == nil {
						all = []desk.Member{}
					}
					return s.PrintJSON(all)
				}
				if len(all) == 0 {
					s.Line("The configuration names no people, so nobody can be a second person.")
					return nil
				}
				rows := make([][]string, len(all))
				for i, m := range all {
					rows[i] = []string{m.Name, m.Role, meansInWords(m.Means), m.Value, standingInWords(m)}
				}
				return s.Table([]string{"name", "role", "by", "key or id", "counts"}, rows)
			})
		},
	}
}

func meansInWords(m person.Means) string {
	switch m {
	case person.KeyMeans:
		return "SSH key"
	case person.SlackMeans:
		return "Slack"
	case person.GitHubMeans:
		return "GitHub"
	default:
		return "login only"
	}
}

func standingInWords(m desk.Member) string {
	switch m.Standing {
	case desk.Accepted:
		return "yes"
	case desk.FirstUse:
		return "with the first approval"
	case desk.Waiting:
		return "no: waits until somebody accepts it"
	case desk.NotConfigured:
		return "no: the configuration does not name it any more"
	default:
		return "no: a login never shows a second person"
	}
}

func newPeopleAccept(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use: "accept NAME [KEY-OR-ID]", Short: "Accept a further person, key or Slack id, signed by somebody who is accepted", Args: cobra.RangeArgs(1, 2),
		Long: "Accept what the configuration says of a person. From then on it shows them as a second person. Who accepts it has to\n" +
			"be accepted already, and signs it; the log of the instance keeps the signature.",
		Example:           "  bot people accept carol --sign\n  bot people accept carol --statement --signer bob",
		ValidArgsFunction: completePeople(s, desk.Waiting),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				ctx, value := cmd.Context(), ""
				if len(args) > 1 {
					value = args[1]
				}
				pin, err := a.Desk.ToAccept(ctx, args[0], value)
				if err != nil {
					return err
				}
				who, err := s.Decider(ctx, a, actor, func(disclosure.Actor) (person.Decision, error) { return pin.Decision(), nil })
				if err != nil {
					return err
				}
				if err := a.Desk.Accept(ctx, who, pin); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"accepted": pin, "by": who.Name})
				}
				s.Line(meansInWords(pin.Means) + " " + pin.Value + " of " + pin.Name + " is accepted by " + who.Name)
				return nil
			})
		},
	}
	s.Signs(cmd)
	return cmd
}

func newPeopleRetire(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "retire NAME", Short: "Let the keys and ids of a person count no longer", Args: cobra.ExactArgs(1),
		Long: "Let nothing of a person show a second person any longer. What they approved before stays approved. They can be\n" +
			"accepted again like anybody new; nobody else takes their place by a first approval.",
		ValidArgsFunction: completePeople(s, desk.Accepted, desk.NotConfigured),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if err := a.Desk.Retire(cmd.Context(), actor, args[0]); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"retired": args[0], "by": actor.Name})
				}
				s.Line("nothing of " + args[0] + " counts any longer")
				return nil
			})
		},
	}
}

// completePeople offers the names of those who have something of a standing.
func completePeople(s *session.Session, standings ...desk.Standing) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
		err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
			all, err := a.Desk.Members(cmd.Context())
			for _, m := range all {
				for _, standing := range standings {
					switch {
					case m.Standing != standing:
					case len(args) == 0:
						out = append(out, m.Name)
					case len(args) == 1 && m.Name == args[0]:
						out = append(out, m.Value)
					}
				}
			}
			return err
		})
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}
