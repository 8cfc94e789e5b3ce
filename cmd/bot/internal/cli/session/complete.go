package session

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// completions bounds what is offered to a shell.
const completions = 200

// CompleteCases offers the ids of cases to a shell.
func (s *Session) CompleteCases(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return s.Complete(cmd, prefix, func(a *app.App) ([]string, error) {
		list, err := a.Desk.List(cmd.Context(), ledger.Filter{All: true, Limit: completions})
		out := make([]string, len(list))
		for i, c := range list {
			out[i] = string(c.ID) + "\t" + wording.OneLine(c.Title)
		}
		return out, err
	})
}

// Complete reads what could be meant and keeps what begins like it. Where there is no database there is nothing to
// offer, and none is made.
func (s *Session) Complete(cmd *cobra.Command, prefix string, read func(a *app.App) ([]string, error)) (out []string, _ cobra.ShellCompDirective) {
	err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
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
