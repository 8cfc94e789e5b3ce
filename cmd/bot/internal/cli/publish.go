package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/templates"
)

func newPublish(s *session.Session) *cobra.Command {
	var mode, lang, out, approveAs string
	var check, approve bool
	cmd := &cobra.Command{
		Use: "publish CASE --mode full|limited|stub --lang en|de|fr --out DIR", Short: "Check the gate, and publish if it passes",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish DL-2020-0001 --check\n  bot publish DL-2020-0001 --mode limited --lang fr --out site/2020-0001 --approve-as bob",
		Long: "Render the writeup, show every check of the gate with its reason, and write the files only if all of them pass.\n" +
			"A refusal exits with code 3 and writes nothing. Closed assets without a recent probe are probed once more right\n" +
			"before the files are written. A second person has to approve: in the same call with --approve-as, or earlier\n" +
			"with `bot --as NAME publish CASE --approve`.",
		RunE: func(cmd *cobra.Command, args []string) error {
			m := disclosure.Mode(mode)
			if !m.Valid() {
				return fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", mode)
			}
			if err := errors.Join(session.AtMostOne(cmd, "check", "approve"), session.AtMostOne(cmd, "approve", "approve-as")); err != nil {
				return err
			}
			if !check && !approve && out == "" {
				return fault.Errorf(fault.Invalid, "say where to write the files: --out DIR; or only check the gate with --check")
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				who := approveAs
				if approve {
					who = actor.Name
				}
				if out != "" && !check && !approve {
					if err := a.AskBeforePublishing(ctx, actor, id); err != nil {
						return err
					}
				}
				p, err := a.Desk.Prepare(ctx, id, m, lang, who)
				if err != nil {
					return err
				}
				if !p.Passed() || check {
					return showGate(s, p, "")
				}
				if who != "" {
					if err := consent(ctx, a, p, who); err != nil {
						return err
					}
				}
				if approve {
					return showGate(s, p, "approved by "+who)
				}
				if _, err := a.Desk.Publish(ctx, actor, p, out); err != nil {
					return err
				}
				return showGate(s, p, "published to "+out)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&mode, "mode", "full", "full, limited or stub")
	f.StringVar(&lang, "lang", "en", "language: "+strings.Join(templates.Languages(), ", "))
	f.StringVar(&out, "out", "", "folder for the files")
	f.BoolVar(&check, "check", false, "only check the gate")
	f.StringVar(&approveAs, "approve-as", "", "the second person who approves in this call")
	f.BoolVar(&approve, "approve", false, "record your approval (--as) without publishing")
	session.Offer(cmd, "mode", disclosure.Modes())
	session.Offer(cmd, "lang", templates.Languages())
	cmd.AddCommand(newPublishApprove(s))
	return cmd
}

// consent records the second person's approval, with that person's own rank.
func consent(ctx context.Context, a *app.App, p *desk.Publication, who string) error {
	approver, err := a.Desk.Actor(who, "cli")
	if err != nil {
		return err
	}
	return a.Desk.ApprovePublication(ctx, approver, p)
}

// showGate prints every check. A refusal ends the call with exit code 3.
func showGate(s *session.Session, p *desk.Publication, done string) error {
	names := slices.Sorted(maps.Keys(p.Files))
	if s.JSON {
		if err := s.PrintJSON(map[string]any{
			"case": p.Case.ID, "mode": p.Mode, "lang": p.Lang, "digest": p.Digest, "passed": p.Passed(), "published": strings.HasPrefix(done, "published"),
			"checks": p.Checks, "files": names,
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
