package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// newPublishCorrect records why the page changes. The next edition says so.
func newPublishCorrect(s *session.Session) *cobra.Command {
	return newRevise(s, disclosure.KindCorrected, &cobra.Command{
		Use: "correct CASE --because TEXT", Short: "Say why a page that is out changes",
		Example: "  bot publish correct DL-2020-0001 --because 'the provider was told on 30 January, not on the 31st'",
		Long: "Record why the page of a case changes; correct the facts themselves with `bot event add --corrects`. The page lists its\n" +
			"revisions with what changed and these words, once it is approved and published again. Whoever was told what the page\n" +
			"says gets a draft with the correction, for you to read, approve and send.",
	})
}

// newPublishWithdraw records that the page is withdrawn. The next edition says so at its top.
func newPublishWithdraw(s *session.Session) *cobra.Command {
	return newRevise(s, disclosure.KindWithdrawn, &cobra.Command{
		Use: "withdraw CASE --because TEXT", Short: "Withdraw a page that is out; it stays, with the reason",
		Example: "  bot publish withdraw DL-2020-0001 --because 'the server belonged to another company'",
		Long: "Record that the page of a case is withdrawn, and why. Approved and published again it stays at its address and says\n" +
			"so at its top. With --mode stub nothing of the old report stays. Write the reason for the public: it stands on the\n" +
			"page. One that was withdrawn by mistake comes back by `bot publish correct`.",
	})
}

func newRevise(s *session.Session, kind disclosure.Kind, cmd *cobra.Command) *cobra.Command {
	var because string
	cmd.Args, cmd.ValidArgsFunction = cobra.ExactArgs(1), s.CompleteCases
	cmd.Flags().StringVar(&because, "because", "", "why, in words for the public")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if because == "" {
			return fault.Errorf(fault.Invalid, "say why with --because: the page tells its readers")
		}
		ctx, id := cmd.Context(), session.CaseID(args[0])
		return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
			got, err := gallery.Revise(ctx, a.Desk, actor, id, kind, because)
			if err != nil {
				return err
			}
			if s.JSON {
				return s.PrintJSON(map[string]any{
					"case": id, "kind": kind, "publication": got.Case.Publication, "out": got.Out, "drafts": got.Drafts, "untold": got.Untold,
				})
			}
			fmt.Fprintf(s.Out, "on record: %s\nUntil it is approved and published again, each page stays as it is:\n", wording.OneLine(because))
			for _, p := range got.Out {
				fmt.Fprintf(s.Out, "  bot publish ask %s --mode %s --lang %s\n", id, p.Mode, p.Lang)
			}
			for i := range got.Drafts {
				draft := &got.Drafts[i]
				fmt.Fprintf(s.Out, "drafted, not sent: %s tells it to %s, who was told before: bot draft show %s %s\n",
					draft.ID, wording.OneLine(disclosure.PartyLabel(draft.Role, draft.Name)), id, draft.ID)
			}
			for _, who := range got.Untold {
				fmt.Fprintf(s.Out, "told before, and no draft: %s\n", wording.OneLine(who))
			}
			return nil
		})
	}
	return cmd
}
