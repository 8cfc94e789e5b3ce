package scancmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/content"
	"daylight/disclosure/manuscript"
)

// NewFindings lists what the gate finds in a page of a case.
func NewFindings(s *session.Session) *cobra.Command {
	var of session.Page
	cmd := &cobra.Command{
		Use: "findings CASE", Short: "List what the gate finds in the files of a writeup, and what would lift it", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish findings DL-2020-0001 --mode limited --lang fr",
		Long: "List every finding in the files of a writeup as they are now, with its place and what would lift it, and what two people\n" +
			"let pass. Exit code 3 says that a finding stops the page, 0 that none does.",
		RunE: func(cmd *cobra.Command, args []string) error {
			mode, err := of.Form()
			if err != nil {
				return err
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				p, err := a.Desk.Prepare(ctx, id, mode, of.Lang)
				if err != nil {
					return err
				}
				return showFindings(s, id, mode, len(p.Files), gallery.Findings(p))
			})
		},
	}
	of.Flags(cmd)
	return cmd
}

// NewOverride is the word of one of two people on one finding.
func NewOverride(s *session.Session) *cobra.Command {
	var of session.Page
	var why, reason string
	var lift bool
	cmd := &cobra.Command{
		Use: "override CASE FINDING [FILE ...] --why false_alarm|on_purpose --reason TEXT", Short: "Decide, as one of two people, that one finding stops no page",
		Args: cobra.MinimumNArgs(2), ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return s.CompleteCases(cmd, args, prefix)
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		Example: "  bot publish override DL-2020-0001 6f1ed002 --why false_alarm --reason 'the name of a file, not a mailbox'\n" +
			"  bot publish override DL-2020-0001 6f1ed002 article.md --why on_purpose --reason 'they print it themselves' --sign\n" +
			"  bot publish override DL-2020-0001 6f1ed002 --lift",
		Long: "Decide on one finding of `bot publish findings` or, with files, of `bot publish scan`. It takes two people and a\n" +
			"reason, and it holds for exactly this finding: another value is another one. false_alarm says that it is not what\n" +
			"it looks like; on_purpose says that it is and stays, and the page tells its readers so. What leads to an asset\n" +
			"stays out until our own probes have seen everything closed. One person lets the finding stop pages again with --lift.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			var do command.Command
			err := s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				if lift {
					digest, err := overridden(ctx, a, id, args[1])
					do = publish.LiftOverride{Finding: digest}
					return err
				}
				found, err := findings(ctx, s, a, id, &of, args[2:])
				if err != nil {
					return err
				}
				f, err := gallery.Named(found, args[1])
				if err != nil {
					return err
				}
				do = publish.Overriding(f, manuscript.Why(why), reason)
				if !s.JSON {
					fmt.Fprintln(s.Err, wording.OneLine(f.String()))
				}
				return nil
			})
			if err != nil {
				return err
			}
			return s.Decide(cmd, id, do)
		},
	}
	of.Flags(cmd)
	s.Signs(cmd)
	f := cmd.Flags()
	f.StringVar(&why, "why", "", "false_alarm: it is not what it looks like; on_purpose: it is, and it stays")
	f.StringVar(&reason, "reason", "", "why it may go out, for the team")
	f.BoolVar(&lift, "lift", false, "let the finding stop pages again")
	session.Offer(cmd, "why", []string{string(manuscript.FalseAlarm), string(manuscript.OnPurpose)})
	cmd.MarkFlagsMutuallyExclusive("lift", "why")
	cmd.MarkFlagsMutuallyExclusive("lift", "reason")
	return cmd
}

// findings are those of a page, or of files that were written elsewhere.
func findings(ctx context.Context, s *session.Session, a *app.App, id disclosure.CaseID, of *session.Page, names []string) ([]content.Finding, error) {
	mode, err := of.Form()
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		p, err := a.Desk.Prepare(ctx, id, mode, of.Lang)
		if err != nil {
			return nil, err
		}
		return gallery.Findings(p), nil
	}
	files, err := readFiles(s.In, names)
	if err != nil {
		return nil, err
	}
	return gallery.Scan(ctx, a.Desk, id, mode, files)
}

// overridden is the digest of the finding that two people let pass and that a beginning names.
func overridden(ctx context.Context, a *app.App, id disclosure.CaseID, digest string) (string, error) {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return "", err
	}
	all := make([]content.Finding, 0, len(c.Manuscript.Overrides))
	for _, o := range c.Manuscript.Overrides {
		all = append(all, content.Finding{Digest: o.Finding})
	}
	f, err := gallery.Named(all, digest)
	return f.Digest, err
}
