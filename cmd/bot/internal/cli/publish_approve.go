package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
	"daylight/templates"
)

func newPublishApprove(s *session.Session) *cobra.Command {
	var mode, lang string
	cmd := &cobra.Command{
		Use: "approve CASE --mode full|limited|stub --lang en|de|fr", Short: "Approve exactly the writeup as it is now, as the second person",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long:    "Approve the files that `bot publish CASE --check` shows. Any later change of them needs a new approval. Nothing is\npublished yet.",
		Example: "  bot publish approve DL-2020-0001 --mode limited --sign\n  bot publish approve DL-2020-0001 --mode limited --statement --signer bob",
		RunE: func(cmd *cobra.Command, args []string) error {
			m := disclosure.Mode(mode)
			if !m.Valid() {
				return fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", mode)
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				p, err := a.Desk.Prepare(ctx, id, m, lang, "")
				if err != nil {
					return err
				}
				consent := publish.ApprovePublication{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest}
				who, err := s.Decider(ctx, a, actor, func(who disclosure.Actor) (person.Decision, error) { return a.Desk.Asked(ctx, who, id, consent) })
				if err != nil {
					return err
				}
				if err := a.Desk.ApprovePublication(ctx, who, p); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": id, "mode": p.Mode, "lang": p.Lang, "digest": p.Digest, "approved_by": who.Name})
				}
				s.Line("the " + string(p.Mode) + " writeup in " + p.Lang + " is approved by " + who.Name)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&mode, "mode", "full", "full, limited or stub")
	cmd.Flags().StringVar(&lang, "lang", "en", "language: "+strings.Join(templates.Languages(), ", "))
	session.Offer(cmd, "mode", disclosure.Modes())
	session.Offer(cmd, "lang", templates.Languages())
	s.Signs(cmd)
	return cmd
}
