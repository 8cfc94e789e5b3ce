package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
)

// completions bounds what is offered to a shell.
const completions = 200

// completeCases offers the ids of cases to a shell.
func (s *session) completeCases(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return s.complete(cmd, prefix, func(a *app.App) ([]string, error) {
		list, err := a.Desk.List(cmd.Context(), disclosure.Filter{All: true, Limit: completions})
		out := make([]string, len(list))
		for i, c := range list {
			out[i] = string(c.ID) + "\t" + oneLine(c.Title)
		}
		return out, err
	})
}

// completeDrafts offers the ids of cases, then the drafts of the case.
func (s *session) completeDrafts(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return s.completeCases(cmd, args, prefix)
	}
	return s.complete(cmd, prefix, func(a *app.App) ([]string, error) {
		c, err := a.Desk.Case(cmd.Context(), caseID(args[0]))
		if err != nil {
			return nil, err
		}
		out := make([]string, len(c.Drafts))
		for i, d := range c.Drafts {
			out[i] = d.ID + "\t" + string(d.State) + ": " + oneLine(d.Subject)
		}
		return out, nil
	})
}

// complete reads what could be meant and keeps what begins like it. Where there is no database there is nothing to
// offer, and none is made.
func (s *session) complete(cmd *cobra.Command, prefix string, read func(a *app.App) ([]string, error)) (out []string, _ cobra.ShellCompDirective) {
	err := s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
		all, err := read(a)
		for _, word := range all {
			if strings.HasPrefix(word, strings.ToUpper(prefix)) {
				out = append(out, word)
			}
		}
		return err
	})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
