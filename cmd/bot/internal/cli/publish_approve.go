package cli

import (
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"

	"github.com/spf13/cobra"
)

// newPublishApprove is the consent of a person to exactly the files that would go out now.
func newPublishApprove(s *session.Session) *cobra.Command {
	var form session.Page
	var digest string
	cmd := &cobra.Command{
		Use: "approve CASE --mode full|limited|stub --lang en|de|fr|es", Short: "Approve a writeup, as a second person",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish approve DL-2020-0001 --mode limited --lang fr --digest 6f1ed002ab55 --sign\n" +
			"  bot publish approve DL-2020-0001 --mode limited --statement --signer bob",
		Long: "Approve exactly the files that `bot publish preview` wrote for you; whatever changes them later voids the approval.\n" +
			"It takes somebody else than who recorded the case, and a login on this machine does not show that. With\n" +
			"rules.solo in the configuration one person approves, and the record says so.",
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := form.Form()
			if err != nil {
				return err
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				p, err := a.Desk.Prepare(ctx, id, m, form.Lang)
				if err != nil {
					return err
				}
				if digest != "" && (len(digest) < 12 || !strings.HasPrefix(p.Digest, digest)) {
					return fault.Errorf(fault.Conflict, "the files have the digest %.12s and not %s: they changed, so look at them again", p.Digest, digest)
				}
				consent := publish.ApprovePublication{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest}
				who, err := s.Decider(ctx, a, actor, func(who disclosure.Actor) (person.Decision, error) { return a.Desk.Asked(ctx, who, id, consent) })
				if err != nil {
					return err
				}
				if err := a.Desk.ApprovePublication(ctx, who, p); err != nil {
					return err
				}
				if p, err = a.Desk.Prepare(ctx, id, m, form.Lang); err != nil {
					return err
				}
				return showApproval(s, p, who.Person())
			})
		},
	}
	form.Flags(cmd)
	cmd.Flags().StringVar(&digest, "digest", "", "digest of the files that you read, or its first twelve digits or more; other files are not approved")
	s.Signs(cmd)
	return cmd
}

// newPublishAsk puts the files before the second person, in the thread of the case in Slack.
func newPublishAsk(s *session.Session) *cobra.Command {
	var form session.Page
	var text string
	cmd := &cobra.Command{
		Use: "ask CASE --mode full|limited|stub --lang en|de|fr|es", Short: "Ask for the approval of a writeup by a second person",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish ask DL-2020-0001 --mode limited --lang fr --text 'the deadline has passed'",
		Long: "Put exactly the files that `bot publish CASE --check` shows now before a second person. Where Slack is set up,\n" +
			"the thread of the case shows them with a button; elsewhere they sign with `bot publish approve`. Once the files\n" +
			"change, the question is void. With rules.solo there is nobody to ask: approve it with `bot publish approve`.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("mode") || !cmd.Flags().Changed("lang") {
				return fault.Errorf(fault.Invalid, "say which page with --mode and --lang: a second person approves exactly that one")
			}
			m, err := form.Form()
			if err != nil {
				return err
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				p, err := a.Desk.Prepare(ctx, id, m, form.Lang)
				if err != nil {
					return err
				}
				if err := a.Desk.AskApproval(ctx, actor, p, text); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": p.Case.ID, "mode": p.Mode, "lang": p.Lang, "digest": p.Digest})
				}
				fmt.Fprintf(s.Out, "asked for a second person: the %s writeup of %s in %s (%.12s)\n", p.Mode, p.Case.ID, p.Lang, p.Digest)
				return nil
			})
		},
	}
	form.Flags(cmd)
	cmd.Flags().StringVar(&text, "text", "", "why now, for who is asked")
	return cmd
}

// showApproval says what was approved and what the gate still asks for. That it still asks for something is no failure.
func showApproval(s *session.Session, p *desk.Publication, who person.Person) error {
	var open []string
	for _, c := range p.Checks {
		if c.Stops() {
			open = append(open, c.Name)
		}
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{
			"case": p.Case.ID, "mode": p.Mode, "lang": p.Lang, "digest": p.Digest, "approved": true, "by": who.Name, "how": who.Did(), "missing": open,
		})
	}
	fmt.Fprintf(s.Out, "approved %s: the %s writeup of %s in %s (%.12s)\n", wording.OneLine(who.Did()), p.Mode, p.Case.ID, p.Lang, p.Digest)
	if len(open) > 0 {
		fmt.Fprintf(s.Out, "the gate still asks for: %s\n", strings.Join(open, ", "))
	}
	return nil
}
