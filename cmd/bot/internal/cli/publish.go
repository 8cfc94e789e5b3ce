package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/scancmd"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func newPublish(s *session.Session) *cobra.Command {
	var form session.Page
	var out string
	var check, pull, seen, review bool
	cmd := &cobra.Command{
		Use: "publish CASE --mode full|limited|stub --lang en|de|fr|es --out DIR", Short: "Check the gate, and publish if it passes",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish DL-2020-0001 --check\n" +
			"  bot publish DL-2020-0001 --mode limited --lang fr --pull\n" +
			"  bot publish DL-2020-0001 --mode limited --lang fr --pull --review\n" +
			"  bot publish DL-2020-0001 --mode limited --lang fr --out site/2020-0001",
		Long: "Render the writeup, show every check of the gate with its reason, and write the files only if all of them pass.\n" +
			"A refusal exits with code 3 and writes nothing. Closed assets without a recent probe are probed once more right\n" +
			"before the files are written. A second person has to approve exactly these files before: `bot publish approve`.",
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := form.Form()
			if err != nil {
				return err
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				if check {
					p, err := a.Desk.Prepare(ctx, id, m, form.Lang)
					if err != nil {
						return err
					}
					return showGate(s, p, "")
				}
				if seen && !pull {
					return fault.Errorf(fault.Invalid, "--seen says that a merged page is on the site: write it with --pull")
				}
				if review && (!pull || seen) {
					return fault.Errorf(fault.Invalid, "--review opens a pull request for the second person: write it with --pull, and without --seen")
				}
				if pull {
					return offer(ctx, s, a, actor, id, m, form.Lang, seen, review)
				}
				p, where, err := a.Press().Publish(ctx, actor, id, m, form.Lang, "", out)
				if err != nil {
					return err
				}
				done := ""
				if where != "" {
					done = "published to " + where
				}
				return showGate(s, p, done)
			})
		},
	}
	form.Flags(cmd)
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "folder for the files (default: one for the case and the language below web.folder)")
	f.BoolVar(&check, "check", false, "only check the gate")
	f.BoolVar(&pull, "pull", false, "open a pull request in the repository of the site, or say how it stands; once it is merged and the page is on the site, record it as published")
	f.BoolVar(&seen, "seen", false, "with --pull: you saw the merged page on the site; without it the bot reads the page there")
	f.BoolVar(&review, "review", false, "with --pull: open it before the second person approved, so that their approving review there is the approval; refused unless the repository of the site is private, because a public one would publish the page")
	cmd.MarkFlagsMutuallyExclusive("out", "pull")
	cmd.MarkFlagsMutuallyExclusive("check", "pull")
	cmd.AddCommand(newPublishPreview(s), newPublishApprove(s), newPublishAsk(s), newPublishDrafts(s), newPublishCorrect(s), newPublishWithdraw(s), newPublishFeed(s), newPublishVerify(s), scancmd.New(s), scancmd.NewFindings(s), scancmd.NewOverride(s))
	return cmd
}

// showGate prints every check. A refusal ends the call with exit code 3.
func showGate(s *session.Session, p *desk.Publication, done string) error {
	names := slices.Sorted(maps.Keys(p.Files))
	if s.JSON {
		if err := s.PrintJSON(map[string]any{
			"case": p.Case.ID, "mode": p.Mode, "lang": p.Lang, "digest": p.Digest, "passed": p.Passed(), "published": strings.HasPrefix(done, "published"),
			"revision": p.Revision, "checks": p.Checks, "files": names,
		}); err != nil {
			return err
		}
	} else {
		rows := make([][]string, len(p.Checks))
		for i, c := range p.Checks {
			rows[i] = []string{string(c.State), c.Name, wording.Advised(c.Reason, c.Hint)}
		}
		if err := s.Table([]string{"answer", "check", "reason"}, rows); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "\nfiles that become public: %s\n", wording.Words(names))
	}
	if !p.Passed() {
		fmt.Fprintf(s.Err, "bot: the gate refuses to publish %s (%s): nothing was written\n", p.Case.ID, p.Mode)
		return session.Reported(session.ExitRefused)
	}
	if done != "" && !s.JSON {
		fmt.Fprintln(s.Out, done)
	}
	return nil
}
