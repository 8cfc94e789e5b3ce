package writeupcmd

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/author"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/plain"
)

func newShow(s *session.Session) *cobra.Command {
	var in language
	var number int
	cmd := &cobra.Command{
		Use: "show CASE --lang en|de|fr|es [--revision N]", Short: "Show the text of a page as it was written", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot writeup show DL-2020-0001 --lang de\n  bot writeup show DL-2020-0001 --lang de --revision 1 > page.de.md",
		Long:    "Print the file of a text, the newest or a revision of it. The gate counts the lines of this file.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := in.read(); err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				r, err := author.Show(cmd.Context(), a.Desk, session.CaseID(args[0]), in.lang, number)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(r)
				}
				_, err = fmt.Fprint(s.Out, plain.Text(r.Text))
				return err
			})
		},
	}
	in.flag(cmd, "en")
	cmd.Flags().IntVar(&number, "revision", 0, "number of the revision (default: the newest)")
	return cmd
}

func newLog(s *session.Session) *cobra.Command {
	var in language
	cmd := &cobra.Command{
		Use: "log CASE [--lang en|de|fr|es]", Short: "List the revisions of the texts of a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot writeup log DL-2020-0001",
		RunE: func(cmd *cobra.Command, args []string) error {
			if in.lang != "" {
				if err := in.read(); err != nil {
					return err
				}
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				all, err := author.Log(cmd.Context(), a.Desk, session.CaseID(args[0]), in.lang)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"revisions": all})
				}
				if len(all) == 0 {
					s.Line("nobody wrote a text yet: the pages say what Daylight writes; begin with `bot writeup edit " + string(session.CaseID(args[0])) + " --lang " + cmp.Or(in.lang, "en") + "`")
					return nil
				}
				rows := make([][]string, len(all))
				for i, r := range all {
					rows[i] = []string{r.Lang, strconv.Itoa(r.Number), r.Recorded.Format(time.RFC3339), r.How, strconv.Itoa(r.Event)}
				}
				return s.Table([]string{"lang", "revision", "recorded", "who", "event"}, rows)
			})
		},
	}
	in.flag(cmd, "")
	return cmd
}

func newDiff(s *session.Session) *cobra.Command {
	var in language
	var number, to int
	cmd := &cobra.Command{
		Use: "diff CASE --lang en|de|fr|es [--revision N] [--to M]", Short: "Show what changed between two revisions of a text", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot writeup diff DL-2020-0001 --lang de\n  bot writeup diff DL-2020-0001 --lang de --revision 1 --to 3",
		Long:    "Without numbers: the newest revision and the one before it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := in.read(); err != nil {
				return err
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				after, err := author.Show(ctx, a.Desk, id, in.lang, to)
				if err != nil {
					return err
				}
				before := author.Revision{Lang: in.lang, Number: max(0, after.Number-1)}
				if number > 0 {
					before.Number = number
				}
				if before.Number > 0 {
					if before, err = author.Show(ctx, a.Desk, id, in.lang, before.Number); err != nil {
						return err
					}
				}
				text := string(diff.Diff(page(id, in.lang, before.Number), []byte(before.Text), page(id, in.lang, after.Number), []byte(after.Text)))
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": id, "lang": in.lang, "from": before.Number, "to": after.Number, "diff": text})
				}
				_, err = fmt.Fprint(s.Out, plain.Text(text))
				return err
			})
		},
	}
	in.flag(cmd, "en")
	cmd.Flags().IntVar(&number, "revision", 0, "the older revision (default: the one before)")
	cmd.Flags().IntVar(&to, "to", 0, "the newer revision (default: the newest)")
	return cmd
}
