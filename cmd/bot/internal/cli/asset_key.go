package cli

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

func newAssetKey(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "key CASE ASSET OBJECT", Short: "Name one object of a bucket that probes ask for too", Args: cobra.ExactArgs(3), ValidArgsFunction: s.CompleteCases,
		Long: "Name one object of a bucket, from the finding. Probes ask for it with HEAD from now on, so that a bucket whose listing\n" +
			"is shut while its objects stay readable is still open. Without one a closure is of the listing only, and says so.",
		Example: "  bot asset key DL-2020-0001 A1 scans/0001.jpg",
		RunE: func(cmd *cobra.Command, args []string) error {
			id := session.CaseID(args[0])
			do := record.EditAsset{Asset: args[1], Key: &args[2]}
			err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), id)
				if err != nil {
					return err
				}
				asset, ok := c.Asset(args[1])
				if !ok {
					return fault.Errorf(fault.NotFound, "%s has no asset %q", id, args[1])
				}
				asset.Key = args[2]
				_, _, err = a.Desk.Asset(asset) // the kind may have no such thing
				return err
			})
			if err != nil {
				return err
			}
			return s.Decide(cmd, id, do)
		},
	}
}
