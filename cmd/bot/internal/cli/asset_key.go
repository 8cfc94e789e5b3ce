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
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				id := session.CaseID(args[0])
				c, err := a.Desk.Case(cmd.Context(), id)
				if err != nil {
					return err
				}
				asset, ok := c.Asset(args[1])
				if !ok {
					return fault.Errorf(fault.NotFound, "%s has no asset %q", id, args[1])
				}
				asset.Key = args[2]
				if _, _, err := a.Desk.Asset(asset); err != nil { // the kind may have no such thing
					return err
				}
				_, err = a.Desk.Do(cmd.Context(), actor, id, record.EditAsset{Asset: asset.ID, Key: &args[2]})
				return err
			})
		},
	}
}
