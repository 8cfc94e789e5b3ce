package casecmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/casefile"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
)

func newImport(s *session.Session) *cobra.Command {
	var check bool
	var sheet sheetOptions
	cmd := &cobra.Command{
		Use: "import FILE|-", Short: "Open a case from a case file (YAML or JSON), or cases from a spreadsheet (CSV)", Args: cobra.ExactArgs(1),
		Long: "Open a case from a file with its history, or one case or many from a spreadsheet with a row for each event\n" +
			"(docs/spreadsheet.md). If the file has mistakes, all of them are listed with their lines and nothing is imported. The\n" +
			"history is recorded as a claim of its source: it changes no state that only probes may change, and `bot timeline`\n" +
			"reports contradictions. A spreadsheet that is imported again opens no case twice.",
		Example: "  bot case import nextmotion.yaml --check\n  curl -s https://files.example.org/case.yaml | bot case import -\n" +
			"  bot case import closed-cases.csv --dry-run\n  bot case import closed-cases.csv --dates day-first --zone Europe/Berlin",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := sheet.check(); err != nil {
				return err
			}
			in, name := s.In, "standard input"
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return fault.Errorf(fault.Invalid, "the case file cannot be read: %w", err)
				}
				defer f.Close()
				if info, err := f.Stat(); err == nil && info.IsDir() {
					return fault.Errorf(fault.Invalid, "%s is a folder: name a case file in it", args[0])
				}
				in, name = f, args[0]
			}
			if sheet.isSheet(name) {
				return importSheet(cmd.Context(), s, in, name, check, sheet)
			}
			return importFile(cmd.Context(), s, in, name, check, sheet.dryRun)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "only check for mistakes")
	sheet.flags(cmd)
	return cmd
}

// importFile opens the case of a case file.
func importFile(ctx context.Context, s *session.Session, in io.Reader, name string, check, dry bool) error {
	file, err := casefile.Parse(in, name, app.ProbeKindNames()...)
	if err != nil {
		return mistakes(s, err)
	}
	if check {
		return fileIsFine(s, name, len(file.Events))
	}
	return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
		imp := file.Import()
		if dry {
			if err := a.Desk.Imports().Try(actor, imp); err != nil {
				return err
			}
			return fileIsFine(s, name, len(file.Events))
		}
		how := readAs(s, a, imp.Facts.Assets)
		c, err := a.Desk.Imports().Open(ctx, actor, imp, imp.ID)
		if err != nil {
			return err
		}
		warnSameTarget(ctx, s, a, c)
		t, err := a.Desk.Timeline(ctx, c.ID)
		if err != nil {
			return err
		}
		if n := len(t.Lint); n > 0 && !s.JSON {
			fmt.Fprintf(s.Err, "bot: %s in this history: bot timeline %s\n", wording.Count(n, "remark", "remarks"), c.ID)
		}
		return s.Created(string(c.ID), map[string]any{"events": len(file.Events), "lint": append([]timeline.Finding{}, t.Lint...), "read_as": how})
	})
}

func fileIsFine(s *session.Session, name string, events int) error {
	if s.JSON {
		return s.PrintJSON(map[string]any{"ok": true, "events": events})
	}
	fmt.Fprintf(s.Out, "%s is fine: %s. Nothing was imported.\n", wording.OneLine(name), wording.Count(events, "event", "events"))
	return nil
}

// mistakes prints every mistake of a file.
func mistakes(s *session.Session, err error) error {
	m, ok := errors.AsType[*casefile.MistakesError](err)
	if !ok || !s.JSON {
		return err
	}
	if err := s.PrintJSON(map[string]any{"ok": false, "mistakes": m.Mistakes}); err != nil {
		return err
	}
	return session.Reported(session.ExitUsage)
}

func newExport(s *session.Session) *cobra.Command {
	var format, out string
	var withID bool
	cmd := &cobra.Command{
		Use: "export CASE", Short: "Print a case as a case file", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			if s.JSON {
				format = string(casefile.JSON)
			}
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(ctx, id)
				if err != nil {
					return err
				}
				events, err := a.Desk.Events(ctx, id)
				if err != nil {
					return err
				}
				var opts []casefile.Option
				if withID {
					opts = append(opts, casefile.WithID())
				}
				if out == "" {
					return casefile.Write(s.Out, c, events, casefile.Format(format), opts...)
				}
				f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the caller names the file
				if err != nil {
					return fault.Errorf(fault.Invalid, "the file cannot be created (an existing file is never overwritten): %w", err)
				}
				return errors.Join(casefile.Write(f, c, events, casefile.Format(format), opts...), f.Close())
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", string(casefile.YAML), "yaml or json")
	f.StringVar(&out, "out", "", "write to this new file")
	session.Offer(cmd, "format", []casefile.Format{casefile.YAML, casefile.JSON})
	f.BoolVar(&withID, "with-id", false, "keep the id of the case, to move it to another database")
	return cmd
}
