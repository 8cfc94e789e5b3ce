package casecmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk/imports"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/spreadsheet"
	"daylight/disclosure"
)

// sheetOptions are what a person says of a spreadsheet.
type sheetOptions struct {
	is     bool // whatever the file is called
	dryRun bool
	spreadsheet.Options
}

func (o *sheetOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.is, "sheet", false, "the file is CSV, whatever its name ends in (docs/spreadsheet.md)")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be imported, by all rules, and import nothing")
	f.StringVar((*string)(&o.Dates), "dates", "", "of a sheet: how dates such as 03/04/2020 are read: "+wording.Words(spreadsheet.Orders()))
	f.StringVar(&o.Zone, "zone", "", "of a sheet: zone of times without one, such as Europe/Paris")
	f.StringVar((*string)(&o.Encoding), "encoding", "", "of a sheet that is not UTF-8: "+wording.Words(spreadsheet.Encodings()))
	f.StringArrayVar(&o.Ignore, "ignore", nil, "of a sheet: leave out the column with this head (repeatable)")
	session.Offer(cmd, "dates", spreadsheet.Orders())
	session.Offer(cmd, "encoding", spreadsheet.Encodings())
}

// check refuses words that no sheet knows.
func (o *sheetOptions) check() error {
	return errors.Join(session.OneOf("dates", o.Dates, spreadsheet.Orders()), session.OneOf("encoding", o.Encoding, spreadsheet.Encodings()))
}

// isSheet reports whether a file is a spreadsheet.
func (o *sheetOptions) isSheet(name string) bool {
	name = strings.ToLower(name)
	return o.is || strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv")
}

// progressEvery is after how many cases of a sheet a line says how far the import is.
const progressEvery = 250

// importSheet opens the cases of a spreadsheet.
func importSheet(ctx context.Context, s *session.Session, in io.Reader, name string, check bool, o sheetOptions) error {
	o.Kinds = app.ProbeKindNames()
	cases, err := spreadsheet.Read(in, name, o.Options)
	if err != nil {
		return sheetMistakes(s, err)
	}
	events := 0
	all := make([]imports.One, len(cases))
	for i, c := range cases {
		all[i] = imports.One{Name: c.Name, Hash: c.Hash, Import: c.File.Import()}
		events += len(c.File.Events)
	}
	if check {
		if s.JSON {
			return s.PrintJSON(map[string]any{"ok": true, "cases": len(cases), "events": events})
		}
		fmt.Fprintf(s.Out, "%s is fine: %s with %s. Nothing was imported.\n",
			wording.OneLine(name), wording.Count(len(cases), "case", "cases"), wording.Count(events, "event", "events"))
		return nil
	}
	return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
		results, err := a.Desk.Imports().Many(ctx, actor, all, o.dryRun, func(done int) {
			if done%progressEvery == 0 && done < len(all) {
				fmt.Fprintf(s.Err, "bot: %d of %d cases\n", done, len(all))
			}
		})
		if err != nil {
			return err
		}
		return showSheet(s, results, o.dryRun)
	})
}

// showSheet says what became of each case.
func showSheet(s *session.Session, results []imports.Result, dry bool) error {
	count := map[imports.Outcome]int{}
	rows := make([][]string, len(results))
	for i, r := range results {
		count[r.Outcome]++
		rows[i] = []string{string(r.Case), string(r.Outcome), r.Name, strconv.Itoa(r.Events), r.Title}
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"dry_run": dry, "imported": count[imports.New], "known": count[imports.Known], "changed": count[imports.Changed], "cases": results})
	}
	if err := s.Table([]string{"case", "outcome", "in the sheet", "events", "title"}, rows); err != nil {
		return err
	}
	did := "imported"
	if dry {
		did = "to import; nothing was imported"
	}
	fmt.Fprintf(s.Out, "\n%s %s\n", wording.Count(count[imports.New], "case", "cases"), did)
	if n := count[imports.Known]; n > 0 {
		fmt.Fprintf(s.Out, "%s imported before, with the same rows\n", wording.Count(n, "case was", "cases were"))
	}
	if n := count[imports.Changed]; n > 0 {
		fmt.Fprintf(s.Err, "bot: %s imported before and other rows now: nothing of it was changed. Correct such a case with bot event, or, if it is another one, "+
			"give it another name in the column case\n", wording.Count(n, "case has been", "cases have been"))
	}
	return nil
}

// sheetMistakes prints every mistake of a sheet.
func sheetMistakes(s *session.Session, err error) error {
	m, ok := errors.AsType[*spreadsheet.MistakesError](err)
	if !ok || !s.JSON {
		return err
	}
	if err := s.PrintJSON(map[string]any{"ok": false, "mistakes": m.Mistakes}); err != nil {
		return err
	}
	return session.Reported(session.ExitUsage)
}
