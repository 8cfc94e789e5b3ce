package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
)

func newDoctor(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Try what the configuration names, and say how to mend what is wrong", Args: cobra.NoArgs,
		Long: "Log in to the mail servers, to Slack and to GitHub, check scopes and the visibility of each repository. Nothing\n" +
			"is sent.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				findings := a.Doctor(cmd.Context())
				ok := true
				for _, f := range findings {
					ok = ok && f.State != app.Broken
				}
				if s.json {
					if err := s.printJSON(map[string]any{"ok": ok, "findings": findings}); err != nil {
						return err
					}
				} else {
					for _, f := range findings {
						fmt.Fprintf(s.Out, "%-7s %-22s %s\n", f.State, f.Name, oneLine(f.Message))
						if f.Fix != "" {
							fmt.Fprintf(s.Out, "%-7s %-22s → %s\n", "", "", oneLine(f.Fix))
						}
					}
				}
				if !ok {
					return &quiet{code: exitFailed}
				}
				return nil
			})
		},
	}
}
