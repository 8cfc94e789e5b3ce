package cli

import (
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"

	"github.com/spf13/cobra"
)

// newPublishDrafts shows what Daylight drafted because an asset is open again that our page names.
func newPublishDrafts(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "drafts CASE", Short: "Show the revisions that Daylight drafted",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish drafts DL-2020-0001",
		Long: "When an asset is open again that a full page of ours names, Daylight drafts a limited revision without any address\n" +
			"and stores it. Nothing of it is public before two people approved it: `bot publish approve CASE --mode limited`,\n" +
			"or a press in Slack; then `bot publish CASE --mode limited --out DIR` writes the files.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				drafts, err := a.Revisions(ctx, id)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": id, "drafts": drafts})
				}
				if len(drafts) == 0 {
					s.Line("no revision is drafted")
				}
				for i := range drafts {
					r := &drafts[i]
					said := "approved by nobody yet"
					if len(r.Approved) > 0 {
						said = "approved " + strings.Join(r.Approved, " and ")
					}
					fmt.Fprintf(s.Out, "limited writeup in %s (%.12s), drafted %s, %s; it takes two people\n\n%s\n",
						r.Lang, r.Digest, r.Drafted.UTC().Format("2006-01-02 15:04 UTC"), wording.OneLine(said), r.Text)
				}
				return nil
			})
		},
	}
}
